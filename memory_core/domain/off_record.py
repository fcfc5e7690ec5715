"""Off the record: whether somebody asks not to have something remembered, and what.

Table `off_record` of each language: rules that match the whole of a clause.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache

from memory_core.domain.reading.split import spans
from memory_core.languages.load import codes, section
from memory_core.languages.matching import Matcher
from memory_core.languages.notation import SPACELESS, folded
from memory_core.languages.rules import rules

TABLE = "off_record"
_LONGEST = 120  # letters of a clause; whatever is longer says more
_READ = 4_000  # characters at either end of a message, where somebody asks
_TOGETHER = 3  # clauses that may be one request
_SIGNS = re.compile(f"[{SPACELESS}]")
_MARKS = " .,!?;:…。、，！？；：～~-\"'()*"
_IDLE = re.compile(r"[\W\d_]*")


class OffRecord(StrEnum):
    """What is to be off the record."""

    NOTHING = ""
    THIS = "this"  # what the message itself says
    BEFORE = "before"  # the turn before: the message says nothing else


def off_record(message: str) -> OffRecord:
    """What a message asks to have off the record. Time is bounded, however long it is."""
    text = unicodedata.normalize("NFC", message)
    if len(text) > 2 * _READ:
        text = f"{text[:_READ]}\n{text[-_READ:]}"
    asked, other = 0, 0
    for start, end in spans(text):
        counted = (1, 0) if rule_of(text[start:end]) else _requests(text[start:end])
        asked, other = asked + counted[0], other + counted[1]
    if not asked:
        return OffRecord.NOTHING
    return OffRecord.THIS if other else OffRecord.BEFORE


def rule_of(clause: str) -> str:
    """The id of the rule that matches a whole clause; empty when none does."""
    plain = folded(unicodedata.normalize("NFC", " ".join(clause.split()))).strip(_MARKS)
    if not plain or len(plain) > _LONGEST:
        return ""
    return next((each.rule.id for each in _matchers("off_record") if each.fullmatch(plain, 0, len(plain))), "")


def _is_idle(clause: str) -> bool:
    """Whether it only leads to the request or thanks for it."""
    plain = folded(" ".join(clause.split())).strip(_MARKS)
    return any(each.fullmatch(plain, 0, len(plain)) for each in _matchers("idle"))


def _requests(sentence: str) -> tuple[int, int]:
    """How many clauses of a sentence ask for it, and how many say something else."""
    parts = [part for part in _joints().split(sentence) if part and not _IDLE.fullmatch(part)]
    asked = other = at = 0
    while at < len(parts):
        together = next((n for n in (_TOGETHER, 2, 1) if rule_of(" ".join(parts[at : at + n]))), 0)
        asked += bool(together)
        other += not together and not _is_idle(parts[at])
        at += together or 1
    return asked, other


@cache
def _joints() -> re.Pattern[str]:
    """Where clauses are parted: by marks, before a word like "but", after an ending like "though"."""
    before, after = (
        [folded(w) for code in codes() for w in section(code, TABLE).get(n, ())] for n in ("before", "after")
    )
    words = "|".join(map(re.escape, sorted((w for w in before if not _SIGNS.match(w)), key=len, reverse=True)))
    signs = "|".join(map(re.escape, sorted((w for w in before if _SIGNS.match(w)), key=len, reverse=True)))
    ends = "|".join(rf"(?<={re.escape(word)})\s" for word in after)
    return re.compile(rf"[,;:](?=\s)|[，、；：。]|\s[-–—]+\s|—|\s(?=(?:{words})\s)|(?={signs})|{ends}", re.IGNORECASE)


@cache
def _matchers(verdict: str) -> tuple[Matcher, ...]:
    """Made when first asked for."""
    return tuple(Matcher(rule) for rule in rules(TABLE) if rule.verdict == verdict)
