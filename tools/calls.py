"""A call of a tool, with everything that is known about it: who asks, about whom, and with which parameters."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dify_plugin import Tool

from forms import shared
from forms.authorization import AuthMode, Isolation
from forms.fields import Filter, Flag
from forms.tool import Tool as Form
from memory_core import Person
from provider.composition import read_authorization, storage_for
from provider.identity import Caller, Requested, scope_of
from tools.filters import Narrowed
from tools.parameters import Parameters


@dataclass(frozen=True, slots=True)
class Call:
    """`narrowed` is what the call's filter says; its session and sharing count in the person's scope already."""

    person: Person
    caller: Caller
    parameters: Parameters
    narrowed: Narrowed
    isolation: Isolation
    erases: bool  # whether the authorization says that forgetting is for good at once


def open_call(tool: Tool, values: Mapping[str, Any], form: Form) -> Call:
    """Raises KeepsakeError when the authorization or the ids cannot be used."""
    parameters, caller = Parameters(values), caller_of(tool)
    authorization = read_authorization(tool.runtime.credentials)
    several = authorization.auth_mode is AuthMode.MULTI_SPACE
    narrowed = _narrowed(form, parameters)
    requested = Requested(
        api_key=parameters.text(shared.API_KEY) if several else "",
        user_id=parameters.text(shared.USER_ID),
        session_id=narrowed.session or parameters.text(shared.SESSION_ID),
        chat_id=_chat_id(form, parameters, caller),
        include_shared=narrowed.shared or parameters.flag(shared.INCLUDE_SHARED),
    )
    scope = scope_of(authorization, caller, requested)
    kept_since = authorization.retention.kept_since(time.time())
    person = storage_for(authorization.settings).person(replace(scope, kept_since=kept_since))
    return Call(person, caller, parameters, narrowed, authorization.isolation, authorization.retention.erases)


def caller_of(tool: Tool) -> Caller:
    return Caller(
        user_id=tool.runtime.user_id or "",
        app_id=tool.session.app_id or "",
        conversation_id=tool.session.conversation_id or "",
        message_id=tool.session.message_id or "",
    )


def _narrowed(form: Form, parameters: Parameters) -> Narrowed:
    filters = [field for field in form.fields if isinstance(field, Filter)]
    return parameters.filter(filters[0]) if filters else Narrowed()


def _chat_id(form: Form, parameters: Parameters, caller: Caller) -> str:
    """The chat that is named; else that of the call, unless all of them are meant."""
    if shared.CHAT_ID not in form.fields:
        return ""
    named = parameters.text(shared.CHAT_ID)
    of_all = [field for field in form.fields if isinstance(field, Flag) and field in shared.ALL_CHATS]
    if named.strip() or any(parameters.flag(field) for field in of_all):
        return named
    return caller.conversation_id
