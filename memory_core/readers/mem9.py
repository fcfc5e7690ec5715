"""mem9's memories: its dashboard's file, its API's lists, or one a line. Each is a fact.

The agent that stands at the head of the dashboard's file is the dashboard itself, so it is none of ours.
"""

from collections.abc import Iterable, Iterator, Mapping

from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, tags_of

_SCHEMA = "mem9."


def recognises(record: Record) -> bool:
    value = record.value
    if not isinstance(value, Mapping):
        return False
    return "memory_type" in value or str(value.get("schema_version", "")).startswith(_SCHEMA)


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        if not record.is_head:
            yield _fact(record)


def _fact(record: Record) -> Read:
    value = record.value
    text = first_of(value, "content") if isinstance(value, Mapping) else ""
    if not text:
        return Unread(record.place, "holds no text in 'content'.")
    if (first_of(value, "state") or "active") != "active":
        return Unread(record.place, "is not active in mem9, and only active memories are taken over.")
    try:
        at, updated = first_moment(value, "created_at"), first_moment(value, "updated_at")
    except InvalidParameter as exc:
        return Unread(record.place, str(exc))
    return Told(
        place=record.place,
        text=text,
        is_fact=True,
        agent=first_of(value, "agent_id"),
        chat=first_of(value, "session_id"),
        id=first_of(value, "id"),
        at=at,
        updated_at=updated,
        tags=tags_of(value.get("tags"), value.get("metadata")),
        pinned=value.get("memory_type") == "pinned",
    )
