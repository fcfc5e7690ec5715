"""Days: stretches of the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_MONTHS = 12


class Direction(StrEnum):
    """Which one is meant where the words leave it open: "on Monday"."""

    COMING = "coming"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Days:
    """The first day, and the first one after the last."""

    first: date
    after: date


def joined(first: Days, last: Days) -> Days | None:
    return Days(first.first, last.after) if first.first < last.after else None


def one_day(day: date) -> Days:
    return Days(day, day + _DAY)


def month_of(year: int, month: int) -> Days:
    """The month of a year; 0 is December of the year before, and so on."""
    first = date(year + (month - 1) // _MONTHS, (month - 1) % _MONTHS + 1, 1)
    return Days(first, (first + 31 * _DAY).replace(day=1))


def year_of(year: int) -> Days:
    return Days(date(year, 1, 1), date(year + 1, 1, 1))


def monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


def weekend_of(day: date) -> Days:
    """Of the week of a day."""
    monday = monday_of(day)
    return Days(monday + 5 * _DAY, monday + 7 * _DAY)


def nearest_weekday(weekday: int, today: date, *, after: bool) -> date:
    """The nearest such day (1 is Monday) strictly after or before `today`."""
    ahead = (weekday - 1 - today.weekday()) % 7
    return today + ((ahead or 7) if after else ahead - 7) * _DAY
