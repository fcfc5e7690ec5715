"""Claude's export: conversations.json, in its zip or by itself; each conversation is a list of messages of blocks.

What counts is what both sides say: thinking, tools and their results are left out. Where messages name the one that
they follow, what counts is the branch that ends with the last message. A memories.json beside it is told as facts.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.errors import InvalidParameter
from memory_core.readers import markdown
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, role_of, text_of

_KEPT = ("conversations_memory", "project_memories")


def recognises(record: Record) -> bool:
    value = record.value
    return isinstance(value, Mapping) and (
        isinstance(value.get("chat_messages"), list) or any(k in value for k in _KEPT)
    )


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        if not recognises(record):
            if not record.is_head:
                yield Unread(record.place, "is no conversation.")
        elif isinstance(record.value.get("chat_messages"), list):
            yield from _conversation(record)
        else:
            yield from _memories(record)


def _conversation(record: Record) -> Iterator[Read]:
    value, place = record.value, f"conversation {record.number}"
    account = value.get("account")
    user = first_of(account, "uuid") if isinstance(account, Mapping) else ""
    chat = first_of(value, "uuid", "id") or place
    for number, message in enumerate(_branch(value), 1):
        role = role_of(message.get("sender"))
        text = _text(message)
        if role is None or not text:
            continue
        here = f"{place}, message {number}"
        try:
            at = first_moment(message, "created_at", "updated_at")
        except InvalidParameter as exc:
            yield Unread(here, str(exc))
            continue
        yield Told(place=here, text=text, role=role, user=user, chat=chat, id=first_of(message, "uuid"), at=at)


def _branch(conversation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    messages = [each for each in conversation["chat_messages"] if isinstance(each, Mapping)]
    by_id = {first_of(each, "uuid"): each for each in messages}
    following = [first_of(each, "parent_message_uuid") for each in messages]
    if not any(parent in by_id for parent in following):
        return messages
    last = first_of(conversation, "current_leaf_message_uuid")
    name = last if last in by_id else first_of(messages[-1], "uuid")
    found: list[Mapping[str, Any]] = []
    seen: set[str] = set()
    while name in by_id and name not in seen:
        seen.add(name)
        found.append(by_id[name])
        name = first_of(by_id[name], "parent_message_uuid")
    return found[::-1]


def _text(message: Mapping[str, Any]) -> str:
    blocks = message.get("content")
    if isinstance(blocks, list):
        said = [b for b in blocks if isinstance(b, Mapping) and b.get("type") == "text"]
        if words := "\n".join(filter(None, (text_of(block.get("text")).strip() for block in said))):
            return words
        if blocks:
            return ""
    return text_of(blocks if isinstance(blocks, str) else message.get("text")).strip()


def _memories(record: Record) -> Iterator[Read]:
    value, user = record.value, first_of(record.value, "account_uuid")
    projects = value.get("project_memories")
    texts = [("", text_of(value.get("conversations_memory")))]
    if isinstance(projects, Mapping):
        texts += [(f"project:{name}", text_of(text)) for name, text in projects.items()]
    for tag, text in texts:
        yield from markdown.statements(text, user=user, tags=(tag,) if tag else (), place="memories")
