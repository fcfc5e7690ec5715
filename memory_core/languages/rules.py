"""Rules of the languages: patterns with an id and examples, read from a table of each data file.

    [cues.parts]                 pieces of patterns, each written once
    [[cues.rules]]
    id = "en.asks_when.first"         begins with the code of the language
    verdict = "asks_when"             what a text is that matches one of the patterns
    patterns = ["^when", ...]         in the notation of notation.py
    yes = ["When did it end?", ...]   at least two texts that it matches, and two that it does not; they are its tests
    no = ["Whenever.", ...]

What else stands with a rule is said where its table is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from memory_core.languages.load import codes, section


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one language; `parts` are those of its table, `more` what its kind of rules has beside."""

    id: str
    language: str
    verdict: str
    patterns: tuple[str, ...]
    parts: Mapping[str, str]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    more: Mapping[str, Any]


_OWN = frozenset(("id", "verdict", "patterns", "yes", "no"))


@cache
def rules(table: str) -> tuple[Rule, ...]:
    """The rules of a table in every language, in their order."""
    return tuple(
        Rule(
            id=each["id"],
            language=code,
            verdict=each["verdict"],
            patterns=tuple(each["patterns"]),
            parts=section(code, table).get("parts", {}),
            yes=tuple(each["yes"]),
            no=tuple(each["no"]),
            more={name: value for name, value in each.items() if name not in _OWN},
        )
        for code in codes()
        for each in section(code, table).get("rules", ())
    )
