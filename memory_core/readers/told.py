"""Told: what a file of another program says, in our words, whatever its format."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from memory_core.domain.memory import Role
from memory_core.domain.times import SECOND, from_datetime, parse
from memory_core.errors import InvalidParameter

_MILLISECONDS_FROM = 100_000_000_000  # a time that is larger is no number of seconds
_MICROSECONDS_FROM = 100_000_000_000_000
_LONGEST_TAG = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message, or with `is_fact` a statement that another memory kept on its own.

    `place` says where in the file it stands, like `line 7`. `user`, `agent`, `chat` and `id` are the file's own ids,
    empty when it names none. Moments are microseconds since 1970, None when the file does not say.
    """

    place: str
    text: str
    is_fact: bool = False
    role: Role = Role.USER
    speaker: str = ""
    user: str = ""
    agent: str = ""
    chat: str = ""
    id: str = ""
    at: int | None = None
    updated_at: int | None = None
    expires_at: int | None = None
    tags: tuple[str, ...] = ()
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a file that cannot be used, and why: never what it says."""

    place: str
    problem: str


type Read = Told | Unread


def whole(text: str) -> str:
    """The text with halves of characters joined, or where one stands alone, replaced: a cut emoji costs no message."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def text_of(value: Any) -> str:
    """A text, or a number as text; empty for anything else."""
    if isinstance(value, str):
        return whole(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def first_of(record: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that holds a text."""
    return next((found for name in names if (found := text_of(record.get(name)).strip())), "")


def moment(value: Any, *, name: str = "the time") -> int | None:
    """ISO 8601, also with a space for the T, or seconds, milliseconds or microseconds since 1970; None for nothing.
    Raises InvalidParameter."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return parse(value.strip().replace(" UTC", "Z"), name=name)
    if isinstance(value, int | float) and 0 <= value < 10**17:
        if value >= _MICROSECONDS_FROM:
            return int(value)
        return round(value * (SECOND // 1_000 if value >= _MILLISECONDS_FROM else SECOND))
    if isinstance(value, datetime):
        return from_datetime(value)
    raise InvalidParameter(f"{name} is no time.")


def first_moment(record: Mapping[str, Any], *names: str) -> int | None:
    """The first of these fields that is there, as a moment. Raises InvalidParameter."""
    found = ((name, record[name]) for name in names if record.get(name) not in (None, ""))
    return next((moment(value, name=name) for name, value in found), None)


def tags_of(tags: Any, said: Any = None) -> tuple[str, ...]:
    """The tags, and what a mapping says in a word each, as `name:value`; what is no text or too long is left out."""
    listed: Iterable[Any] = tags if isinstance(tags, list) else ()
    named = said.items() if isinstance(said, Mapping) else ()
    every = [
        *(text_of(tag) for tag in listed),
        *(f"{whole(str(name))}:{text_of(value)}" for name, value in named if text_of(value)),
    ]
    return tuple(dict.fromkeys(tag for tag in every if 0 < len(tag) <= _LONGEST_TAG))


def role_of(name: Any) -> Role | None:
    """A role by any of its usual names; None for a tool's and for what nobody said."""
    return _ROLES.get(name.strip().casefold()) if isinstance(name, str) else None


_ROLES = {
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "ai": Role.ASSISTANT,
    "bot": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "system": Role.SYSTEM,
}
