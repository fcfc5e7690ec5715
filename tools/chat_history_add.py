"""Chat History Add: keeps messages of a conversation under an id of its own."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Message, Remember, Role, Secrets, parse_moment
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.chat import add_failed, added
from tools.respond import Reply, respond

_LONGEST_TTL_DAYS = 36_500
_LONGEST_NAME = 200
_ROLES = ", ".join(Role)


class ChatHistoryAddTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_add, failed=add_failed)


def _add(call: Call) -> Reply:
    days = call.parameters.number("ttl_days", lowest=0, highest=_LONGEST_TTL_DAYS)
    if days == 0:
        raise InvalidParameter("ttl_days must be more than 0. Leave it empty to keep the chat for good.")
    messages = _messages(call)
    if not call.caller.is_node and any(message.role is Role.SYSTEM for message in messages):
        raise InvalidParameter(
            "Only a node of a workflow adds system messages: later models would follow them. Set role to user or "
            "assistant."
        )
    chat = call.person.chat()
    lifetime = None if days is None else timedelta(days=days)
    secrets = call.parameters.choice("secrets", Secrets, Secrets.MASK)
    remember = call.parameters.choice("remember", Remember, Remember.YES)
    return added(chat.add(messages, expires_at=lifetime, secrets=secrets, remember=remember), chat_id=chat.id)


def _messages(call: Call) -> list[Message]:
    parameters = call.parameters
    shared: dict[str, Any] = {
        "person_id": call.caller.user_id,
        "message_id": call.caller.message_id,
        "conversation": call.caller.conversation_id,
    }
    content, items = parameters.text("content"), parameters.items("messages")
    if items is None:
        name = parameters.text("name", longest=_LONGEST_NAME)
        role, said_at = parameters.choice("role", Role, Role.USER), parameters.moment("time")
        return [Message(content, role=role, speaker=name, event_at=said_at, **shared)]
    if content.strip():
        raise InvalidParameter("Both content and messages are set. Send one message as content, or all as messages.")
    return [_message(item, f"messages, item {number}", shared) for number, item in enumerate(items, 1)]


def _message(item: object, where: str, shared: dict[str, Any]) -> Message:
    """One of several messages; refuses it with a sentence that says which."""
    if not isinstance(item, dict):
        raise InvalidParameter(f'{where} is no object. Write it like {{"role": "user", "content": "Hello!"}}.')
    content, role, name, said_at = (item.get(key) for key in ("content", "role", "name", "time"))
    if not isinstance(content, str) or not content.strip():
        raise InvalidParameter(f"{where} has no content. Give it a text that is not empty.")
    if not isinstance(role, str) or role.strip().lower() not in list(Role):
        raise InvalidParameter(f"{where} has no role that is known. Give it one of {_ROLES}.")
    if name is not None and (not isinstance(name, str) or len(name) > _LONGEST_NAME):
        raise InvalidParameter(f"{where} has a name that is no text of at most {_LONGEST_NAME} characters. Change it.")
    if said_at is not None and not isinstance(said_at, str):
        raise InvalidParameter(f"{where} has a time that is no text. Write it like 2026-03-04T09:30:00+01:00.")
    return Message(
        content,
        role=Role(role.strip().lower()),
        speaker=name or "",
        event_at=parse_moment(said_at, name=f"{where}: time") if said_at and said_at.strip() else None,
        **shared,
    )
