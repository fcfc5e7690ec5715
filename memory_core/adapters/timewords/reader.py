"""Finds words that name a time and says which days they mean.

The tables put them into the small English that dateparser, which knows the calendar, is then asked about: `3 days ago`,
`in 2 weeks`, `next friday`, `12 june 2025`, `june 2025`, `2019`; without a year `12 june`, without a week `friday`; and
a part of one of these, `friday of 1 week ago`, `weekend of in 0 weeks`, `12 june of 1 year ago`. No network, no files,
no local time.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from memory_core.adapters.timewords.tables import LANGUAGES, Language
from memory_core.domain import times
from memory_core.errors import InvalidParameter
from memory_core.ports import Span

_DAY = timedelta(days=1)
_RELATIVE = ("relative-time",)
_ANY = ("relative-time", "absolute-time")
_NOON = time(12)
_KEPT = 1_000  # readings
_DAY_AND_MONTH = re.compile(r"\d+ (?!days?|weeks?|months?|years?)[a-z]+")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETTINGS = {"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": False, "PREFER_DAY_OF_MONTH": "first"}
_LONGEST = 100  # no words that name a time are longer
_OTHERS = {"zh": ("zh", "ja"), "ja": ("ja", "zh"), "": ("zh", "ja", "fr", "es", "de")}
_ELSEWHERE = re.compile(r"hier|morgen|前年|后年|後年", re.IGNORECASE)  # other words in another of the languages
_PLACE = re.compile(r"<(n|unit|period|weekday|month|m|day|year|time)>")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Grammar:
    words: Language
    search: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], str], ...]


def check_timezone(name: str) -> str:
    """The name of a time zone as it is written in the IANA's list; "UTC" when empty; raises InvalidParameter."""
    wanted = name.strip() or "UTC"
    if wanted not in _zone_names():
        raise InvalidParameter("timezone is not a known time zone. Write an IANA name, like Europe/Lisbon.")
    return wanted


