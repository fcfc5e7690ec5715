"""ChatGPT's export: conversations.json, in its zip or by itself; each conversation is a tree of messages.

What counts is the branch that the person saw last: an edited question or an answer that was made anew leaves the older
one beside it. What tools and the system say is left out. What ChatGPT wrote into its own memory (the tool `bio`) is
told as facts.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, moment, role_of, text_of

_SHOWN = ("text", "multimodal_text")
_MEMORY = "bio"


def recognises(record: Record) -> bool:
    return isinstance(record.value, Mapping) and isinstance(record.value.get("mapping"), Mapping)


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        if not recognises(record):
            if not record.is_head:
                yield Unread(record.place, "is no conversation.")
            continue
        yield from _conversation(record)


def _conversation(record: Record) -> Iterator[Read]:
    value = record.value
    place = f"conversation {record.number}"
    chat = first_of(value, "conversation_id", "id") or place
    try:
        begun = first_moment(value, "create_time")
    except InvalidParameter:
        begun = None
    for number, node in enumerate(branch(value), 1):
        message = node.get("message")
        if isinstance(message, Mapping):
            yield from _message(message, f"{place}, message {number}", chat, begun)


def branch(conversation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The nodes from the first message to the one that is shown last; without a mark, the latest leaf."""
    nodes = {name: node for name, node in conversation["mapping"].items() if isinstance(node, Mapping)}
    name = conversation.get("current_node")
    if name not in nodes:
        parents = {node.get("parent") for node in nodes.values()}
        leaves = [each for each in nodes if each not in parents]
        name = max(leaves, key=lambda each: _when(nodes[each]), default=None)
    found: list[Mapping[str, Any]] = []
    seen: set[Any] = set()
    while isinstance(name, str) and name in nodes and name not in seen:
        seen.add(name)
        found.append(nodes[name])
        name = nodes[name].get("parent")
    return found[::-1]


def _when(node: Mapping[str, Any]) -> float:
    message = node.get("message")
    at = message.get("create_time") if isinstance(message, Mapping) else None
    return float(at) if isinstance(at, int | float) else 0.0


def _message(message: Mapping[str, Any], place: str, chat: str, begun: int | None) -> Iterator[Read]:
    author, about = message.get("author"), message.get("metadata")
    role = role_of(author.get("role")) if isinstance(author, Mapping) else None
    is_hidden = isinstance(about, Mapping) and about.get("is_visually_hidden_from_conversation")
    is_kept = message.get("recipient") == _MEMORY
    recipient = message.get("recipient")
    if role is None or role == "system" or is_hidden or not (is_kept or recipient in (None, "", "all")):
        return
    text = _text(message.get("content"), any_kind=is_kept)
    if not text:
        return
    try:
        at = moment(message.get("create_time"), name="create_time")
    except InvalidParameter as exc:
        yield Unread(place, str(exc))
        return
    found = Told(
        place=place, text=text, is_fact=is_kept, role=role, chat=chat, id=text_of(message.get("id")), at=at or begun
    )
    yield found


def _text(content: Any, *, any_kind: bool) -> str:
    """The words of a message: its parts, without pictures and files; what was spoken as it was written down."""
    if not isinstance(content, Mapping) or not (any_kind or content.get("content_type") in _SHOWN):
        return ""
    parts = content.get("parts")
    listed = parts if isinstance(parts, list) else [content.get("text")]
    words = [text_of(part.get("text") if isinstance(part, Mapping) else part).strip() for part in listed]
    return "\n".join(filter(None, words))
