"""Mask: a text without the secrets in it. The sentence stays, and each value becomes what it is, in brackets."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from memory_core.domain.secrets import words
from memory_core.domain.secrets.kinds import Found, Kind
from memory_core.domain.secrets.named import named
from memory_core.domain.secrets.numbers import cards, ibans
from memory_core.domain.secrets.personal import personal
from memory_core.domain.secrets.private_keys import private_keys
from memory_core.domain.secrets.random_words import random_words
from memory_core.domain.secrets.seen import Seen, as_read, unbroken
from memory_core.domain.secrets.shapes import by_shape
from memory_core.languages.notation import folded

_MARKS = tuple(kind.mark for kind in Kind)
_NUMBER_NAMED_WITHIN = 48  # characters before a number


class Secrets(StrEnum):
    """What becomes of secrets in words that are to be kept."""

    MASK = "mask"
    REFUSE = "refuse"  # nothing is kept that holds one
    KEEP = "keep"
    MASK_PERSONAL = "mask_personal"  # and phone numbers, mail and postal addresses, passports with them


@dataclass(frozen=True, slots=True)
class Masked:
    """`text` without what was `found`, and of which kinds that was, how often."""

    text: str
    found: tuple[Found, ...] = ()
    kinds: Counter[Kind] = field(default_factory=Counter)


def masked(text: str, *, with_personal: bool = False) -> Masked:
    """The text with every secret masked. A masked text has none, so it stays as it is. Time grows linearly with it."""
    found = find(text, with_personal=with_personal)
    if not found:
        return Masked(text)
    parts, done = [], 0
    for each in found:
        parts += [text[done : each.start], each.kind.mark]
        done = each.end
    return Masked("".join([*parts, text[done:]]), found, Counter(each.kind for each in found))


def find(text: str, *, with_personal: bool = False) -> tuple[Found, ...]:
    """The secrets of a text, in order, none within another."""
    seen = as_read(text)
    whole = unbroken(seen)
    every = [_of_original(seen, each) for each in _in(seen.text, with_personal=with_personal)]
    if whole is not seen:
        every += [_of_original(whole, each) for each in _in(whole.text, with_personal=False)]
    return _apart(each for each in every if not text[each.start : each.end].strip().startswith(_MARKS))


def _in(text: str, *, with_personal: bool) -> Iterator[Found]:
    small = folded(text)
    yield from private_keys(text)
    yield from by_shape(text)
    yield from named(text, small)
    if any(map(str.isdigit, text)):
        yield from cards(text, lambda at: _is_card(small, at))
        yield from ibans(text)
        yield from random_words(text)
    if with_personal:
        yield from personal(text, small)


def _is_card(small: str, at: int) -> bool | None:
    """Whether the words nearest before a number say that it is a card's; None when they speak of no number."""
    named = [match.lastgroup for match in words.numbers().finditer(small, max(0, at - _NUMBER_NAMED_WITHIN), at)]
    return named[-1] == "card" if named else None


def _of_original(seen: Seen, each: Found) -> Found:
    start, end = seen.back(each.start, each.end)
    return Found(start, end, each.kind, each.rule)


def _apart(every: Iterable[Found]) -> tuple[Found, ...]:
    """Of those that overlap one, as wide as all of them together and of the kind of the longest."""
    apart: list[Found] = []
    longest = 0
    for each in sorted(every, key=lambda each: (each.start, -each.end)):
        length = each.end - each.start
        if apart and each.start < apart[-1].end:
            last = apart[-1]
            of = each if length > longest else last
            longest = max(length, longest)
            apart[-1] = Found(last.start, max(last.end, each.end), of.kind, of.rule)
        else:
            apart.append(each)
            longest = length
    return tuple(apart)
