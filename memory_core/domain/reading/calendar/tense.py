"""Tense: whether a sentence tells of what was or of what is to come, where a day in it leaves that open.

`[time].tense` of a language's data file is a list of rules, each with an `id`, a `kind`, its `words` (see notation.py),
and `yes` and `no` examples. `clause` is what divides a sentence into clauses. `capitals` says that the case of letters
counts: a verb has a small one. In the words "•" stands for those that name the time. The kinds:

    past      something happened
    future    something will happen
    plan      something is planned, booked or put off to a day: it is to come, though it was planned in the past
    present   something is, or takes place by plan: "My exam is on Monday"; counts only where nothing happened
    unclear   a verb whose present looks like its past, a habit, a condition: nothing can be told
"""

import re
from functools import cache

from memory_core.domain.reading.calendar.days import Direction
from memory_core.domain.reading.calendar.notation import pattern
from memory_core.languages.load import section

_REACH = 300  # characters of the sentence that are looked at, before and after the words
_SENTENCE = re.compile(r"[.!?…](?:\s|$)|[;\n。！？；]")
_HIDDEN = "\u2022"  # in place of the words themselves


def direction(text: str, start: int, end: int, *, language: str) -> Direction | None:
    """Where the sentence around `text[start:end]` points: its clause, or the whole of it when that says nothing."""
    code = language.lower().split("-")[0]
    if not section(code, "time").get("tense"):
        return None
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    breaks = [match.end() for match in _SENTENCE.finditer(before)]
    before = before[breaks[-1] if breaks else 0 :].lstrip()
    stop = _SENTENCE.search(after)
    after = after[: stop.start() if stop else None]
    divided = _clause(code)
    if section(code, "time").get("capitals"):
        before = before[:1].lower() + before[1:]  # the first word of a sentence has one, too
    own = divided.split(before)[-1] + _HIDDEN + divided.split(after)[0]
    return _told(own, code) or _told(before + _HIDDEN + after, code)


def kinds(clause: str, code: str) -> frozenset[str]:
    """Of the rules that fit."""
    return frozenset(kind for kind, words in _kinds(code).items() if words.search(clause))


def _told(clause: str, code: str) -> Direction | None:
    found = kinds(clause, code)
    if "unclear" in found:
        return None
    if "plan" in found:
        return Direction.COMING
    if "past" in found:
        return None if "future" in found else Direction.LAST
    return Direction.COMING if found & {"future", "present"} else None


@cache
def _kinds(code: str) -> dict[str, re.Pattern[str]]:
    table = section(code, "time")
    rules, flags = table["tense"], re.NOFLAG if table.get("capitals") else re.IGNORECASE
    return {
        kind: re.compile("|".join(pattern(code, rule["words"]) for rule in rules if rule["kind"] == kind), flags)
        for kind in sorted({rule["kind"] for rule in rules})
    }


@cache
def _clause(code: str) -> re.Pattern[str]:
    return re.compile(section(code, "time")["clause"], re.IGNORECASE)
