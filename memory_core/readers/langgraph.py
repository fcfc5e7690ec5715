"""LangGraph's store: items with a namespace, a key and a value, as a list, as lines, or as rows of its table.

A namespace is a tuple such as `("memories", "user-1")`: the part that is no label of ours names the user. The value's
text is a fact.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.domain.text import digest
from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, tags_of, text_of

_LABELS = frozenset(
    (
        *[
            "memory",
            "memories",
            "user",
            "users",
            "profile",
            "profiles",
            "fact",
            "facts",
            "semantic",
            "episodic",
            "procedural",
            "store",
        ],
        "default",
    )
)
_TEXTS = ("content", "text", "memory", "data", "value", "fact")


def recognises(record: Record) -> bool:
    value = record.value
    return (
        isinstance(value, Mapping)
        and "key" in value
        and "value" in value
        and ("namespace" in value or "prefix" in value)
    )


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        if not record.is_head:
            yield _fact(record)


def _fact(record: Record) -> Read:
    item = record.value
    if not recognises(record):
        return Unread(record.place, "is no item with a namespace, a key and a value.")
    value, namespace = item["value"], _namespace(item)
    text = _text(value)
    if not text:
        return Unread(record.place, f"holds no text in {', '.join(_TEXTS[:-1])}.")
    try:
        at, updated = first_moment(item, "created_at"), first_moment(item, "updated_at")
        expires = first_moment(item, "expires_at")
    except InvalidParameter as exc:
        return Unread(record.place, str(exc))
    said = value if isinstance(value, Mapping) else {}
    return Told(
        place=record.place,
        text=text,
        is_fact=True,
        user=first_of(said, "user_id") or _user(namespace),
        id=digest(*namespace, text_of(item["key"])),
        at=at,
        updated_at=updated,
        expires_at=expires,
        tags=tags_of([*_labels_in(namespace), *(said["tags"] if isinstance(said.get("tags"), list) else [])]),
    )


def _namespace(item: Mapping[str, Any]) -> list[str]:
    named = item.get("namespace", item.get("prefix"))
    parts = named if isinstance(named, list) else text_of(named).split(".")
    return [part for part in map(text_of, parts) if part]


def _user(namespace: list[str]) -> str:
    return next((part for part in namespace if part.casefold() not in _LABELS), "")


def _labels_in(namespace: list[str]) -> list[str]:
    """What a namespace says besides the user."""
    user = _user(namespace)
    return [part for part in namespace if part != user and part.casefold() not in _LABELS]


def _text(value: Any) -> str:
    """The text of a value; of one that holds another one (`{"kind": ..., "content": {...}}`), that one's."""
    for _ in range(3):
        if not isinstance(value, Mapping):
            break
        value = next((value[name] for name in _TEXTS if value.get(name)), None)
    return text_of(value).strip()
