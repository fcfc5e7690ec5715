"""The notation in which the rules of the languages are written, and what it compiles to.

    where do I live     these words; capitals and accents do not matter, a blank stands for any number of blanks, and an
                        apostrophe may be left out
    (a|b)               one of these
    [a|b]               one of these, or nothing; the blank beside it goes with it
    {part}              a piece that the table names under `parts`, so that it is written once
    <place>             something to be found there, of the kind that the caller knows under this name
    ...                 up to six other words, or up to eight signs of a script without blanks
    ^                   the text begins here, marks aside; at the front of a pattern
    $                   the text ends here, marks aside; at the end of a pattern

Texts and patterns are folded alike before they are compared (`folded`). Every repetition has an upper bound, so a
pattern looks at each letter of a text a bounded number of times: the time grows linearly with the text.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

HAN_AND_KANA = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
SPACELESS = f"{HAN_AND_KANA}\uac00-\ud7af"
_SPECIAL = re.compile(r"\.\.\.|[()\[\]|^$]|<[a-z_]+>|\{[a-z_]+\}|\s+")
_FRONT, _BACK = r"(?<!\w)", r"(?!\w)"
_SPACELESS_FRONT = rf"(?:{_FRONT}|(?<=[{SPACELESS}])|(?=[{SPACELESS}]))"
_SPACELESS_BACK = rf"(?:{_BACK}|(?<=[{SPACELESS}])|(?=[{SPACELESS}]))"
_IS_SPACELESS = re.compile(f"[{SPACELESS}]")
_WORDS_BETWEEN = rf"(?:[^\w\n]{{1,3}}[^\W{HAN_AND_KANA}]{{1,30}}){{0,6}}?[{HAN_AND_KANA}]{{0,8}}?"
_BEGINS, _ENDS = r"(?:(?<!.)\W{0,9})", r"(?=\W{0,9}(?:\Z|\n))"
_GAP = "..."  # each word of it brings the blank before it
_BLANK = r"\s{1,9}"
_AFTER_BLANK = ("|", ")", "]", "[")
_DEEPEST = 20  # parts within parts
_TYPED_ALIKE = str.maketrans("’‘`´ʼ“”„«»－–—", "'''''\"\"\"\"\"---")


class BadPattern(ValueError):
    """A pattern that the notation does not allow; says which, and why."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern to match with; `places` are the names of its groups, each with the place that it stands for."""

    regex: str
    places: Mapping[str, str]


def folded(text: str) -> str:
    """`text` as patterns see it: small letters without accents, plain quotes; as long as the text is.

    The marks that make other letters of Japanese and Korean ones stay. `text` is expected in the normal form NFC.
    """
    return "".join(map(_fold, text))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char < "\x80":
        return char.lower()
    plain = char.translate(_TYPED_ALIKE)
    if len(whole := unicodedata.normalize("NFKC", plain)) == 1:
        plain = whole
    parts = unicodedata.normalize("NFD", plain)
    bare = parts[0] if unicodedata.name(parts[0], "").startswith(("LATIN", "CYRILLIC", "GREEK")) else plain
    return bare.lower()[:1]


def compiled(
    *patterns: str, parts: Mapping[str, str], places: Mapping[str, str] = MappingProxyType({}), anywhere: bool
) -> Compiled:
    """What the patterns stand for, any of them: a regular expression for a folded text, to search `anywhere` in it or
    to match the whole.

    `places` has a regular expression for each place. Raises BadPattern.
    """
    compiler = _Compiler(parts, places)
    regex = "|".join(compiler.compiled(pattern, anywhere=anywhere) for pattern in patterns)
    return Compiled(regex, compiler.places)


def needed(*patterns: str, parts: Mapping[str, str]) -> frozenset[str]:
    """Folded words of which a text holds at least one if any of the patterns matches it; empty when nothing is sure.

    It is found much faster than a pattern is compiled.
    """
    every = [_needed_of(_signs(pattern.strip().strip("^$")), 0, parts)[0] for pattern in patterns]
    return frozenset().union(*every) if all(every) else frozenset()


def _needed_of(signs: list[str], at: int, parts: Mapping[str, str]) -> tuple[frozenset[str], int]:
    """What the alternatives from `at` on need, and where they end."""
    options: list[frozenset[str]] = []
    best: frozenset[str] = frozenset()
    while at < len(signs) and signs[at] not in (")", "]"):
        sign, found = signs[at], frozenset[str]()
        if sign in ("(", "["):
            found, at = _needed_of(signs, at + 1, parts)
            found = found if sign == "(" else frozenset()
        elif sign == "|":
            options, best = [*options, best], frozenset()
        elif sign.startswith("{") and len(sign) > 2:
            found = _needed_of(_signs(parts.get(sign[1:-1], "")), 0, parts)[0]
        elif not (sign.startswith("<") or sign.isspace() or sign == _GAP):
            found = frozenset((max(folded(sign).split("'"), key=len),))
        best = max(best, found, key=_sureness)
        at += 1
    options.append(best)
    return frozenset().union(*options) if all(options) else frozenset(), at


