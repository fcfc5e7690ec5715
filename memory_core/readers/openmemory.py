"""OpenMemory's backup: memories.json in its zip, or by itself. Each memory is a fact of the one user.

Categories and the app that a memory came from become tags; what is paused, archived or deleted there stays there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of, tags_of


def recognises(record: Record) -> bool:
    value = record.value
    return record.is_head and isinstance(value, Mapping) and isinstance(value.get("apps"), list) and "user" in value


def read(records: Iterable[Record]) -> Iterator[Read]:
    user, names = "", {}
    for record in records:
        if record.is_head:
            about = record.value.get("user")
            user = first_of(about, "user_id", "id") if isinstance(about, Mapping) else ""
            names = {**_names(record.value.get("categories")), **_names(record.value.get("apps"), before="app:")}
        else:
            yield _fact(record, user, names)


def _names(listed: Any, *, before: str = "") -> dict[str, str]:
    entries = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    return {first_of(each, "id"): before + first_of(each, "name") for each in entries}


def _fact(record: Record, user: str, names: Mapping[str, str]) -> Read:
    value = record.value
    text = first_of(value, "content") if isinstance(value, Mapping) else ""
    if not text:
        return Unread(record.place, "holds no text in 'content'.")
    if (first_of(value, "state") or "active") != "active":
        return Unread(record.place, "is not active in OpenMemory, and only active memories are taken over.")
    try:
        at, updated = first_moment(value, "created_at"), first_moment(value, "updated_at")
    except InvalidParameter as exc:
        return Unread(record.place, str(exc))
    listed = value.get("category_ids")
    ids = [*(listed if isinstance(listed, list) else []), value.get("app_id")]
    return Told(
        place=record.place,
        text=text,
        is_fact=True,
        user=user,
        id=first_of(value, "id"),
        at=at,
        updated_at=updated,
        tags=tags_of([names.get(str(each), "") for each in ids], value.get("metadata")),
    )
