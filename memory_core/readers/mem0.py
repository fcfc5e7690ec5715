"""mem0's memories: as its API lists them (`get_all`, old shape and new), or one a line. Each is a fact."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, tags_of


def recognises(record: Record) -> bool:
    value = record.value
    return isinstance(value, Mapping) and ("memory" in value or ("data" in value and "user_id" in value))


def read(records: Iterable[Record]) -> Iterator[Read]:
    shared: Mapping[str, Any] = {}
    for record in records:
        if record.is_head:
            shared = record.value
        else:
            yield _fact(record, shared)


def _fact(record: Record, shared: Mapping[str, Any]) -> Read:
    value = record.value
    if not isinstance(value, Mapping):
        return Unread(record.place, "is no memory.")
    text = first_of(value, "memory", "data")
    if not text:
        return Unread(record.place, "holds no text in 'memory' or 'data'.")
    try:
        at = first_moment(value, "created_at")
        updated, expires = first_moment(value, "updated_at"), first_moment(value, "expiration_date")
    except InvalidParameter as exc:
        return Unread(record.place, str(exc))
    return Told(
        place=record.place,
        text=text,
        is_fact=True,
        user=first_of(value, "user_id") or first_of(shared, "user_id"),
        agent=first_of(value, "agent_id") or first_of(shared, "agent_id"),
        chat=first_of(value, "run_id"),
        id=first_of(value, "id"),
        at=at,
        updated_at=updated,
        expires_at=expires,
        tags=tags_of(value.get("categories"), value.get("metadata")),
        pinned=value.get("immutable") is True,
    )
