"""What may stand in the places of a rule: names, places, firms, numbers, things.

A rule finds words in a place; whether they are plainly one value is judged here, by how they are written and by the
lists of the rule's language. Whoever types small letters alone is believed where the words are known, or where nothing
else could stand.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import or_
from types import MappingProxyType

from memory_core.languages.load import places, section
from memory_core.languages.notation import SPACELESS, folded

SUBJECT = "§"  # stands for the name of whoever speaks
_INNER = r"[^\s,;:?!\"，、；：？！。]"
_VALUE = rf"{_INNER}(?:[^;:?!\"\n；：？！。]{{0,70}}?{_INNER})??"
_QUOTED = r"\"[^\"\n]{1,70}\""
_LABEL = rf"(?:[^\W{SPACELESS}]|-){{1,63}}"  # of a domain
PLACES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("place", "city", "name", "full_name", "called"), _VALUE),
        **dict.fromkeys(("firm", "job", "thing", "other", "topic"), _VALUE),
        "what": rf"(?:{_QUOTED}|{_VALUE})",
        "age": r"\d{1,3}",
        "date": r"[\w][\w ,./-]{1,29}",
        "phone": r"[\d+(][\d+() ./-]{2,24}\d",
        "email": rf"[^\s@,;:]{{1,64}}@{_LABEL}(?:\.{_LABEL}){{1,5}}",
        "address": r"\w[\w ,./#'-]{2,80}",
    }
)
_OF_PEOPLE = ("name", "full_name", "called", "email")  # what may hold the speaker's own name
_HAS_SPACELESS = re.compile(f"[{SPACELESS}]")
_HAS_CYRILLIC = re.compile("[\u0400-\u04ff]")
_PART = re.compile(r",\s?|\s?\(|\)")
_LONGEST_SPACELESS = 12  # characters of a name or a place
_GIVEN = 3  # of them, what stands after a family name
_FEWEST_DIGITS = 6  # of a telephone number
_MOST_WORDS = 8  # of a name


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of one language that values are judged by."""

    joins: frozenset[str]
    surnames: tuple[str, ...]
    places: frozenset[str]
    breaks: re.Pattern[str]
    not_places: re.Pattern[str]
    not_names: re.Pattern[str]
    not_dates: re.Pattern[str]
    not_firms: re.Pattern[str]
    not_things: re.Pattern[str]


