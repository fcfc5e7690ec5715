"""Phrases: the words of a text that name a time, found by the rules of its language.

The table `[time]` of a language's data file holds:

    script, edges    what letters it is written in; "word" where words have spaces around them, "start" where endings
                     are joined to them, "none" where there are no spaces
    order            of a date with slashes: "dmy", "mdy", or empty where it may be either
    begins, anchors  where most of a text needs no look: the characters that a phrase may begin with; or words of which
                     one is in every phrase that has no digit, no unit, weekday or month
    words            alternatives by the name of their place; for weekday and month a list in order, for unit by unit
    numbers, days    numbers written in words; those of a day of the month
    rules            each with an `id`, its `words`, what it `means` (meaning.py), and `yes` and `no` examples (said on
                     Wednesday, 11 June 2025); `own` rules are for texts that are surely in the language
    tense            see tense.py
    to, between      words that join two phrases: `from <phrase> to <phrase>`, `between <phrase> and <phrase>`

How words are written is said in notation.py. The first rule that fits wins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from typing import Any

from memory_core.domain.reading.calendar.notation import filled, pattern
from memory_core.domain.reading.calendar.numeric import numeric
from memory_core.languages.load import codes, section

MOST = 50  # phrases of a text that are looked at
_REACH = 60  # characters around an anchor in which its phrase lies
_EVERYWHERE = "en"  # its words stand in texts of every language


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words from `start` to `end`, the rule that found them, and what they mean (meaning.py)."""

    start: int
    end: int
    language: str
    rule: str
    meaning: str


def phrases(text: str, *, language: str, most: int = MOST, years: bool = False) -> list[Phrase]:
    """Those that name a time, in their order, none over another: where several begin, the longest.

    `language` is an ISO 639-1 code, or empty when it is not known; of each that is tried the first `most` are found.
    With `years` a number that may be one is taken for a year.
    """
    code = language.lower().split("-")[0]
    written = islice(numeric(text, order=_order(code), years=years), most)
    found = [Phrase(start, end, "", rule, meaning) for start, end, rule, meaning in written]
    for each in languages_of(text, code):
        found += islice(_grammar(each).find(text, known=each == code), most)
    kept: list[Phrase] = []
    for phrase in sorted(found, key=lambda phrase: (phrase.start, -phrase.end)):
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept


def has_rules(language: str) -> bool:
    return bool(section(language.lower().split("-")[0], "time"))


@cache
def _order(code: str) -> str:
    return str(section(code, "time").get("order", ""))


def languages_of(text: str, code: str) -> list[str]:
    """Whose rules are tried: the language's own, those of each script that is not Latin, of English; of all, when the
    language is not known."""
    wanted = [code] if has_rules(code) else []
    for other in codes():
        script = section(other, "time").get("script", "")
        if other not in wanted and script and (other == _EVERYWHERE or not code or not _is_latin(other)):
            wanted += [other] if _script(other).search(text) else []
    return wanted


def _is_latin(code: str) -> bool:
    return _script(code).pattern == _script(_EVERYWHERE).pattern


@cache
def _script(code: str) -> re.Pattern[str]:
    return re.compile(section(code, "time")["script"], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of a language, made ready."""

    code: str
    rules: Sequence[Mapping[str, Any]]
    anchor: re.Pattern[str] | None

    def find(self, text: str, *, known: bool) -> Iterator[Phrase]:
        """`known` says that the text is in this language."""
        for match in self._matches(text):
            number = int((match.lastgroup or "r0")[1:])
            rule = self.rules[number]
            if known or not rule.get("own"):
                said = _places(self.code, number).match(text, match.start())
                meaning = filled(self.code, rule["means"], said.groupdict() if said else {})
                yield Phrase(match.start(), match.end(), self.code, rule["id"], meaning)

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        if self.anchor is None:
            return _search(self.code).finditer(text)
        windows = _windows(self.anchor, text)
        return chain.from_iterable(_search(self.code).finditer(text, *window) for window in windows)


def _windows(anchor: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """The parts of a text that lie around its anchors, none over another."""
    start = end = 0
    for match in anchor.finditer(text):
        if match.start() - _REACH > end:
            if end:
                yield start, end
            start = match.start() - _REACH
        end = match.end() + _REACH
    if end:
        yield max(start, 0), end


@cache
def _grammar(code: str) -> Grammar:
    return Grammar(code, section(code, "time")["rules"], _anchor(code))


@cache
def _search(code: str) -> re.Pattern[str]:
    """All rules as one; most texts have no anchor, and need none of it."""
    rules = section(code, "time")["rules"]
    either = "|".join(f"(?P<r{number}>{pattern(code, rule['words'])})" for number, rule in enumerate(rules))
    return re.compile(_edged(code, either), re.IGNORECASE)


def _anchor(code: str) -> re.Pattern[str] | None:
    table = section(code, "time")
    if "anchors" not in table:
        return None
    words = table["words"]
    named = [*words["weekday"], *words["month"], *words["unit"].values(), *words["period"].values(), table["anchors"]]
    return re.compile(rf"\d|(?<!\w)(?:{'|'.join(named)})", re.IGNORECASE)


@cache
def _places(code: str, number: int) -> re.Pattern[str]:
    """One rule with its places as named groups."""
    words = section(code, "time")["rules"][number]["words"]
    return re.compile(_edged(code, pattern(code, words, named=True)), re.IGNORECASE)


def _edged(code: str, either: str) -> str:
    table = section(code, "time")
    before = "" if table["edges"] == "none" else r"(?<![\w-])"
    after = r"(?![\w-])" if table["edges"] == "word" else ""
    begins = f"(?=[{table['begins']}])" if "begins" in table else ""
    return f"{before}{begins}(?:{either}){after}"
