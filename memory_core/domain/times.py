"""Times are whole microseconds since 1970 in UTC: they order exactly, filter as numbers and survive every engine."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from memory_core.errors import InvalidParameter

type When = datetime | date | str | int  # text is ISO 8601, a whole number is microseconds since 1970 in UTC


@dataclass(frozen=True, slots=True)
class _IsMoment:
    """Marks a number as a moment, for whoever writes records down in another form."""


type Moment = Annotated[int, _IsMoment()]  # microseconds since 1970 in UTC

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}|\d{4}-?W\d{2}(-?\d)?")
_EARLIEST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LATEST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def now() -> int:
    return from_datetime(datetime.now(UTC))


def from_datetime(moment: datetime) -> int:
    """A datetime as microseconds; one without a time zone is read as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1)


def to_datetime(micros: int) -> datetime:
    """Microseconds since 1970, as memories carry them, as a datetime in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def local_day(micros: int, timezone: str) -> str:
    """The day it was in a time zone (an IANA name, empty for UTC): `2026-03-04`. At the calendar's edges, where a zone
    would lead beyond them, the day in UTC."""
    moment = to_datetime(micros)
    with suppress(OverflowError):
        moment = moment.astimezone(ZoneInfo(timezone or "UTC"))
    return moment.date().isoformat()


def to_iso(micros: int) -> str:
    """ISO 8601 to the second, in UTC: `2026-03-04T09:30:00Z`."""
    return to_datetime(micros).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def to_iso_exactly(micros: int) -> str:
    """ISO 8601 to the microsecond, in UTC: `2026-03-04T09:30:00.000001Z`."""
    return to_datetime(micros).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse(value: str, *, name: str, end_of_day: bool = False) -> int:
    """An ISO 8601 date or time as microseconds; a date alone means its first moment, or its last with `end_of_day`."""
    text = value.strip()
    try:
        moment = from_datetime(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise InvalidParameter(
            f"{name} is not a date or time. Write it in ISO 8601, like 2026-03-04 or 2026-03-04T09:30:00+01:00."
        ) from None
    if end_of_day and _DATE_ONLY.fullmatch(text):
        moment += DAY - 1
    return max(_EARLIEST, min(moment, _LATEST))


def day_alone(value: When) -> str:
    """The calendar day of a date without a time, like `2026-03-04`: of no zone yet. Empty for a moment.

    >>> day_alone("20260304")
    '2026-03-04'
    """
    if isinstance(value, str):
        text = value.strip()
        with suppress(ValueError):
            return date.fromisoformat(text).isoformat() if _DATE_ONLY.fullmatch(text) else ""
        return ""
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else ""


def day_before(day: str) -> str:
    """The day before one like `2026-03-04`; the first of the calendar has none, and stays."""
    with suppress(OverflowError):
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    return day


def parse_moment(value: When, *, name: str, end_of_day: bool = False) -> int:
    """A moment in any form that the library accepts, as microseconds since 1970 in UTC.

    A datetime or a text without a time zone is read as UTC. A date alone means its first moment, or its last with
    `end_of_day`. Raises InvalidParameter, in which `name` says what the value was given for.

    >>> parse_moment("2026-03-04", name="since")
    1772582400000000
    """
    if isinstance(value, int):
        return value
    if isinstance(value, datetime):
        return from_datetime(value)
    return parse(value if isinstance(value, str) else value.isoformat(), name=name, end_of_day=end_of_day)


def after_days(start: int, days: float) -> int:
    """The moment `days` (fractions allowed) after `start`, at most the last one a date can name."""
    return min(start + int(days * DAY), _LATEST)
