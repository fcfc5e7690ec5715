"""Memory Store: keeps what was said, or a fact as given."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_store as form
from forms.memory_store import StoreType
from forms.shared import REMEMBER, SECRETS, TAGS, TTL_DAYS
from memory_core import Message, Remember, Role, Secrets, StoreResult, StoreStatus
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.store import store_failed, stored
from tools.respond import Reply, respond


class MemoryStoreTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_store, failed=store_failed)


def _store(call: Call) -> Reply:
    return stored(_result(call), to_agent=not call.caller.is_node)


def _result(call: Call) -> StoreResult:
    kind = call.parameters.choice(form.MEMORY_TYPE)
    content, reply = _messages(call)
    lifetime = call.parameters.lifetime(TTL_DAYS)
    secrets, remember = Secrets(call.parameters.choice(SECRETS)), Remember(call.parameters.choice(REMEMBER))
    if content is None or kind in (StoreType.AUTO, StoreType.EPISODIC):
        turn = [message for message in (content, reply) if message]
        return call.person.remember(
            turn, learn=kind is StoreType.AUTO, expires_at=lifetime, secrets=secrets, remember=remember
        )
    fact = call.person.remember(
        content, memory_type=kind.value, expires_at=lifetime, secrets=secrets, remember=remember
    )
    if not reply or not fact.memories:
        return fact
    return _joined(fact, call.person.remember(reply, learn=False, expires_at=lifetime, secrets=secrets))


def _messages(call: Call) -> tuple[Message | None, Message | None]:
    """The content, and the assistant's half of the turn when it was given; a turn that was a picture has that alone."""
    parameters = call.parameters
    shared: dict[str, Any] = {
        "event_at": parameters.moment(form.EVENT_TIME),
        "person_id": call.caller.user_id,
        "message_id": call.caller.message_id,
        "conversation": call.caller.conversation_id,
        "tags": parameters.tags(TAGS),
        "timezone": parameters.text(form.TIMEZONE).strip() or "UTC",
    }
    role = Role(parameters.choice(form.ROLE))
    content = Message(parameters.text(form.CONTENT), role=role, speaker=parameters.text(form.SPEAKER), **shared)
    reply = parameters.text(form.ASSISTANT_REPLY)
    if not reply.strip():
        return content, None
    if role is Role.ASSISTANT:
        raise InvalidParameter(
            "assistant_reply is the answer to a user's content, but role says that content is the assistant's. "
            "Leave assistant_reply empty, or set role to user."
        )
    answer = Message(reply, role=Role.ASSISTANT, **shared)
    return (content if content.content.strip() else None), answer


def _joined(fact: StoreResult, reply: StoreResult) -> StoreResult:
    new = StoreStatus.STORED in (fact.status, reply.status)
    status = StoreStatus.STORED if new else StoreStatus.ALREADY_STORED
    return StoreResult(status, fact.memories + reply.memories, fact.learned, fact.masked + reply.masked)