def _sureness(words: frozenset[str]) -> float:
    """The longer the words, and the fewer, the seldomer a text holds one."""
    return min(map(len, words)) - len(words) / 8 if words else -99.0


class _Compiler:
    """Compiles the patterns of one rule, whose `places` have a group each."""

    def __init__(self, parts: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        self.places: dict[str, str] = {}
        self._parts = parts
        self._kinds = kinds
        self._pattern = ""

    def compiled(self, pattern: str, *, anywhere: bool) -> str:
        self._pattern = pattern
        inner = pattern.strip()
        begins, ends = inner.startswith("^"), inner.endswith("$")
        regex = self._read(inner.removeprefix("^").removesuffix("$").strip(), depth=0)
        if not anywhere:
            return regex
        is_spaceless = _IS_SPACELESS.search(regex.replace(_WORDS_BETWEEN, ""))
        front, back = (_SPACELESS_FRONT, _SPACELESS_BACK) if is_spaceless else (_FRONT, _BACK)
        return (_BEGINS if begins else front) + regex + (_ENDS if ends else back)

    def _read(self, pattern: str, *, depth: int) -> str:
        if depth > _DEEPEST:
            raise self._bad("its parts stand within each other")
        signs = _signs(pattern)
        regex, left = self._choice(signs, depth)
        if left < len(signs):
            raise self._bad(f"{signs[left]!r} closes nothing")
        return regex

    def _choice(self, signs: list[str], depth: int, at: int = 0) -> tuple[str, int]:
        """The alternatives from `at` on, and where they end."""
        options: list[str] = []
        while True:
            option, at = self._sequence(signs, depth, at)
            options.append(option)
            if at >= len(signs) or signs[at] != "|":
                return (f"(?:{'|'.join(options)})" if len(options) > 1 else options[0]), at
            at += 1

    def _sequence(self, signs: list[str], depth: int, at: int) -> tuple[str, int]:
        made: list[str] = []
        waits = False  # a blank that stands in front of what comes next
        leads = True  # nothing but what may be left out was made so far, each with the blank after it
        while at < len(signs) and signs[at] not in ("|", ")", "]"):
            sign = signs[at]
            if sign.isspace():
                waits = not leads
                at += 1
                continue
            blank, waits = _BLANK if waits and sign != _GAP else "", False
            regex, is_optional, at = self._item(signs, depth, at)
            if is_optional and leads and at < len(signs) and signs[at].isspace():
                made.append(f"(?:{regex}{_BLANK})?")
                continue
            if is_optional and at < len(signs) and not signs[at].isspace() and signs[at] not in _AFTER_BLANK:
                made.append(f"{blank}(?:{regex})?")  # the beginning of a word
            else:
                made.append(f"(?:{blank}{regex})?" if is_optional else blank + regex)
            leads = False
        return "".join(made), at

    def _item(self, signs: list[str], depth: int, at: int) -> tuple[str, bool, int]:
        """What the sign at `at` begins: its expression, whether it may be left out, and where it ends."""
        sign = signs[at]
        if sign in ("(", "["):
            inner, end = self._choice(signs, depth, at + 1)
            if end >= len(signs) or signs[end] != {"(": ")", "[": "]"}[sign]:
                raise self._bad(f"{sign!r} is not closed")
            return f"(?:{inner})", sign == "[", end + 1
        if sign.startswith("{") and len(sign) > 2:
            if sign[1:-1] not in self._parts:
                raise self._bad(f"there is no part {sign}")
            return f"(?:{self._read(self._parts[sign[1:-1]], depth=depth + 1)})", False, at + 1
        if sign.startswith("<") and len(sign) > 2:
            return self._place(sign[1:-1]), False, at + 1
        if sign in ("^", "$"):
            raise self._bad(f"{sign!r} stands at neither end")
        return (_WORDS_BETWEEN if sign == _GAP else _literal(sign)), False, at + 1

    def _place(self, name: str) -> str:
        if name not in self._kinds:
            raise self._bad(f"there is no place <{name}>")
        group = f"{name}_{len(self.places)}"
        self.places[group] = name
        return f"(?P<{group}>{self._kinds[name]})"

    def _bad(self, why: str) -> BadPattern:
        return BadPattern(f"{self._pattern!r}: {why}")


def _literal(words: str) -> str:
    """The words, whose apostrophes many leave out."""
    return re.escape(folded(words)).replace("'", r"['\s]?")


def _signs(pattern: str) -> list[str]:
    found, at = [], 0
    for match in _SPECIAL.finditer(pattern):
        found += [pattern[at : match.start()], match.group()]
        at = match.end()
    return [sign for sign in (*found, pattern[at:]) if sign]
