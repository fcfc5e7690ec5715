"""Idle words: what a question is asked with, and no answer needs to have."""

import re
from functools import cache

from memory_core.domain.reading.judge import is_surely_english
from memory_core.languages.load import codes, section

_WORD = re.compile(r"\w+")


def without_idle_words(question: str) -> str:
    """The question without its idle words, in whatever language but English, whose own the engine knows; the question
    itself when nothing would be left. Table `idle`: `words`, and `parts` of scripts without blanks."""
    if is_surely_english(question):
        return question
    cut = _parts().sub(" ", question) if not question.isascii() else question
    rest = _WORD.sub(lambda word: " " if word[0].casefold() in _words() else word[0], cut)
    return rest if _WORD.search(rest) else question


@cache
def _words() -> frozenset[str]:
    return frozenset(word for code in codes() for word in section(code, "idle").get("words", ()))


@cache
def _parts() -> re.Pattern[str]:
    parts = [part for code in codes() for part in section(code, "idle").get("parts", ())]
    return re.compile("|".join(map(re.escape, sorted(parts, key=len, reverse=True))))
