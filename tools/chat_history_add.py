"""Chat History Add: keeps messages of a conversation under an id of its own."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import chat_history_add as form
from forms.shared import LONGEST_NAME, TTL_DAYS
from memory_core import Message, Role, parse_moment
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.chat import add_failed, added
from tools.respond import Reply, respond

_ROLES = ", ".join(Role)


class ChatHistoryAddTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_add, failed=add_failed)


def _add(call: Call) -> Reply:
    lifetime = call.parameters.lifetime(TTL_DAYS)
    messages = _messages(call)
    if not call.caller.is_node and any(message.role is Role.SYSTEM for message in messages):
        raise InvalidParameter(
            "Only a node of a workflow adds system messages: later models would follow them. Set role to user or "
            "assistant."
        )
    chat = call.person.chat()
    return added(chat.add(messages, expires_at=lifetime), chat_id=chat.id)


def _messages(call: Call) -> list[Message]:
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
    if name is not None and (not isinstance(name, str) or len(name) > LONGEST_NAME):
        raise InvalidParameter(f"{where} has a name that is no text of at most {LONGEST_NAME} characters. Change it.")
    if said_at is not None and not isinstance(said_at, str):
        raise InvalidParameter(f"{where} has a time that is no text. Write it like 2026-03-04T09:30:00+01:00.")
    return Message(
        content,
        role=Role(role.strip().lower()),
        speaker=name or "",
        event_at=parse_moment(said_at, name=f"{where}: time") if said_at and said_at.strip() else None,
        **shared,
    )
