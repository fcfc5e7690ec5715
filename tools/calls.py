"""A call of a tool, with everything that is known about it: who asks, about whom, and with which parameters."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dify_plugin import Tool

from memory_core import Person
from provider.authorization import AuthMode
from provider.composition import read_authorization, storage_for
from provider.identity import Caller, Requested, scope_of
from tools.parameters import Parameters

_LONGEST_ID = 16_384  # characters, as many as an id may have


@dataclass(frozen=True, slots=True)
class Call:
    person: Person
    caller: Caller
    parameters: Parameters
    erases: bool  # whether the authorization says that forgetting is for good at once


def open_call(tool: Tool, values: Mapping[str, Any]) -> Call:
    """Raises KeepsakeError when the authorization or the ids cannot be used."""
    parameters, caller = Parameters(values), caller_of(tool)
    authorization = read_authorization(tool.runtime.credentials)
    several = authorization.auth_mode is AuthMode.MULTI_SPACE
    requested = Requested(
        api_key=parameters.text("api_key", longest=_LONGEST_ID) if several else "",
        user_id=parameters.text("user_id", longest=_LONGEST_ID),
        session_id=parameters.text("session_id", longest=_LONGEST_ID),
        chat_id=parameters.text("chat_id", longest=_LONGEST_ID),
        include_shared=parameters.flag("include_shared"),
    )
    scope = scope_of(authorization, caller, requested)
    kept_since = authorization.retention.kept_since(time.time())
    person = storage_for(authorization.settings).person(replace(scope, kept_since=kept_since))
    return Call(person, caller, parameters, authorization.retention.erases)


def caller_of(tool: Tool) -> Caller:
    return Caller(
        user_id=tool.runtime.user_id or "",
        app_id=tool.session.app_id or "",
        conversation_id=tool.session.conversation_id or "",
        message_id=tool.session.message_id or "",
    )
