"""Recovery phrases: twelve words or more, where one is named."""

import re
from itertools import takewhile

from memory_core.domain.secrets import words
from memory_core.domain.secrets.values import Value

_WITHIN = 80  # characters between a name and the first word
_LONGEST = 400
_NEAR = 24  # characters between a word for `is` and the name behind it
_NUMBERED = r"(?:\d{1,2}[.):]? {0,2})?"
_PHRASE = re.compile(rf"{_NUMBERED}[^\W\d_]{{1,12}}(?:[ \t,;\n-]{{1,3}}{_NUMBERED}[^\W\d_]{{1,12}}){{11,24}}")
_WORDS = re.compile(r"[^\W\d_]{1,12}")
_COUNTS = (12, 15, 18, 21, 24)


def phrase_after(text: str, end: int) -> Value | None:
    """After a colon, a word for `is`, or right after the name that ends there."""
    found = _PHRASE.search(text, end, end + _WITHIN + _LONGEST)
    if not found or found.start() - end > _WITHIN:
        return None
    for start in (found.start(), *(m.start() for m in _WORDS.finditer(text, found.start(), found.start() + _WITHIN))):
        match = _PHRASE.match(text, start)
        if (
            match
            and _leads(text, end, start)
            and (length := _length(match.group(), text[match.end() : match.end() + 2]))
        ):
            return Value(start, text[start : start + length])
    return None


def phrase_before(text: str, end: int) -> Value | None:
    """Right before "... is my recovery phrase", whose name begins at `end`."""
    start = max(0, end - _WITHIN - _LONGEST)
    for copula in words.being().finditer(text.lower(), max(start, end - _NEAR), end):
        for match in _PHRASE.finditer(text, start, copula.start()):
            small = [word for word in _WORDS.finditer(match.group()) if word.group().islower()]
            count = max((n for n in _COUNTS if n <= len(small)), default=0)
            if count and not text[match.end() : copula.start()].strip(" \"'`,-.\n"):
                first = match.start() + small[-count].start()
                return Value(first, text[first : match.end()])
    return None


def _leads(text: str, end: int, start: int) -> bool:
    between = text[end:start].rstrip()
    is_near = words.being().search(text[max(end, start - 12) : start].lower())
    return not between or between[-1] in ":=\"'`“„«「" or bool(is_near)


def _length(phrase: str, after: str) -> int:
    """How many letters of it are words of a phrase: all, where the line ends with them; 0 when they are too few."""
    ends = [word.end() for word in takewhile(lambda word: word.group().islower(), _WORDS.finditer(phrase))]
    is_whole = ends and ends[-1] == len(phrase) and not after.strip()
    count = len(ends) if is_whole else max((n for n in _COUNTS if n <= len(ends)), default=0)
    return ends[count - 1] if count >= _COUNTS[0] else 0