@cache
def words_of(language: str) -> Words:
    table = section(language, "attributes")
    lists = ("breaks", "not_places", "not_names", "not_dates", "not_firms", "not_things")
    return Words(
        joins=frozenset(map(folded, table.get("joins", ()))),
        surnames=tuple(sorted(table.get("surnames", ()), key=len, reverse=True)),
        places=frozenset(map(folded, table.get("places", ()))),
        **{name: any_of(table.get(name, ())) for name in lists},
    )


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words in a folded text: whole ones, or any part in scripts that are written without blanks (with
    `^` or `$` only at its beginning or end)."""
    plain = sorted(map(folded, words), key=len, reverse=True)
    spaceless = [_anchored(word) for word in plain if _HAS_SPACELESS.search(word)]
    spaced = [re.escape(word).replace("'", "['\\s]?") for word in plain if not _HAS_SPACELESS.search(word)]
    return re.compile("|".join([*spaceless, rf"(?<![\w.])(?:{'|'.join(spaced)})(?!\w)" if spaced else r"(?!)"]))


def _anchored(word: str) -> str:
    """A part of a word; with `^` and `$` only where the text begins or ends."""
    begins, ends = (r"\A" if word.startswith("^") else ""), (r"\Z" if word.endswith("$") else "")
    return begins + re.escape(word.strip("^$")) + ends


def is_value(place: str, value: str, *, language: str, small: bool) -> bool:
    """Whether a value may stand in a place; `small` says that whoever wrote it writes without capitals."""
    judge = _JUDGES.get(place)
    if SUBJECT in value and place not in _OF_PEOPLE:
        return place in ("me", "user")
    return judge is None or judge(value, words_of(language), small)


def _is_place(value: str, words: Words, small: bool) -> bool:
    if _HAS_SPACELESS.search(value):
        return _is_spaceless(value, words) and not words.not_places.search(folded(value))
    if is_known_place(value, words):
        return True
    return not small and not words.not_places.search(folded(value)) and _is_capitalised(value, words)


def _is_city(value: str, words: Words, small: bool) -> bool:
    if _HAS_SPACELESS.search(value):
        return _is_place(value, words, small)
    return is_known_place(value, words) or (is_known_place(_PART.split(value)[0], words) and not small)


def is_known_place(value: str, words: Words) -> bool:
    parts = [folded(part) for part in _PART.split(value) if part]
    return bool(parts) and all(_is_listed(part, words) for part in parts)


def _is_listed(name: str, words: Words) -> bool:
    first, _, rest = name.partition(" ")
    if first in words.joins and rest and _is_listed(rest, words):
        return True
    if name in words.places or name in places():
        return True
    return _HAS_CYRILLIC.search(name) is not None and name[:-1] in _stems(words)


@cache
def _stems(words: Words) -> frozenset[str]:
    """Names of places in a script whose languages change their endings, without these."""
    every = [name for name in (*places(), *words.places) if _HAS_CYRILLIC.search(name)]
    return frozenset(name[:cut] for name in every for cut in (len(name), len(name) - 1) if cut > 1)


def _is_name(value: str, words: Words, small: bool) -> bool:
    if words.not_names.match(folded(value)) or words.breaks.search(folded(value)):
        return False
    if _HAS_SPACELESS.search(value):
        return _is_spaceless(value, words) and not words.not_names.search(value)
    if small:
        every = value.split()
        return len(every) <= 2 and not words.not_names.search(value) and all(map(str.isalpha, every))
    return "," not in value and len(value.split()) <= 4 and _is_capitalised(value, words) and not _is_shouted(value)


def _is_full_name(value: str, words: Words, small: bool) -> bool:
    """In a script without blanks a name that begins as names do, for much else could be called."""
    if not _HAS_SPACELESS.search(value):
        return _is_name(value, words, small)
    first = next((name for name in words.surnames if value.startswith(name)), "")
    return bool(first) and 0 < len(value) - len(first) <= _GIVEN and _is_name(value, words, small)


def _is_called(value: str, words: Words, small: bool) -> bool:
    return _is_name(value, words, small=False)


def _is_shouted(value: str) -> bool:
    """Whether it is written like CEO and HR, which are no names."""
    return value.isupper() and value.isalpha() and len(value) > 1


def _is_firm(value: str, words: Words, small: bool) -> bool:
    if words.not_firms.search(folded(value)) or words.breaks.search(folded(value)):
        return False
    if _HAS_SPACELESS.search(value):
        return len(value) <= _LONGEST_SPACELESS
    if small or "." in value.strip("."):
        return len(value.split()) == 1
    return "," not in value and len(value.split()) <= 5 and _is_capitalised(value, words)


def _is_job(value: str, words: Words, small: bool) -> bool:
    return "," not in value and len(value.split()) <= 4 and not words.breaks.search(folded(value))


def _is_topic(value: str, words: Words, small: bool) -> bool:
    return _is_job(value, words, small) and not words.not_things.search(folded(value))


def _is_thing(value: str, words: Words, small: bool) -> bool:
    if value.startswith('"'):
        return True
    plain = folded(value)
    return "," not in value and not words.breaks.search(plain) and not words.not_things.search(plain)


def _is_brand(value: str, words: Words, small: bool) -> bool:
    is_named = _HAS_SPACELESS.search(value) is not None or any(char.isupper() for char in value)
    return is_named and _is_thing(value, words, small)


def _is_spaceless(value: str, words: Words) -> bool:
    return len(value) <= _LONGEST_SPACELESS and not words.breaks.search(folded(value))


def _is_capitalised(value: str, words: Words) -> bool:
    """Every word begins with a capital or a digit, but for the small ones that join names."""
    every = [word for part in _PART.split(value) for word in part.split()]
    if words.breaks.search(" ".join(word for word in map(folded, every) if word not in words.joins)):
        return False
    named = [word[:1].isupper() or word[:1].isdigit() or word == SUBJECT for word in every]
    joined = [folded(word) in words.joins for word in every]
    return 0 < len(every) <= _MOST_WORDS and named[-1] and all(map(or_, named, joined))


def _is_date(value: str, words: Words, small: bool) -> bool:
    return _has_digit(value, words, small) and not words.not_dates.search(folded(value))


def _has_digit(value: str, words: Words, small: bool) -> bool:
    return any(char.isdigit() for char in value)


def _has_digits(value: str, words: Words, small: bool) -> bool:
    return sum(char.isdigit() for char in value) >= _FEWEST_DIGITS


_JUDGES: Mapping[str, Callable[[str, Words, bool], bool]] = MappingProxyType(
    {
        "place": _is_place,
        "city": _is_city,
        "name": _is_name,
        "full_name": _is_full_name,
        "called": _is_called,
        "firm": _is_firm,
        "job": _is_job,
        "what": _is_thing,
        "thing": _is_brand,
        "topic": _is_topic,
        "date": _is_date,
        "address": _has_digit,
        "phone": _has_digits,
    }
)
