"""Judges a text by its words: whether it is English, asks, asks for a time, says when."""

import re
from functools import cache

from memory_core.domain.reading.asked import Cue, has_cue
from memory_core.languages.load import codes, section

_QUESTION = re.compile(r"[?？؟]\s*(?:\[[^\]]*\]\s*)?$")  # a note in brackets after it aside
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_question(text: str) -> bool:
    """Whether the text ends as a question."""
    return _QUESTION.search(text) is not None


def asks_when(text: str) -> bool:
    """Whether the text asks for a time."""
    return has_cue(text, Cue.ASKS_WHEN)


def asks_for_several(text: str) -> bool:
    """Whether the text asks for all things of a kind, or what somebody keeps doing: the answer is not in one place."""
    return has_cue(text, Cue.ASKS_SEVERAL)


def tells_time(text: str) -> bool:
    """Whether the text says when something was, is or will be."""
    return has_cue(text, Cue.TELLS_TIME)


def is_surely_english(text: str) -> bool:
    """Whether the text has little words of English alone, and none of another language. Most questions have."""
    words = {word.casefold() for word in _WORD.findall(text)}
    return not words.isdisjoint(_little_words("en")) and not any(
        words & _little_words(code) for code in codes() if code != "en"
    )


@cache
def _little_words(code: str) -> frozenset[str]:
    """Table `little_words`, `words`: short words that are in no other language which the keywords know."""
    return frozenset(section(code, "little_words").get("words", ()))
