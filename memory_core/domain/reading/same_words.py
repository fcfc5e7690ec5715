"""Words in which two statements may differ and say the same, read from the table `sameness` of every language.

idle              words that change nothing
being, having     forms of "to be" and "to have": what is and what has may be told in either way
synonyms          words for one thing, in lines
expansions        pairs: words, and what they stand for; `*` is the rest of a word
forms, plural     endings that make forms of one word, with how long the part before them is at least; those of these
                  that make many of one
letters           of a script without blanks, the range that shows whose it is
idle_signs        in such a script, what to `drop` where it changes nothing: only `after` this, `not_after` that,
                  or only `at_end`
leads             before a statement, with a colon or a comma: says only that it is remembered
yes, no           pairs of statements that say the same, and pairs that do not
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from memory_core.languages.load import codes, section

_TABLE = "sameness"


@dataclass(frozen=True, slots=True)
class SameWords:
    """The words of all languages that are written with blanks; `synonyms` has the first word of its line for each, and
    `forms` the endings of one word with how long the part before them is at least."""

    idle: frozenset[str]
    being: frozenset[str]
    having: frozenset[str]
    plural: tuple[str, ...]
    synonyms: Mapping[str, str]
    expansions: tuple[tuple[re.Pattern[str], str], ...]
    forms: tuple[tuple[int, frozenset[str]], ...]


@cache
def same_words() -> SameWords:
    return SameWords(
        idle=frozenset(_every("idle")),
        being=frozenset(_every("being")),
        having=frozenset(_every("having")),
        plural=tuple(_every("plural")),
        synonyms=_synonyms(line.split() for line in _every("synonyms")),
        expansions=tuple((_pattern(words), plain.replace("*", r"\1")) for words, plain in _every("expansions")),
        forms=tuple((each["least"], frozenset(each["endings"])) for each in _every("forms")),
    )


def _synonyms(lines: Iterable[list[str]]) -> Mapping[str, str]:
    """One word for all words of a line, and of the lines that share a word with it."""
    found: dict[str, str] = {}
    for line in lines:
        olds = {found[word] for word in line if word in found}
        found |= {word: line[0] for word, first in found.items() if first in olds}
        found |= dict.fromkeys(line, line[0])
    return found


def without_lead(text: str) -> str:
    """A statement less the words before it that say that it is remembered."""
    match = _lead().match(text)
    return text[match.end() :] if match else text


@cache
def _lead() -> re.Pattern[str]:
    leads = sorted(map(re.escape, _every("leads")), key=len, reverse=True)
    return re.compile(rf"\s*(?:{'|'.join(leads)})\s?[:,：，、]\s*(?=\S)", re.IGNORECASE)


def without_idle_signs(text: str) -> str:
    """A canonical text in a script without blanks, less what changes nothing in its language, and less blanks."""
    for letters, idle in _signs():
        if letters.search(text):
            text = idle.sub("", text)
            break
    return "".join(text.split())


@cache
def _signs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    tables = [section(code, _TABLE) for code in codes()]
    return tuple(
        (re.compile(f"[{table['letters']}]"), re.compile("|".join(map(_sign, table["idle_signs"]))))
        for table in tables
        if "letters" in table
    )


def _sign(sign: Mapping[str, Any]) -> str:
    before = f"(?<={sign['after']})" if "after" in sign else ""
    never = "".join(f"(?<!{words})" for words in sign.get("not_after", ()))
    dropped = re.escape(str(sign["drop"]))
    return f"{before}{never}{dropped}" + r"\Z" * bool(sign.get("at_end"))


def _every(name: str) -> Iterator[Any]:
    for code in codes():
        yield from section(code, _TABLE).get(name, ())


def _pattern(words: str) -> re.Pattern[str]:
    front, star, back = words.partition("*")
    rest = r"(\w{1,40})" if star else ""
    begins = r"(?<!\w)" if front or not star else ""
    return re.compile(begins + re.escape(front) + rest + re.escape(back) + r"(?!\w)" * (bool(back) or not star))


def examples() -> Sequence[tuple[str, bool, tuple[str, str]]]:
    """The pairs of every language, each with its language and whether they say the same."""
    return [
        (code, name == "yes", (one, other))
        for code in codes()
        for name in ("yes", "no")
        for one, other in section(code, _TABLE).get(name, ())
    ]
