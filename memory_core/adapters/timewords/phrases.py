"""Finds words that name a time and says them in the plain English that the calendar library knows.

That English is small: `3 days ago`, `in 2 weeks`, `next friday`, `12 june 2025`, `june 2025`, `2019`; without a year
`12 june`, without a week `friday`; and a part of one of these, `friday of 1 week ago`, `weekend of in 0 weeks`,
`12 june of 1 year ago`.
"""

import re
from dataclasses import dataclass
from functools import cache

from memory_core.adapters.timewords.tables import LANGUAGES, Language

LONGEST = 100  # no words that name a time are longer
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


def find(text: str, *, language: str) -> str:
    """The first words of `text` that name a time, verbatim; empty when there are none."""
    found = [
        match
        for code in _codes(language)
        if not (LANGUAGES[code].unspaced and text.isascii())
        if (match := next((m for m in _grammar(code).search.finditer(text) if _is_sure(m[0], code, language)), None))
    ]
    first = min(found, key=lambda match: (match.start(), -match.end()), default=None)
    return first[0] if first else ""


def in_english(words: str, *, language: str) -> str:
    """Words that name a time in plain English; empty when they name none that the tables know."""
    if len(words) > LONGEST:
        return ""
    plain = " ".join(words.lower().replace("’", "'").split())
    for code in _codes(language):
        grammar = _grammar(code)
        for pattern, english in grammar.rules:
            if (match := pattern.fullmatch(plain)) and _is_sure(plain, code, language):
                return _filled(english, match.groupdict(), grammar.words)
    return ""


def knows(language: str) -> bool:
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
            names = _named(said, words.months)
            number = int(_number(said, words) or 0)
            return names or (_MONTHS[number - 1] if 1 <= number <= len(_MONTHS) else "")
        case "unit":
            return _named(said, words.units)
        case "period":
            return _named(said, words.periods)
        case "weekday":
            return _named(said, words.weekdays)
    return said


def _number(said: str, words: Language) -> str:
    return str(int(said)) if said.isdecimal() else str(words.numbers.get(" ".join(said.split()), ""))


def _named(said: str, names: dict[str, str]) -> str:
    return next((english for pattern, english in names.items() if re.fullmatch(pattern, said)), "")
