"""Meanings: what a time, written in a small notation of no language, is on the calendar.

day -1                  yesterday; likewise week, month, year, and hour and minute, which mean their day
week -1 weekday 5       the Friday of last week; `weekend` in place of `weekday 5` is its Saturday and Sunday
date 2025 3 4           4 March 2025; without the last number its March, without the last two its year
date -1 3               March of last year
date ? 3 4              4 March; `weekday 5` and `weekend` alone leave open which one, too
next weekday 5          the first one after today; `last`, `this` (or today); likewise `next date 3`
past day 3              the three days up to today
dates 2025 3 4 3 9      4 to 9 March 2025; `dates ? 3 4 3 9` leaves the year open
months 2025 3 5         March to May 2025; `months ? 3 5` likewise
words                   a time that cannot be told for certain
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from memory_core.domain.reading.calendar.days import (
    Days,
    Direction,
    joined,
    monday_of,
    month_of,
    nearest_weekday,
    one_day,
    weekend_of,
    year_of,
)

_DAY = timedelta(days=1)
_MONTHS = 12
_LEAP = 8  # years, at most, from one 29 February to the next
_OPEN = "?"


def meant(meaning: str, *, said: datetime, direction: Direction | None) -> Days | None:
    """The days of a meaning that was put into words at `said`, a moment in the speaker's time zone; None where it
    depends on a `direction` that is not known, and where the calendar has no such day."""
    key, *rest = meaning.split()
    try:
        return _READERS[key](rest, said, direction) if key in _READERS else _shifted(key, rest, said)
    except (ValueError, OverflowError):
        return None


def is_open(meaning: str) -> bool:
    """Whether the days depend on the direction."""
    key, _, rest = meaning.partition(" ")
    return key in ("weekday", "weekend") or (key in ("date", "dates", "months") and rest.startswith(_OPEN))


def _shifted(unit: str, rest: Sequence[str], said: datetime) -> Days:
    """The day, week, month or year that lies so many away from today; or a day of it."""
    count, part = int(rest[0]), rest[1:]
    days = _whole(unit, count, said)
    if part[:1] == ["weekend"]:
        return weekend_of(days.first)
    if part[:1] == ["weekday"]:
        return one_day(days.first + (int(part[1]) - 1) * _DAY)
    return days


def _whole(unit: str, count: int, said: datetime) -> Days:
    today = said.date()
    match unit:
        case "day":
            return one_day(today + count * _DAY)
        case "week":
            monday = monday_of(today) + count * 7 * _DAY
            return Days(monday, monday + 7 * _DAY)
        case "fortnight":
            return _whole("week", 2 * count, said)
        case "month":
            return month_of(today.year, today.month + count)
        case "year":
            return year_of(today.year + count)
        case _:  # hours are counted in UTC, where each is as long as the other
            away = timedelta(**{f"{unit}s": count})
            return one_day((said.astimezone(UTC) + away).astimezone(said.tzinfo).date())


def _weekday(rest: Sequence[str], said: datetime, direction: Direction | None) -> Days | None:
    """The nearest in the direction, and never today: then people say "today"."""
    if direction is None:
        return None
    return one_day(nearest_weekday(int(rest[0]), said.date(), after=direction is Direction.COMING))


def _open_weekend(_: Sequence[str], said: datetime, direction: Direction | None) -> Days | None:
    if direction is None:
        return None
    weekend = weekend_of(said.date())
    if direction is Direction.LAST and said.date() < weekend.first:
        return weekend_of(weekend.first - 7 * _DAY)
    return weekend


def _next(rest: Sequence[str], said: datetime, _: Direction | None) -> Days | None:
    if rest[0] == "weekday":
        return one_day(nearest_weekday(int(rest[1]), said.date(), after=True))
    return _nearest(rest[1:], said.date(), lambda days: days.first > said.date(), step=1)


def _last(rest: Sequence[str], said: datetime, _: Direction | None) -> Days | None:
    if rest[0] == "weekday":
        return one_day(nearest_weekday(int(rest[1]), said.date(), after=False))
    return _nearest(rest[1:], said.date(), lambda days: days.after <= said.date(), step=-1)


def _this(rest: Sequence[str], said: datetime, _: Direction | None) -> Days:
    return one_day(nearest_weekday(int(rest[1]), said.date() - _DAY, after=True))


def _date(rest: Sequence[str], said: datetime, direction: Direction | None) -> Days | None:
    year, *named = rest
    if year != _OPEN:
        return _named(_year_of(year, said), named)
    if direction is Direction.COMING:
        return _nearest(named, said.date(), lambda days: days.after > said.date(), step=1)
    if direction is Direction.LAST:
        return _nearest(named, said.date(), lambda days: days.first <= said.date(), step=-1)
    return None


def _dates(rest: Sequence[str], said: datetime, direction: Direction | None) -> Days | None:
    year, month, day, month_after, day_after = rest
    first = _date([year, month, day], said, direction)
    if first is None:
        return None
    last = _named(first.first.year, [month_after, day_after])
    return joined(first, last)


def _months(rest: Sequence[str], said: datetime, direction: Direction | None) -> Days | None:
    year, month, month_after = rest
    first = _date([year, month], said, direction)
    if first is None:
        return None
    return joined(first, month_of(first.first.year + (int(month_after) < int(month)), int(month_after)))


def _past(rest: Sequence[str], said: datetime, _: Direction | None) -> Days:
    return Days(_whole(rest[0], -int(rest[1]), said).first, said.date() + _DAY)


_READERS: dict[str, Callable[[Sequence[str], datetime, Direction | None], Days | None]] = {
    "weekday": _weekday,
    "weekend": _open_weekend,
    "next": _next,
    "last": _last,
    "this": _this,
    "date": _date,
    "dates": _dates,
    "months": _months,
    "past": _past,
    "words": lambda *_: None,
}


def _nearest(named: Sequence[str], today: date, fits: Callable[[Days], bool], *, step: int) -> Days | None:
    """The month, or the day of one, in the nearest year in which it is there and fits."""
    for away in range(_LEAP + 1):
        try:
            days = _named(today.year + step * away, named)
        except ValueError:  # 29 February
            continue
        if fits(days):
            return days
    return None


def _named(year: int, named: Sequence[str]) -> Days:
    numbers = [int(number) for number in named]
    match numbers:
        case []:
            return year_of(year)
        case [month] if 1 <= month <= _MONTHS:
            return month_of(year, month)
        case [month, day]:
            return one_day(date(year, month, day))
    raise ValueError(named)


def _year_of(year: str, said: datetime) -> int:
    """A year by its number, or with a sign counted from now."""
    return said.year + int(year) if year[0] in "+-" else int(year)
