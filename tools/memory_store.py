"""Memory Store: keeps what was said, or a fact as given."""

from collections.abc import Generator
from datetime import timedelta
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Message, Remember, Role, Secrets, StoreResult, StoreStatus
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.store import store_failed, stored
from tools.respond import Reply, respond

_LONGEST_TTL_DAYS = 36_500
_LONGEST_SPEAKER = 200


class StoreType(StrEnum):
    AUTO = "auto"
    SEMANTIC = "semantic"
    EPISODIC = "episodic"
    PROCEDURAL = "procedural"


class StoreRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


class MemoryStoreTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_store, failed=store_failed)


def _store(call: Call) -> Reply:
    return stored(_result(call), to_agent=not call.caller.is_node)


def _result(call: Call) -> StoreResult:
    kind = call.parameters.choice("memory_type", StoreType, StoreType.AUTO)
    content, reply = _messages(call)
    remember = call.parameters.choice("remember", Remember, Remember.YES)
    lifetime, secrets = _lifetime(call), call.parameters.choice("secrets", Secrets, Secrets.MASK)
    if kind in (StoreType.AUTO, StoreType.EPISODIC):
        turn = [content, reply] if reply else [content]
        return call.person.remember(
            turn, learn=kind is StoreType.AUTO, expires_at=lifetime, secrets=secrets, remember=remember
        )
    fact = call.person.remember(
        content, memory_type=kind.value, expires_at=lifetime, secrets=secrets, remember=remember
    )
    if not reply or not fact.memories:
        return fact
    return _joined(fact, call.person.remember(reply, learn=False, expires_at=lifetime, secrets=secrets))


def _lifetime(call: Call) -> timedelta | None:
    days = call.parameters.number("ttl_days", lowest=0, highest=_LONGEST_TTL_DAYS)
    if days == 0:
        raise InvalidParameter("ttl_days must be more than 0. Leave it empty to keep the memory for good.")
    return None if days is None else timedelta(days=days)


def _messages(call: Call) -> tuple[Message, Message | None]:
    """The content, and the assistant's half of the turn when it was given."""
    parameters = call.parameters
    shared: dict[str, Any] = {
        "event_at": parameters.moment("event_time"),
        "person_id": call.caller.user_id,
        "message_id": call.caller.message_id,
        "conversation": call.caller.conversation_id,
        "tags": parameters.tags(),
        "timezone": parameters.text("timezone").strip() or "UTC",
    }
    role = Role(parameters.choice("role", StoreRole, StoreRole.USER))
    content = Message(
        parameters.text("content"), role=role, speaker=parameters.text("speaker", longest=_LONGEST_SPEAKER), **shared
    )
    reply = parameters.text("assistant_reply")
    if not reply.strip():
        return content, None
    if role is Role.ASSISTANT:
        raise InvalidParameter(
            "assistant_reply is the answer to a user's content, but role says that content is the assistant's. "
            "Leave assistant_reply empty, or set role to user."
        )
    return content, Message(reply, role=Role.ASSISTANT, **shared)


def _joined(fact: StoreResult, reply: StoreResult) -> StoreResult:
    new = StoreStatus.STORED in (fact.status, reply.status)
    status = StoreStatus.STORED if new else StoreStatus.ALREADY_STORED
    return StoreResult(status, fact.memories + reply.memories, fact.learned, fact.masked + reply.masked)
