"""What a caller hands over, made into what the operations take: messages, choices, moments in any form."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Literal

from memory_core.domain.memory import MemoryType, Message
from memory_core.domain.selection import Selection, bounded
from memory_core.domain.states import State
from memory_core.domain.times import When, parse_moment
from memory_core.errors import InvalidParameter

type Expiry = When | timedelta | Literal["never"]

NEVER = "never"
_MICROSECOND = timedelta(microseconds=1)


def texts(given: str | Iterable[str]) -> tuple[str, ...]:
    """One text or several, each once."""
    return (given,) if isinstance(given, str) else tuple(dict.fromkeys(given))


def choices[E: StrEnum](given: str | Iterable[str], options: type[E], *, name: str) -> tuple[E, ...]:
    """One value or several of an enum, by their texts."""
    try:
        return tuple(options(value) for value in texts(given))
    except ValueError:
        raise InvalidParameter(f"{name} takes {', '.join(options)}. Change it.") from None


def at_least(lowest: int, value: int, *, name: str) -> int:
    """`value`, which must be a whole number that is not smaller."""
    if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
        raise InvalidParameter(f"{name} must be a whole number from {lowest} on. Change it.")
    return value


def moment_or_none(value: When | None, *, name: str, end_of_day: bool = False) -> int | None:
    return None if value is None else parse_moment(value, name=name, end_of_day=end_of_day)


def expiry(value: Expiry | None, *, now: int) -> int | None:
    """A moment, or a stretch of time from now on; None for one that never comes."""
    if value is None or value == NEVER:
        return None
    if isinstance(value, timedelta):
        if value <= timedelta(0):
            raise InvalidParameter("expires_at must lie in the future. Give a stretch of time that is more than 0.")
        return now + value // _MICROSECOND
    return parse_moment(value, name="expires_at")


def selection(
    *,
    now: int,
    types: str | Iterable[str] = (),
    states: str | Iterable[str] = State.ACTIVE,
    tags: str | Iterable[str] = (),
    since: When | None = None,
    until: When | None = None,
    as_of: When | None = None,
) -> Selection:
    wanted = Selection(
        alive_at=now,
        types=choices(types, MemoryType, name="types"),
        states=choices(states, State, name="states"),
        tags=texts(tags),
        as_of=moment_or_none(as_of, name="as_of", end_of_day=True),
    )
    return bounded(wanted, since=since, until=until)


def as_messages(
    given: str | Message | Iterable[str | Message], *, expires_at: Expiry | None, now: int
) -> list[Message]:
    """Whole messages; each has a time zone that exists, and the shared lifetime unless it has one of its own."""
    several = [given] if isinstance(given, str | Message) else list(given)
    shared = expiry(expires_at, now=now)
    return [_whole(one if isinstance(one, Message) else Message(one), shared) for one in several]


def _whole(message: Message, expires_at: int | None) -> Message:
    from memory_core.adapters.timewords.zones import check_timezone

    return replace(
        message,
        timezone=check_timezone(message.timezone) if message.timezone.strip() else "",
        expires_at=expires_at if message.expires_at is None else message.expires_at,
    )