class DateparserTimeReader:
    """A TimeReader of English, Chinese, Japanese, French, Spanish and German; loads dateparser when first needed.

    Days are the local days of the given time zone, weeks start on Monday. Without a direction the nearest is meant:
    "Friday" is at most three days away (in Chinese, where 周五 belongs to its week, this week's), "12 June" is in the
    year that brings it nearest. "next Friday" comes strictly after the day it is said on, "last Friday" strictly
    before, "this Friday" is the coming one or today. An hour or a part of the day leaves the whole day.
    In other languages only what dateparser itself takes for a relative time is read, and only English is found.
    """

    def __init__(self) -> None:
        self._parser: Any = None
        self._languages: frozenset[str] = frozenset()
        self._loading = threading.Lock()
        self._ask = lru_cache(maxsize=_KEPT)(self._read_english)  # for 2 ms are many, and a day has few names

    def find(self, text: str, *, language: str) -> str:
        return _find(text, language=language)

    def read(self, words: str, *, language: str, said_at: int, timezone: str) -> Span | None:
        bare = words.strip(" \t\r\n.,;:!?\"'()[]“”‘’「」、。，！？")
        zone = _zone(timezone)
        try:
            days = self._days(bare, language, times.to_datetime(said_at), zone)
            return _span(*days, zone) if days else None
        except (ValueError, OverflowError):  # beyond the calendar
            return None

    def _days(self, words: str, language: str, said: datetime, zone: tzinfo) -> tuple[date, date] | None:
        """The first day that is meant and the first one after it."""
        today = said.astimezone(zone).date()
        english = _in_english(words, language=language)
        if not english:
            return self._ask_elsewhere(words, language, today)
        part, _, whole = english.rpartition(" of ")
        if part:
            return self._part(part, whole, today)
        if english in _WEEKDAYS:
            return self._ask(f"this {english}", today - 3 * _DAY)
        if _DAY_AND_MONTH.fullmatch(english):
            return self._nearest_year(english, today)
        if "hour" in english or "minute" in english:
            return self._moment(english, said, zone)
        return self._ask(english, today)

    def _ask_elsewhere(self, words: str, language: str, today: date) -> tuple[date, date] | None:
        """What dateparser takes for a relative time; not "two weeks", which it would count in either direction."""
        if len(words) > _LONGEST or _knows(language):
            return None
        base = datetime.combine(today, _NOON)
        past, future = (
            self._date_data(words, base, language=language, parsers=_RELATIVE, prefer=prefer)
            for prefer in ("past", "future")
        )
        if not past or not past.date_obj or past.date_obj != future.date_obj:
            return None
        return _stretch(past.date_obj.date(), past.period)

    def _part(self, part: str, whole: str, today: date) -> tuple[date, date] | None:
        days = self._ask(whole, today)
        if not days:
            return None
        if part == "weekend":
            return days[0] + 5 * _DAY, days[1]
        if part in _WEEKDAYS:
            day = days[0] + _WEEKDAYS.index(part) * _DAY
            return day, day + _DAY
        return self._ask(f"{part} {days[0].year}", today)

    def _nearest_year(self, day_and_month: str, today: date) -> tuple[date, date] | None:
        years = (self._ask(f"{day_and_month} {today.year + more:04}", today) for more in (-1, 0, 1))
        return min((days for days in years if days), key=lambda days: abs(days[0] - today), default=None)

    def _moment(self, english: str, said: datetime, zone: tzinfo) -> tuple[date, date] | None:
        """Hours are counted in UTC, where each is as long as the other."""
        answer = self._date_data(english, said.replace(tzinfo=None))
        if not answer or not answer.date_obj:
            return None
        day = answer.date_obj.replace(tzinfo=UTC).astimezone(zone).date()
        return day, day + _DAY

    def _read_english(self, english: str, today: date) -> tuple[date, date] | None:
        """The days that dateparser reads in plain English, of the length that the words name."""
        answer = self._date_data(english, datetime.combine(today, _NOON))
        return _stretch(answer.date_obj.date(), answer.period) if answer and answer.date_obj else None

    def _date_data(
        self, words: str, base: datetime, *, language: str = "en", parsers: Sequence[str] = _ANY, prefer: str = "past"
    ) -> Any:
        parser_of = self._ready()
        if language not in self._languages:
            return None
        settings = {**_SETTINGS, "RELATIVE_BASE": base, "PARSERS": list(parsers), "PREFER_DATES_FROM": prefer}
        return parser_of(languages=[language], settings=settings).get_date_data(words)

    def _ready(self) -> Any:
        with self._loading:
            if self._parser is None:
                from dateparser.data.languages_info import language_order
                from dateparser.date import DateDataParser

                self._languages = frozenset(language_order)
                self._parser = DateDataParser
            return self._parser


def _stretch(day: date, grain: str) -> tuple[date, date]:
    match grain:
        case "week":
            monday = day - day.weekday() * _DAY
            return monday, monday + 7 * _DAY
        case "month":
            first = day.replace(day=1)
            return first, (first + 31 * _DAY).replace(day=1)
        case "year":
            return date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day, day + _DAY


def _span(first: date, after: date, zone: tzinfo) -> Span | None:
    """From midnight to midnight; None for a day that the zone skipped."""
    start, end = (times.from_datetime(datetime.combine(day, time.min, zone)) for day in (first, after))
    return Span(start, end) if start < end else None


def _zone(name: str) -> tzinfo:
    return ZoneInfo(name) if name in _zone_names() else UTC


