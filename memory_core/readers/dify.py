"""Dify's own conversation logs: what its API and its console answer as JSON, and what the console saves as CSV or JSON.

A row is a question and its answer, so two messages. `from_end_user_id` is the user that the plugin knows, too.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

from memory_core.domain.memory import Role
from memory_core.errors import InvalidParameter
from memory_core.readers.records import Record
from memory_core.readers.told import Read, Told, Unread, first_moment, first_of

_ASKED = ("query", "user_query")
_ANSWERED = ("answer", "ai_response")
_USER = ("from_end_user_id", "from_account_id", "user_id", "user", "from_end_user_session_id", "session_id")
_CHAT = ("conversation_id", "conversation")
_SAID_AT = ("message_date", "created_at")
_LONGEST = 1 << 20  # characters of a field


def recognises(record: Record) -> bool:
    value = record.value
    inner = value.get("messages") if isinstance(value, Mapping) else None
    if isinstance(inner, list) and inner:
        return recognises(Record(1, inner[0]))
    return isinstance(value, Mapping) and (
        (any(name in value for name in _ASKED) and any(name in value for name in _ANSWERED))
        or ("message_count" in value and "status" in value)
        or ("introduction" in value and "inputs" in value)
        or (record.is_head and "export_info" in value)
    )


def recognises_csv(columns: Iterable[str]) -> bool:
    named = set(columns)
    return not named.isdisjoint(_ASKED) and not named.isdisjoint(_ANSWERED)


def read(records: Iterable[Record]) -> Iterator[Read]:
    for record in records:
        if not record.is_head:
            yield from _row(record.value, record.place)


def read_csv(text: TextIO) -> Iterator[Read]:
    csv.field_size_limit(_LONGEST)
    rows = csv.DictReader(text, restkey="")
    try:
        for row in rows:
            yield from _row(row, f"line {rows.line_num}")
    except csv.Error:
        raise InvalidParameter(f"The file is no CSV from line {rows.line_num} on. Export it again.") from None


def _row(value: Any, place: str, beside: Mapping[str, Any] | None = None) -> Iterator[Read]:
    """A question with its answer; of a conversation, those in it."""
    if not isinstance(value, Mapping):
        yield Unread(place, "is no message.")
        return
    if isinstance(value.get("messages"), list):
        for number, each in enumerate(value["messages"], 1):
            yield from _row(each, f"{place}, message {number}", beside=value)
        return
    asked, answered = first_of(value, *_ASKED), first_of(value, *_ANSWERED)
    if not (asked or answered):
        if not isinstance(value.get("message_count"), int) and "introduction" not in value:
            yield Unread(place, "holds neither a question nor an answer.")
        return
    try:
        at = first_moment(value, *_SAID_AT)
    except InvalidParameter as exc:
        yield Unread(place, str(exc))
        return
    chat = first_of(value, *_CHAT) or (first_of(beside, "id") if beside else "")
    user = first_of(value, *_USER) or (first_of(beside, *_USER) if beside else "")
    message = first_of(value, "message_id", "id")
    for text, role in ((asked, Role.USER), (answered, Role.ASSISTANT)):
        if text:
            yield Told(
                place=place, text=text, role=role, user=user, chat=chat, id=message and f"{message}/{role}", at=at
            )
