"""The days that a text names: phrases, alone or joined to a stretch ("from Monday to Friday")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from memory_core.domain.reading.calendar.days import Days, Direction, joined
from memory_core.domain.reading.calendar.meaning import is_open, meant
from memory_core.domain.reading.calendar.phrases import MOST, Phrase, phrases
from memory_core.domain.reading.calendar.tense import direction
from memory_core.languages.load import section

_BETWEEN = 40  # characters before a phrase in which a word may begin that joins it to the next


@dataclass(frozen=True, slots=True)
class Named:
    """Words from `start` to `end`, of one phrase or of the first and the last of a stretch."""

    start: int
    end: int
    phrases: tuple[Phrase, ...]


def named(text: str, *, language: str, most: int = MOST, years: bool = False) -> list[Named]:
    """The words of the text that name a time, in their order; of more than `most` phrases, the first. With
    `years`, also any number that may be a year."""
    found: list[Named] = []
    waiting = phrases(text, language=language, most=most, years=years)
    while waiting:
        one, *waiting = waiting
        start = _joined_from(text, one, waiting[0]) if waiting else None
        if start is None:
            found.append(Named(one.start, one.end, (one,)))
        else:
            found.append(Named(start, waiting[0].end, (one, waiting.pop(0))))
    return found


def days_of(which: Named, *, said: datetime, towards: Direction | None) -> Days | None:
    """What they meant at `said`, a moment in the speaker's zone; `towards` tells where the words leave it open."""
    first, *others = (phrase.meaning for phrase in which.phrases)
    if not others:
        return meant(first, said=said, direction=towards)
    last = meant(others[0], said=said, direction=towards)
    if last is None:
        return None
    if is_open(first):  # the nearest before the last
        noon = datetime.combine(last.after, said.timetz())
        days = meant(first, said=noon, direction=Direction.LAST)
    else:
        days = meant(first, said=said, direction=towards)
    return joined(days, last) if days else None


def towards(which: Named, text: str, *, language: str) -> Direction | None:
    """The direction that the sentence gives to open words; None also where they need none."""
    if not any(is_open(phrase.meaning) for phrase in which.phrases):
        return None
    spoken = language or which.phrases[0].language
    return direction(text, which.start, which.end, language=spoken)


def _joined_from(text: str, one: Phrase, other: Phrase) -> int | None:
    """Where a stretch of the two begins; None when they are two times."""
    for code in dict.fromkeys((other.language, one.language)):
        to, between, both = _joins(code)
        inner = text[one.end : other.start]
        if to.fullmatch(inner):
            return one.start
        opening = between.search(text[max(0, one.start - _BETWEEN) : one.start])
        if opening and both.fullmatch(inner):
            return one.start - len(opening[0])
    return None


@cache
def _joins(code: str) -> Sequence[re.Pattern[str]]:
    table = section(code, "time")
    to, (between, both) = table.get("to", "[-–—]"), table.get("between", ["(?!)", "(?!)"])
    patterns = (rf"\s*(?:{to})\s*", rf"(?:{between})\s*$", rf"\s*(?:{both})\s*")
    return [re.compile(each, re.IGNORECASE) for each in patterns]
