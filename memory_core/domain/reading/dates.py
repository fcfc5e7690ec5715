"""Dates named in a text: `5 May 2026`, `in March`, `2026-05`, `2026年5月`."""

import re
from dataclasses import dataclass
from datetime import date

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NOT_A_VERB = r"(?!(?-i:m)ay\b|(?-i:m)ar\b|(?-i:m)arch\b)"  # alone, "may" and "march" are months with a capital only
_HINT = re.compile(rf"\d|{'|'.join(_MONTHS)}", re.IGNORECASE)  # what has none of these names no date
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR}-(?P<number>\d\d?)(?:-(?P<day>\d\d?))?\b",
        rf"(?:{_YEAR}\s*年\s*)?(?P<number>\d\d?)\s*月(?:\s*(?P<day>\d\d?)\s*日)?",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b",
        rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"(?<!\w){_NOT_A_VERB}(?<=[a-z,] ){_MONTH}",
        rf"(?<![\da-z]){_YEAR}(?![\da-z])",
    )
)


@dataclass(frozen=True, slots=True)
class NamedDate:
    """A year, a month or a day; 0 where nothing is said."""

    year: int
    month: int = 0
    day: int = 0

    def days(self, year: int) -> tuple[int, int] | None:
        """First and last day, counted from 1970, in the `year` that was not named; None when there is no such day."""
        year = self.year or year
        try:
            if self.day:
                first = last = date(year, self.month, self.day).toordinal()
            elif self.month:
                first = date(year, self.month, 1).toordinal()
                last = date(year + self.month // 12, self.month % 12 + 1, 1).toordinal() - 1
            else:
                first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        except ValueError:
            return None
        return first - _EPOCH, last - _EPOCH


def named_dates(text: str) -> list[NamedDate]:
    """The most precise reading of each date; what one pattern took is not read again by the next."""
    if not _HINT.search(text):
        return []
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            part = match.groupdict()
            name = part.get("month")
            month = _MONTHS.index(name[:3].lower()) + 1 if name else int(part.get("number") or 0)
            found.append(NamedDate(int(part.get("year") or 0), month, int(part.get("day") or 0)))
        text = pattern.sub(" ; ", text)
    return found


def named_days(text: str, *, until: int) -> list[tuple[int, int]]:
    """First and last day of every day and month that the text names, counted from 1970; without a year, of the last
    that began by the day `until`."""
    found = []
    for named in named_dates(text):
        years = (named.year,) if named.year else (year_of(until), year_of(until) - 1)
        spans = [span for year in years if named.month and (span := named.days(year))]
        found += [span for span in spans if named.year or span[0] <= until][:1]
    return found


def year_of(day: int) -> int:
    """The year of a day counted from 1970."""
    return date.fromordinal(_EPOCH + day).year
