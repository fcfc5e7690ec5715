"""Finds words that name a time and says which local days they mean, in stored text and in questions."""

from datetime import datetime, time, tzinfo

from memory_core.adapters.timewords.elsewhere import Elsewhere
from memory_core.adapters.timewords.zones import zone
from memory_core.domain import times
from memory_core.domain.reading.calendar.days import Days, Direction
from memory_core.domain.reading.calendar.named import Named, days_of, named, towards
from memory_core.domain.reading.calendar.phrases import has_rules
from memory_core.ports import Span

_LONGEST = 100  # no words that name a time are longer
_FIRST = 4  # phrases among which the first words are: some lie over others, and two may be joined
_AROUND = " \t\r\n.,;:!?\"'()[]“”‘’「」、。，！？"


class LocalTimeReader:
    """A TimeReader of the languages that have a data file; of others it reads what dateparser is certain of.

    Days are the local days of the given time zone, weeks start on Monday. "next Friday" comes strictly after the day it
    is said on, "last Friday" strictly before, "this Friday" is the coming one or today. A weekday, a month or a day of
    it with neither is the one that the sentence's tense points to. An hour or a part of the day leaves the whole day.
    """

    def __init__(self) -> None:
        self._elsewhere = Elsewhere()

    def find(self, text: str, *, language: str) -> str:
        return next((text[one.start : one.end] for one in named(text, language=language, most=_FIRST)), "")

    def read(self, words: str, *, within: str, language: str, said_at: int, timezone: str) -> Span | None:
        bare = words.strip(_AROUND)
        if not bare or len(bare) > _LONGEST:
            return None
        local = zone(timezone)
        try:
            said = times.to_datetime(said_at).astimezone(local)
            days = self._days(bare, within, language, said)
            return _span(days, local) if days else None
        except (ValueError, OverflowError):  # beyond the calendar
            return None

    def spans(self, text: str, *, language: str, said_at: int, timezone: str) -> list[Span]:
        local = zone(timezone)
        try:
            said = times.to_datetime(said_at).astimezone(local)
            asked = named(text, language=language, years=True)
            known = [days_of(one, said=said, towards=_in_a_question(one, text, language)) for one in asked]
            spans = [_span(days, local) for days in known if days]
        except (ValueError, OverflowError):
            return []
        return list(dict.fromkeys(span for span in spans if span))

    def _days(self, words: str, within: str, language: str, said: datetime) -> Days | None:
        whole = next((one for one in named(words, language=language) if one.end - one.start == len(words)), None)
        if whole is None:
            code = language.lower().split("-")[0]
            return self._elsewhere.read(words, language=code, said=said) if code and not has_rules(code) else None
        return days_of(whole, said=said, towards=_in_a_statement(whole, words, within, language, said))


def _in_a_question(one: Named, text: str, language: str) -> Direction:
    """Someone who asks a memory looks back, unless the words look ahead."""
    return towards(one, text, language=language) or Direction.LAST


def _in_a_statement(one: Named, words: str, within: str, language: str, said: datetime) -> Direction | None:
    """Where the sentence points. A weekday that is today's own stays words: it may be the last or the next."""
    start = within.find(words)
    if start < 0:
        return None
    moved = Named(start, start + len(words), one.phrases)
    is_todays = one.phrases[0].meaning == f"weekday {said.isoweekday()}"
    return None if is_todays else towards(moved, within, language=language)


def _span(days: Days, local: tzinfo) -> Span | None:
    """From midnight to midnight; None for a day that the zone skipped."""
    start, end = (times.from_datetime(datetime.combine(day, time.min, local)) for day in (days.first, days.after))
    return Span(start, end) if start < end else None
