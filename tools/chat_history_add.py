"""Chat History Add: keeps messages of a conversation under an id of its own."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import chat_history_add as form
from forms.shared import REMEMBER, SECRETS, TTL_DAYS
from memory_core import Message, Remember, Role, Secrets, StoreResult, StoreStatus
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.messages import Given, read_messages
from tools.replies.chat import add_failed, added
from tools.respond import Reply, respond


class ChatHistoryAddTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_add, failed=add_failed)


def _add(call: Call) -> Reply:
    lifetime = call.parameters.lifetime(TTL_DAYS)
    given = _messages(call)
    if not call.caller.is_node and any(message.role is Role.SYSTEM for message in given.messages):
        raise InvalidParameter(
            "Only a node of a workflow adds system messages: later models would follow them. Set role to user or "
            "assistant."
        )
    chat = call.person.chat()
    secrets, remember = Secrets(call.parameters.choice(SECRETS)), Remember(call.parameters.choice(REMEMBER))
    if given.left_out and not given.messages:
        return added(StoreResult(StoreStatus.ALREADY_STORED, ()), chat_id=chat.id, left_out=given.left_out)
    result = chat.add(given.messages, expires_at=lifetime, secrets=secrets, remember=remember)
    return added(result, chat_id=chat.id, left_out=given.left_out)


def _messages(call: Call) -> Given:
    parameters = call.parameters
    shared: dict[str, Any] = {
        "person_id": call.caller.user_id,
        "message_id": call.caller.message_id,
        "conversation": call.caller.conversation_id,
    }
    content, items = parameters.text(form.CONTENT), parameters.items(form.MESSAGES)
    if items is None or (not items and content.strip()):
        name = parameters.text(form.NAME)
        role, said_at = Role(parameters.choice(form.ROLE)), parameters.moment(form.TIME)
        return Given((Message(content, role=role, speaker=name, event_at=said_at, **shared),), 0)
    if content.strip():
        raise InvalidParameter("Both content and messages are set. Send one message as content, or all as messages.")
    return read_messages(items, shared=shared)
