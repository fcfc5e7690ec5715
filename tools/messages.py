"""Messages as other programs write them: contents of several parts, calls of tools, other names of roles.

Their texts are read. What holds none (a picture, a call of a tool) is left out and counted, so that one such message
costs no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memory_core import Message, Role, parse_moment
from memory_core.errors import InvalidParameter

_LONGEST_NAME = 200
_ROLES = {
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "ai": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "tool": Role.ASSISTANT,
    "function": Role.ASSISTANT,
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
}
_OF_TOOLS = ("tool", "function")
_TEXTS = (None, "text", "input_text", "output_text")  # types of parts that are written for people
_ONE = '{"role": "user", "content": "Hello!"}'


@dataclass(frozen=True, slots=True)
class Given:
    """The messages that hold text, and how many messages and parts hold none."""

    messages: tuple[Message, ...]
    left_out: int


def read_messages(items: Sequence[object], *, shared: Mapping[str, Any]) -> Given:
    """Each with what they share. Raises InvalidParameter for one that is no message, with its number."""
    messages, left_out = [], 0
    for number, item in enumerate(items, 1):
        message, dropped = _message(item, f"messages, item {number}", shared)
        left_out += dropped
        if message:
            messages.append(message)
    return Given(tuple(messages), left_out)


def _message(item: object, where: str, shared: Mapping[str, Any]) -> tuple[Message | None, int]:
    """The message, and how much of it holds no text."""
    if not isinstance(item, Mapping):
        raise InvalidParameter(f"{where} is no object. Write it like {_ONE}.")
    inner = item.get("data")
    said: Mapping[str, Any] = {**item, **inner} if isinstance(inner, Mapping) else item
    named = _first(said, "role", "type", "from")
    role = _ROLES.get(named.strip().lower()) if isinstance(named, str) else None
    if role is None:
        raise InvalidParameter(f"{where} has no role that is known. Give it one of {', '.join(Role)}.")
    texts, dropped = _texts(_first(said, "content", "text", "parts", "value"))
    content = "\n".join(text for text in texts if text.strip())
    if not content:
        return None, max(1, dropped)
    fallback = named.strip().lower() if named.strip().lower() in _OF_TOOLS else ""
    return Message(
        content,
        role=role,
        speaker=_name(said, where) or fallback,
        event_at=_moment(said, where),
        **shared,
    ), dropped


def _first(said: Mapping[str, Any], *names: str) -> Any:
    return next((said[name] for name in names if said.get(name) is not None), None)


def _texts(content: object) -> tuple[list[str], int]:
    """The texts of a content, and how many of its parts hold none."""
    if content is None:
        return [], 0
    parts = content if isinstance(content, list | tuple) else [content]
    texts = [text for part in parts if (text := _text(part)) is not None]
    return texts, len(parts) - len(texts)


def _text(part: object) -> str | None:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping) or part.get("type") not in _TEXTS:
        return None
    text = _first(part, "text", "data", "content")
    if isinstance(text, Mapping):
        text = text.get("value")
    return text if isinstance(text, str) else None


def _name(said: Mapping[str, Any], where: str) -> str:
    name = said.get("name")
    if name is not None and (not isinstance(name, str) or len(name) > _LONGEST_NAME):
        raise InvalidParameter(f"{where} has a name that is no text of at most {_LONGEST_NAME} characters. Change it.")
    return name or ""


def _moment(said: Mapping[str, Any], where: str) -> int | None:
    moment = said.get("time")
    if moment is not None and not isinstance(moment, str):
        raise InvalidParameter(f"{where} has a time that is no text. Write it like 2026-03-04T09:30:00+01:00.")
    return parse_moment(moment, name=f"{where}: time") if moment and moment.strip() else None
