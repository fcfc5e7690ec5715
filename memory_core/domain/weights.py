"""Weights: how much everything counts that makes a score, in one value; and how the channels add up, in one place.

Whoever fits them anew changes `WEIGHTS` and says on what; benchmarks/README.md has the figures.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Channel, PieceId, Scores


@dataclass(frozen=True, slots=True)
class Weights:
    """Points on a logistic scale: `middle` of them are a score of .5, and `spread` more of them one of .73."""

    fitted: str  # when, and on what
    channels: Mapping[Channel, float]
    support: float  # of the best two messages of the same sitting: what was talked about then
    support_of_several: float  # instead, when several things are asked for, which may have been told at any time
    alone: float  # instead, of what belongs to no dialogue, whose sitting is itself
    speaker: float  # said by whom the question names; softly, for it may ask what somebody else said about them
    date: float  # said on the date the question names; after `date_fades` days, a third of it
    date_fades: float
    time: float  # tells a time when the question asks for one
    question: float  # is itself a question, which seldom answers one
    of_another: float  # is about another person, when the question is about who asks
    reply: float  # words of the assistant, when the question asks for what the assistant said
    unasked_reply: float  # when it does not
    middle: float
    spread: float


WEIGHTS = Weights(
    fitted="2026-11-28 on LoCoMo 26, 30, 41, 42, 43; `reply` on MemoryBank, `of_another` on benchmarks/truth",
    channels={
        Channel.DENSE: 1.5,
        Channel.DENSE_CONTEXT: 4.2,
        Channel.SPARSE: 0.04,
        Channel.SPARSE_CONTEXT: 0.145,
    },
    support=0.9,
    support_of_several=0.35,
    alone=0.5,
    speaker=2.2,
    date=3.9,
    date_fades=4.5,
    time=1.7,
    question=-0.7,
    of_another=-1.5,
    reply=1.8,
    unasked_reply=-1.5,
    middle=8.9,
    spread=1.5,
)
_WORDS, _CORPUS = 4, 500  # of the queries, and documents of the conversations, that the weights were fitted on


def comparable(found: Scores, *, word_scale: float, meaning: float, zero: float) -> Scores:
    """The scores of a piece as the channels gave them, made comparable: a cosine counts `meaning` times what it has
    above `zero`, a sum of BM25 weights `word_scale` times; nothing counts below 0."""
    return {
        channel: max((score - zero) * meaning if channel in DENSE_CHANNELS else score * word_scale, 0.0)
        for channel, score in found.items()
    }


def word_scale(*, words: int, corpus: int) -> float:
    """Makes BM25 sums comparable. They grow with the number of words asked for, and the weight of a word that only one
    document has (its IDF) grows with the corpus: among ten memories no word would count for much."""
    return math.sqrt(_WORDS / max(words, 1)) * _rarest_word(_CORPUS) / _rarest_word(corpus)


def strength(scores: Scores) -> float:
    """How strongly a piece matches, by what all channels say."""
    return sum([WEIGHTS.channels[channel] * score for channel, score in scores.items()])


def meaning_in(scores: Scores) -> float:
    """How much of the strength is likeness of meaning; the rest is shared words."""
    return sum([WEIGHTS.channels[c] * score for c, score in scores.items() if c not in SPARSE_CHANNELS])


def strongest(
    found: Mapping[PieceId, Scores], *, limit: int, words: int, corpus: int, meaning: float, zero: float
) -> list[tuple[PieceId, Scores]]:
    """The pieces that match most strongly, with comparable scores. `found` are scores as the channels gave them to a
    query of so many words, among so many documents."""
    scale = word_scale(words=words, corpus=corpus)
    scored = [(piece, comparable(f, word_scale=scale, meaning=meaning, zero=zero)) for piece, f in found.items()]
    return sorted(scored, key=lambda one: -strength(one[1]))[:limit]


def _rarest_word(corpus: int) -> float:
    return math.log(1 + (max(corpus, 1) - 0.5) / 1.5)
