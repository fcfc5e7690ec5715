"""How the rules for words that name a time are written: regular expressions with places.

`<n>` is a number, `<unit>` what is counted, `<period>` a week, month or year, `<m>` the number of a month, `<day>`,
`<year>`, `<weekday>`, `<month>`, and any name of a language's `[time.words]`. A digit at the end of a place sets it
apart from another of its kind. A space is white space.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from memory_core.languages.load import section

_PLACE = re.compile(r"<([a-z_]+?)(\d?)>")
_YEAR = r"(?:19|20)\d\d(?!\d)"
_MONTHS = 12
_MONTH = r"0?[1-9](?!\d)|1[0-2](?!\d)"
_DAY = r"0?[1-9](?!\d)|[12]\d(?!\d)|3[01](?!\d)"
_CALENDAR = ("n", "unit", "period", "weekday", "month", "m", "day", "year")


def pattern(code: str, words: str, *, named: bool = False) -> str:
    """The regular expression of a rule's words."""

    def place(match: re.Match[str]) -> str:
        name = match[1]
        group = f"?P<{name}{match[2]}_{match.start()}>" if named and name in _CALENDAR else "?:"
        return f"({group}{_table(code, name)})"

    space = r"\s?" if section(code, "time")["edges"] == "none" else r"(?:\s{1,3})"
    return _PLACE.sub(place, words).replace(" ", space)


@cache
def _table(code: str, name: str) -> str:
    """What may stand in a place."""
    table = section(code, "time")
    words, numbers = table["words"], table["numbers"]
    match name:
        case "n":
            return rf"\d{{1,3}}(?!\d)|{_longest(numbers)}"
        case "m":
            return rf"{_MONTH}|{_longest({word: number for word, number in numbers.items() if number <= _MONTHS})}"
        case "day":
            return rf"{_DAY}|{_longest(table['days'])}"
        case "year":
            return _YEAR
    named = words[name]
    if isinstance(named, str):
        return named
    return "|".join(named.values() if isinstance(named, Mapping) else named)


def _longest(numbers: Mapping[str, int]) -> str:
    return "|".join(sorted(numbers, key=len, reverse=True))


def filled(code: str, means: str, said: Mapping[str, str | None]) -> str:
    """The meaning with what was said in its places; what cannot be counted leaves words."""
    places = {name.partition("_")[0]: text for name, text in said.items() if text}
    values = {name: _value(code, name, text) for name, text in places.items()}
    filled = _PLACE.sub(lambda match: values.get(match[1] + match[2], "") or "!", means)
    return "words" if "!" in filled else filled


def _value(code: str, place: str, said: str) -> str:
    table, plain = section(code, "time"), " ".join(said.lower().split())
    match place.rstrip("0123456789"):
        case "weekday" | "month" as name:
            return _number_of(plain, table["words"][name])
        case "unit" | "period" as name:
            return next((unit for unit, words in table["words"][name].items() if re.fullmatch(words, plain)), "")
        case "year":
            return str(int(plain))
        case _:
            number = int(plain) if plain.isdecimal() else {**table["numbers"], **table["days"]}.get(plain, "")
            return str(number)


def _number_of(said: str, names: Sequence[str]) -> str:
    return next((str(number) for number, words in enumerate(names, 1) if re.fullmatch(words, said)), "")
