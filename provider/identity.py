"""Who is asking: the scope of a call, from its authorization, its session and its parameters, in order of power."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.authorization import AuthMode, Isolation
from memory_core import Scope, space_id
from memory_core.errors import IdentityMissing, KeyMissing
from provider.authorization import Authorization
from provider.templates import refuse_templates, resolve_templates

_BIND_KEY = "Bind api_key in a workflow's tool node to an environment variable that holds the space key."
_NAME_CHAT = "Call the tool from an app that has conversations, or pass an id of your own."
_WAY_OUT = {
    Isolation.USER: "Call the tool from an app run by a user, or choose another isolation at Authorize.",
    Isolation.CONVERSATION: "Workflows and some agents have none: use a chatflow or an agent app with function "
    "calling, or choose another isolation at Authorize.",
    Isolation.APP: "Some agents do not tell it: use a workflow or a chatflow, or choose another isolation at "
    "Authorize.",
}


@dataclass(frozen=True, slots=True)
class Caller:
    """What Dify itself says about a call; empty where it says nothing."""

    user_id: str = ""
    app_id: str = ""
    conversation_id: str = ""
    message_id: str = ""

    @property
    def is_node(self) -> bool:
        """A node of a workflow or chatflow, which reads variables, or the new Agent, which looks like one and reads
        them, too; every other caller is an agent and reads text."""
        return bool(self.app_id) and not self.message_id

    @property
    def is_workflow(self) -> bool:
        """A node of a workflow, for certain: no agent looks like that."""
        return self.is_node and not self.conversation_id

    def templates(self) -> dict[str, str]:
        return {
            "sys.user_id": self.user_id,
            "sys.conversation_id": self.conversation_id,
            "sys.app_id": self.app_id,
            "sys.message_id": self.message_id,
        }


@dataclass(frozen=True, slots=True)
class Requested:
    """What the tool's parameters ask for. They refine within the realm and can never leave it. A chat is a session:
    `chat_id` is what the tools for chats call its id."""

    api_key: str = ""
    user_id: str = ""
    session_id: str = ""
    chat_id: str = ""
    include_shared: bool = False


def scope_of(authorization: Authorization, caller: Caller, requested: Requested) -> Scope:
    """The scope of a call; fails closed when the call lacks what the isolation needs."""
    templates = caller.templates()
    return Scope(
        space=_space(authorization, requested),
        agent=resolve_templates(authorization.agent_id, templates, name="agent_id"),
        realm=_realm(authorization.isolation, caller),
        user=resolve_templates(requested.user_id, templates, name="user_id") or None,
        session=_session(requested, templates) or None,
        include_shared=requested.include_shared,
    )


def _session(requested: Requested, templates: Mapping[str, str]) -> str:
    if requested.chat_id.strip():
        return resolve_templates(requested.chat_id, templates, name="chat_id", way_out=_NAME_CHAT)
    return resolve_templates(requested.session_id, templates, name="session_id")


def _space(authorization: Authorization, requested: Requested) -> str:
    if authorization.auth_mode is AuthMode.SINGLE_SPACE:
        return space_id(authorization.api_key)
    if not requested.api_key.strip():
        raise KeyMissing(
            "This authorization is for several spaces, so each call brings its own key, and this one brought none. "
            + _BIND_KEY
        )
    return space_id(refuse_templates(requested.api_key, name="api_key", way_out=_BIND_KEY))


def _realm(isolation: Isolation, caller: Caller) -> str:
    if isolation is Isolation.NONE:
        return ""
    identity = {
        Isolation.USER: caller.user_id,
        Isolation.CONVERSATION: caller.conversation_id,
        Isolation.APP: caller.app_id,
    }[isolation]
    if not identity:
        raise IdentityMissing(
            f"Memories are kept apart by {isolation}, and Dify named no {isolation} for this call. "
            f"{_WAY_OUT[isolation]}"
        )
    return f"{isolation}:{identity}"
