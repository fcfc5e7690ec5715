"""Judges a text by its words: whether it is English, asks, asks for a time, says when."""

import re
from functools import cache

from memory_core.languages.load import codes, section

_QUESTION = re.compile(r"[?？؟]\s*(?:\[[^\]]*\]\s*)?$")  # a note in brackets after it aside
_ASKS_WHEN = re.compile(
    r"^\W*(?:since )?(?:when|what (?:date|day|year|month|time)|which (?:date|day|year|month)|how long)\b"
    r"|什么时候|什麼時候|何时|何時|いつ|언제|\bcuándo\b|\bquand\b|\bwann\b|\bquando\b",
    re.IGNORECASE,
)
_ASKS_FOR_SEVERAL = re.compile(
    r"^\W*(?:how many\b|in what ways\b|(?:what|which)\s+(?:kinds?|types?|sorts?|are|were|has|have|do|else)\b"
    r"|(?:what|which)\s+(?:[a-z]+\s+){0,2}?(?!(?:is|was|does|has|his|this)\b)[a-z]+[^\Wus]s\b)|\bboth\b"
    r"|哪些|哪几|几[个個]|多少|いくつ|何[人個件回]|몇|\bcuáles\b|\bcuánt[oa]s\b|\bquel(?:le)?s\b|\bcombien\b|\bquais\b"
    r"|\bquant[oa]s\b|\bwie viele\b",
    re.IGNORECASE,
)
_WEEKDAY = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_TELLS_TIME = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|ago|since|recently|just|(?:last|next|this|past|few) (?:night|week|weekend"
    rf"|month|year|summer|winter|fall|autumn|spring|days|weeks|months|years|{_WEEKDAY})|{_WEEKDAY}"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|\d+ (?:days|weeks|months|years)|(?:19|20)\d\d)\b"
    r"|[昨今明去前]天|[昨今明]日|[去今明]年|上周|上週|先週|来週|\d[年月日]",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def is_question(text: str) -> bool:
    """Whether the text ends as a question."""
    return _QUESTION.search(text) is not None


def asks_when(text: str) -> bool:
    """Whether the text asks for a time."""
    return _ASKS_WHEN.search(text) is not None


def asks_for_several(text: str) -> bool:
    """Whether the text asks for all things of a kind, or what somebody keeps doing: the answer is not in one place."""
    return _ASKS_FOR_SEVERAL.search(text) is not None


def tells_time(text: str) -> bool:
    """Whether the text says when something was, is or will be."""
    return _TELLS_TIME.search(text) is not None


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