@cache
def _zone_names() -> frozenset[str]:
    """The IANA's list as the tzdata package has it, the same on every machine."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())


def _find(text: str, *, language: str) -> str:
    """The first words of `text` that name a time, verbatim; empty when there are none."""
    found = [
        match
        for code in _codes(language)
        if not (LANGUAGES[code].unspaced and text.isascii())
        if (match := next((m for m in _grammar(code).search.finditer(text) if _is_sure(m[0], code, language)), None))
    ]
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return first[0] if first else ""


def _in_english(words: str, *, language: str) -> str:
    """Words that name a time in plain English; empty when they name none that the tables know."""
    if len(words) > _LONGEST:
        return ""
    plain = " ".join(words.lower().replace("’", "'").split())
    for code in _codes(language):
        grammar = _grammar(code)
        for pattern, english in grammar.rules:
            if (match := pattern.fullmatch(plain)) and _is_sure(plain, code, language):
                return _filled(english, match.groupdict(), grammar.words)
    return ""


def _knows(language: str) -> bool:
    """Whether the tables hold this language."""
    return language.lower().split("-")[0] in LANGUAGES


def _codes(language: str) -> tuple[str, ...]:
    """Whose words to try, in order; English and ISO dates stand in texts of every language."""
    code = language.lower().split("-")[0]
    own = _OTHERS.get(code, (code,) if code in LANGUAGES else ())
    return tuple(dict.fromkeys((*own, "en")))


def _is_sure(words: str, code: str, language: str) -> bool:
    return language.startswith(code) or not _ELSEWHERE.fullmatch(words)


@cache
def _grammar(code: str) -> _Grammar:
    words = LANGUAGES[code]
    before, after = ("", "") if words.unspaced else (r"(?<![\w-])", r"(?![\w-])")
    parts = [_pattern(rule, words, named=False) for rule, _ in words.rules]
    return _Grammar(
        words,
        re.compile(f"{before}(?=[{words.begins}])(?:{'|'.join(parts)}){after}", re.IGNORECASE),
        tuple((re.compile(_pattern(rule, words, named=True)), english) for rule, english in words.rules),
    )


def _pattern(rule: str, words: Language, *, named: bool) -> str:
    tables = {
        "n": rf"\d{{1,3}}|{words.numeral}",
        "unit": "|".join(words.units),
        "period": "|".join(words.periods),
        "weekday": "|".join(words.weekdays),
        "month": "|".join(words.months),
        "m": r"0?[1-9](?!\d)|1[0-2](?!\d)" + (f"|{words.numeral}" if words.unspaced else ""),
        "day": r"0?[1-9](?!\d)|[12]\d(?!\d)|3[01](?!\d)" + (f"|{words.numeral}" if words.unspaced else ""),
        "year": r"(?:19|20)\d\d(?!\d)",
    }

    def place(match: re.Match[str]) -> str:
        name = match[1]
        if name == "time":
            return words.time
        return f"(?P<{name}>{tables[name]})" if named else f"(?:{tables[name]})"

    return _PLACE.sub(place, rule.replace(" ", r"\s{1,3}" if not words.unspaced else r"\s?"))


def _filled(english: str, said: dict[str, str | None], words: Language) -> str:
    """The rule's English with what was said in its places; empty when something said means nothing."""
    values = {name: _value(name, text.lower(), words) for name, text in said.items() if text}
    if not all(values.values()):
        return ""
    return " ".join(_PLACE.sub(lambda match: values.get(match[1], ""), english).split())


def _value(place: str, said: str, words: Language) -> str:
    match place:
        case "n" | "day":
            return _number(said, words)
        case "m" | "month":
            names = _english_of(said, words.months)
            number = int(_number(said, words) or 0)
            return names or (_MONTHS[number - 1] if 1 <= number <= len(_MONTHS) else "")
        case "unit":
            return _english_of(said, words.units)
        case "period":
            return _english_of(said, words.periods)
        case "weekday":
            return _english_of(said, words.weekdays)
    return said


def _number(said: str, words: Language) -> str:
    return str(int(said)) if said.isdecimal() else str(words.numbers.get(" ".join(said.split()), ""))


def _english_of(said: str, names: dict[str, str]) -> str:
    return next((english for pattern, english in names.items() if re.fullmatch(pattern, said)), "")
