"""Dates written in numbers alone: `2026-03-04`, `2026/03/04`, `04.03.2026`, `04/03/2026`."""

import re
from collections.abc import Iterator
from functools import cache

_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:T\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?"
_NUMBERS = (
    ("numeric-year-first", rf"{_YEAR}(?P<mark>[-/.])\d\d?(?P=mark)\d\d?{_CLOCK}"),
    ("numeric-month", rf"{_YEAR}[-/](?:0[1-9]|1[0-2])"),
    ("numeric-dots", rf"\d\d?\.\s?\d\d?\.\s?{_YEAR}"),
    ("numeric-slashes", rf"\d\d?(?P<line>[-/])\d\d?(?P=line){_YEAR}"),
    ("numeric-year", _YEAR),
    ("numeric-short", r"\d\d(?P<short>[./])\d\d(?P=short)\d\d"),
)
_YEAR_FIRST = ("numeric-year-first", "numeric-month", "numeric-year")
_CENTURY = 70  # of two digits, from this on, the last century
_MONTHS = 12
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"


def numeric(text: str, *, order: str, years: bool = False) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, rule and meaning of each; `order` is the one in which the language writes a date with slashes, empty
    where it may be either, so that only a day above 12 tells. With `years`
    a year alone is one."""
    for match in _search().finditer(text):
        rule = next(name for name, _ in _NUMBERS if match[_group(name)])
        if (rule == "numeric-short" and not order) or (rule == "numeric-year" and not years):
            continue
        yield match.start(), match.end(), rule, _meaning(rule, match[0].partition("T")[0], order)


def _meaning(rule: str, words: str, order: str) -> str:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    if rule in _YEAR_FIRST:
        return " ".join(["date", *map(str, numbers)])
    first, second, year = numbers
    if rule == "numeric-short":
        year += 1900 if year >= _CENTURY else 2000
    if rule == "numeric-slashes" and not order:
        if first <= _MONTHS and second <= _MONTHS and first != second:
            return "words"
        order = MONTH_FIRST if second > _MONTHS else DAY_FIRST
    day, month = (second, first) if order == MONTH_FIRST and rule != "numeric-dots" else (first, second)
    return f"date {year} {month} {day}"


def _group(name: str) -> str:
    return name.replace("-", "_")


@cache
def _search() -> re.Pattern[str]:
    either = "|".join(f"(?P<{_group(name)}>{pattern})" for name, pattern in _NUMBERS)
    return re.compile(rf"(?<![A-Za-z0-9_./:-])(?:{either})(?![A-Za-z0-9_/:-]|\.\d)")
