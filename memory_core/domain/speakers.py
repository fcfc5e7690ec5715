"""Speakers named in a query."""

import re
from collections.abc import Iterable

_NO_NAMES = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "and",
        "or",
        "my",
        "our",
        "your",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "de",
        "la",
        "le",
        "van",
        "von",
    )
)
_SPACELESS = "\u2e7f"  # scripts beyond are written without spaces, so a name has no word boundaries


def named(query: str, speakers: Iterable[str]) -> list[str]:
    """Those of `speakers` that the query names by any word of their name, the first named first."""
    found = []
    for speaker in speakers:
        if (pattern := _pattern(speaker, query)) and (match := pattern.search(query)):
            found.append((match.start(), speaker))
    return [speaker for _, speaker in sorted(found)]


def without_names(query: str, speakers: Iterable[str]) -> str:
    """The query less those names: what is asked about somebody, without the pull of every greeting that names them."""
    rest = query
    for speaker in named(query, speakers):
        if pattern := _pattern(speaker, query):
            rest = " ".join(pattern.sub(" ", rest).split())
    return rest if re.search(r"\w", rest) else query


def _pattern(speaker: str, query: str) -> re.Pattern[str] | None:
    """Any word of the name, with the capitals it is written with, unless the query has none at all."""
    words = [w for w in re.findall(r"\w\w+", speaker) if w.casefold() in query.casefold()]
    words = [w for w in words if w.casefold() not in _NO_NAMES]
    if not words:
        return None
    any_word = "|".join(sorted(words, key=len, reverse=True))
    if max(any_word) > _SPACELESS:
        return re.compile(any_word)
    return re.compile(rf"\b(?:{any_word})\b(?:['’]s\b)?", re.IGNORECASE if query.islower() else re.NOFLAG)
