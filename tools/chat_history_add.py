"""Chat History Add: keeps messages of a conversation under an id of its own."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Message, Role, StoreResult, StoreStatus
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.messages import Given, python_list, read_messages
from tools.parameters import Parameters
from tools.replies.chat import add_failed, added
from tools.respond import Reply, respond

_LONGEST_TTL_DAYS = 36_500
_LONGEST_NAME = 200


class ChatHistoryAddTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_add, failed=add_failed)


def _add(call: Call) -> Reply:
    days = call.parameters.number("ttl_days", lowest=0, highest=_LONGEST_TTL_DAYS)
    if days == 0:
        raise InvalidParameter("ttl_days must be more than 0. Leave it empty to keep the chat for good.")
    given = _messages(call)
    if not call.caller.is_node and any(message.role is Role.SYSTEM for message in given.messages):
        raise InvalidParameter(
            "Only a node of a workflow adds system messages: later models would follow them. Set role to user or "
            "assistant."
        )
    chat = call.person.chat()
    if given.left_out and not given.messages:
        return added(StoreResult(StoreStatus.ALREADY_STORED, ()), chat_id=chat.id, left_out=given.left_out)
    lifetime = None if days is None else timedelta(days=days)
    return added(chat.add(given.messages, expires_at=lifetime), chat_id=chat.id, left_out=given.left_out)


def _messages(call: Call) -> Given:
    parameters = call.parameters
    shared: dict[str, Any] = {
        "person_id": call.caller.user_id,
        "message_id": call.caller.message_id,
        "conversation": call.caller.conversation_id,
    }
    content, items = parameters.text("content"), _items(parameters)
    if items is None:
        name = parameters.text("name", longest=_LONGEST_NAME)
        role, said_at = parameters.choice("role", Role, Role.USER), parameters.moment("time")
        return Given((Message(content, role=role, speaker=name, event_at=said_at, **shared),), 0)
    if content.strip():
        raise InvalidParameter("Both content and messages are set. Send one message as content, or all as messages.")
    return read_messages(items, shared=shared)


def _items(parameters: Parameters) -> list[object] | None:
    """Also those of an array that arrived as Python writes it."""
    try:
        return parameters.items("messages")
    except InvalidParameter as refused:
        try:
            return python_list(parameters.text("messages"))
        except (ValueError, InvalidParameter):
            raise refused from None
