"""Plain JSON: lines or a list of messages with `role` and `content`, or of conversations with `messages`.

What says no role is a message of the user, or with `"type": "fact"` a fact.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.domain.memory import Role
from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, role_of, tags_of, text_of

_TEXTS = ("content", "text", "message")
_USER = ("user", "user_id", "person_id")
_CHAT = ("chat", "chat_id", "session", "session_id", "conversation", "conversation_id", "thread_id")
_AT = ("at", "time", "timestamp", "event_time", "created_at", "date")
_FACTS = ("fact", "semantic")


def recognises(record: Record) -> bool:
    value = record.value
    return isinstance(value, Mapping) and (any(n in value for n in _TEXTS) or isinstance(value.get("messages"), list))


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        value = record.value
        if record.is_bad:
            yield Unread(record.place, "is not valid JSON.")
        elif record.is_head:
            continue
        elif isinstance(value, Mapping) and isinstance(value.get("messages"), list):
            for number, each in enumerate(value["messages"], 1):
                yield from _message(each, f"{record.place}, message {number}", value, record.place)
        else:
            yield from _message(value, record.place, {}, "")


def _message(value: Any, place: str, beside: Mapping[str, Any], chat: str) -> Iterator[Read]:
    """What the message does not say itself, its conversation does."""
    if not isinstance(value, Mapping):
        yield Unread(place, "is no JSON object.")
        return
    text = _text(value)
    role = role_of(value["role"]) if value.get("role") is not None else Role.USER
    if role is None or role is Role.SYSTEM:
        return  # a tool's, or a program's
    if not text:
        yield Unread(place, "holds no text in content, text or message.")
        return
    try:
        at = first_moment(value, *_AT)
        at = at if at is not None else first_moment(beside, *_AT)
        expires = first_moment(value, "expires_at", "expiration_date")
    except InvalidParameter as exc:
        yield Unread(place, str(exc))
        return
    yield Told(
        place=place,
        text=text,
        is_fact=first_of(value, "type") in _FACTS,
        role=role,
        speaker=first_of(value, "speaker", "name"),
        user=first_of(value, *_USER) or first_of(beside, *_USER),
        agent=first_of(value, "agent_id") or first_of(beside, "agent_id"),
        chat=first_of(value, *_CHAT) or first_of(beside, "id", *_CHAT) or chat,
        id=first_of(value, "id", "message_id"),
        at=at,
        expires_at=expires,
        tags=tags_of(value.get("tags")),
    )


def _text(value: Mapping[str, Any]) -> str:
    """The words, also of content that is a list of parts."""
    found = next((value[name] for name in _TEXTS if value.get(name)), None)
    if isinstance(found, list):
        parts = [part.get("text") if isinstance(part, Mapping) else part for part in found]
        return "\n".join(filter(None, (text_of(part).strip() for part in parts)))
    return text_of(found).strip()
