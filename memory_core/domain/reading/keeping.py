"""What of a message is kept as a fact, and whether it may hold one at all."""

import re
from collections.abc import Sequence

from memory_core.domain.reading.sentence import Kind, Sentence

DURABLE = 0.25  # from here on, a statement is kept
# How durable a sentence of each kind has to be: a low bar, for the number ranks. Questions are no facts; what is told
# beside one is judged by itself.
_BARS = {
    Kind.STATEMENT: DURABLE,
    Kind.WISH: DURABLE,
    Kind.ABOUT_OTHERS: 0.4,
    Kind.REQUEST: 0.4,
    Kind.SMALL_TALK: 0.6,
}
_IDLE = 0.7  # so likely a question, request or greeting tells nothing
_FEWEST = 4  # letters that tell something
_ORDER = 0.5
_MAY_LAST = 0.05
_QUOTATION = re.compile(r"[\"“„«「『][^\"“”„«»「」『』]*[\"”“»」』][\s.!?。！？…]*")
ANNOUNCES = (":", "：")  # how a sentence ends whose matter follows


def is_fact(sentence: Sentence) -> bool:
    """Whether it is worth keeping by itself."""
    if sentence.lasting:
        return True
    letters = sum(char.isalnum() for char in sentence.text)
    told = letters >= _FEWEST or not sentence.text.isascii()
    told = told and not _QUOTATION.fullmatch(sentence.text)  # whose words they are is not said
    bar = _BARS.get(sentence.kind)
    return told and bar is not None and sentence.durable >= bar and not sentence.text.endswith(ANNOUNCES)


def may_tell(sentences: Sequence[Sentence]) -> bool:
    """Whether anything in a message could state something: false only for questions, requests and small talk."""
    return any(_idle(sentence) < _IDLE for sentence in sentences)


def may_last(sentence: Sentence) -> bool:
    """Whether a model should look at it: far below the bar for a fact, or text whose owner a model can tell."""
    return sentence.durable >= _MAY_LAST or sentence.kind is Kind.PASTED


def is_order(sentence: Sentence) -> bool:
    """Whether it commands the memory or the assistant against its owner."""
    return sentence.order >= _ORDER


def _idle(sentence: Sentence) -> float:
    return sum(sentence.kinds[kind] for kind in (Kind.QUESTION, Kind.REQUEST, Kind.SMALL_TALK))
