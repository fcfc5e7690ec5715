"""Ranking: what the channels found, and what the query names, become one score between 0 and 1.

The score is absolute: no part of it is normalised by what else was found, so it can be compared between queries; 0.5
says that something relevant is as likely known as not, were the chances even before. Weights were fitted on
conversations and checked by leaving each of them out; see benchmarks/README.md.
"""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from memory_core.domain.pieces import Piece
from memory_core.domain.reading.dates import named_dates, year_of
from memory_core.domain.reading.judge import asks_for_several, asks_when
from memory_core.domain.speakers import named, without_names

type PieceId = UUID | str | int  # as the engine has it; opaque here


class Channel(StrEnum):
    """What a search compares: meaning (dense) and words (sparse), of the message alone or joined to its previous."""

    DENSE = "dense"
    DENSE_CONTEXT = "dense_context"
    SPARSE = "sparse"
    SPARSE_CONTEXT = "sparse_context"


DENSE_CHANNELS = (Channel.DENSE, Channel.DENSE_CONTEXT)
SPARSE_CHANNELS = (Channel.SPARSE, Channel.SPARSE_CONTEXT)


@dataclass(frozen=True, slots=True)
class Found:
    """What the channels found: cosines and BM25 sums as they came, by the id of the piece; for how many words was
    asked, and among how many documents they were weighed."""

    scores: Mapping[PieceId, Mapping[Channel, float]]
    words: int
    corpus: int


class Candidate(NamedTuple):
    """A piece of a memory that matches, how strongly, and what else is known of it. A tuple, as is what it becomes, for
    a search makes a hundred of each: in half the time of a frozen dataclass.

    `memory` tells memories apart and no more: the repository that found the piece reads the memory by the candidate.
    """

    memory: Hashable
    start: int  # of the piece, in characters of the content
    end: int
    strength: float
    day: int = 0  # of its event, since 1970
    session: Hashable = ""  # the same for all that was told in one
    speaker: str = ""
    is_question: bool = False
    tells_time: bool = False
    sources: tuple[Hashable, ...] = ()  # the messages that a fact was drawn from, each as it is told apart
    point: Any = None  # what the repository found

    @property
    def piece(self) -> Piece:
        return Piece(self.start, self.end)


class Ranked(NamedTuple):
    candidate: Candidate
    score: float


_CHANNELS = {
    Channel.DENSE: 2.7,
    Channel.DENSE_CONTEXT: 3.2,
    Channel.SPARSE: 0.035,
    Channel.SPARSE_CONTEXT: 0.145,
}
_WORDS, _CORPUS = 4, 500  # of the queries, and documents of the conversations, that the weights were fitted on
_SUPPORT = 0.9  # of the best two messages of the same sitting: what was talked about then
_SUPPORT_OF_SEVERAL = 0.3  # instead, when several things are asked for, which may have been told at any time
_SPEAKER = 1.9  # said by whom the query names; softly, for it may ask what somebody else said about them
_DATE, _DATE_FADES = 4.2, 7.0  # said on the date the query names; a week away, a third of it
_TIME = 2.2  # tells a time when the query asks for one
_QUESTION = -1.1  # is itself a question, which seldom answers one
LITTLE_MORE = 2  # times as long as the fact: what else a longer message says would be lost
_MIDDLE, _SPREAD = 8.9, 1.5  # of the totals, on their way to 0..1
_FEW, _MANY, _AMONG = 20, 100, 1.5  # pieces looked at: the best of few that do not answer is weaker than that of many
UNKNOWN = 0.4  # what likeness of meaning is worth in a language that the model does not know: all is alike there


def channel_weights(*, words: int, corpus: int, meaning: float = 1.0) -> dict[Channel, float]:
    """How much each channel's score counts when so many words were asked for among so many documents, and likeness of
    meaning counts for `meaning`. The strength of a match is the sum of its scores above 0 (of cosines, above the one
    that unrelated texts have), each with its weight."""
    scale = _scale(words, corpus)
    return {channel: (scale if channel in SPARSE_CHANNELS else meaning) * w for channel, w in _CHANNELS.items()}


def shortlist(found: Found, *, size: int, meaning: float = 1.0, zero: float = 0.0) -> dict[PieceId, float]:
    """The pieces that match most strongly, and how strongly; a cosine counts for what it has above `zero`."""
    weights = channel_weights(words=found.words, corpus=found.corpus, meaning=meaning)
    strengths = {piece: _strength(scores, weights, zero) for piece, scores in found.scores.items()}
    best = sorted(strengths, key=lambda piece: -strengths[piece])[:size]
    return {piece: strengths[piece] for piece in best}


def rank(query: str, candidates: Sequence[Candidate]) -> Iterator[Ranked]:
    """Best first, and no score above the one before; a memory stands where its best piece does; ties break by what
    tells memories apart. Of a message and the facts drawn from it, what matches better stands for the same words.

    A strong sitting lifts a memory over others, but says little of the memory itself: its score counts no more of that
    than the memory has of its own. It is not below the score of what stands after it.
    """
    asked = _read(query, candidates)
    lift = _SUPPORT_OF_SEVERAL if asked.several else _SUPPORT
    best: dict[Hashable, _Weighed] = {}
    for candidate, lifted, hint in zip(candidates, _support(candidates), _hints(asked, candidates), strict=True):
        memory, strength = candidate.memory, candidate.strength
        total, own = strength + hint + lift * lifted, strength + hint + lift * min(lifted, strength)
        if memory not in best or -total < best[memory].place:
            best[memory] = _Weighed(-total, memory, own, candidate)
    order = _once(sorted(best.values()))
    among = _AMONG * math.log(_MANY / min(max(len(candidates), _FEW), _MANY))
    highest_after = list(accumulate((weighed.own for weighed in reversed(order)), max))[::-1]
    for weighed, own in zip(order, highest_after, strict=True):
        yield Ranked(weighed.candidate, _unit(own + among))


class _Weighed(NamedTuple):
    """Sorts as it ranks: `place` is the total, below zero; `own` is what of that the candidate itself accounts for."""

    place: float
    memory: Hashable
    own: float
    candidate: Candidate


def _once(order: list[_Weighed]) -> list[_Weighed]:
    """Less the messages that hold little more than a better fact drawn from them, and the facts whose messages are
    there already."""
    if not any(weighed.candidate.sources for weighed in order):
        return order
    length = {w.memory: w.candidate.end - w.candidate.start for w in order}
    kept: list[_Weighed] = []
    told: set[Hashable] = set()
    shown: set[Hashable] = set()
    for weighed in order:
        memory, drawn_from = weighed.memory, weighed.candidate.sources
        if memory not in told and not (drawn_from and shown.issuperset(drawn_from)):
            kept.append(weighed)
            shown.add(memory)
            if drawn_from:
                told.update(i for i in drawn_from if length.get(i, 0) <= LITTLE_MORE * length[memory])
    return kept


def _strength(scores: Mapping[Channel, float], weights: Mapping[Channel, float], zero: float) -> float:
    above = ((channel, score - zero if channel in DENSE_CHANNELS else score) for channel, score in scores.items())
    return sum([weights[channel] * score for channel, score in above if score > 0])


def _scale(words: int, corpus: int) -> float:
    """Makes BM25 sums comparable. They grow with the number of words asked for, and the weight of a word that only one
    document has (its IDF) grows with the corpus: among ten memories no word would count for much."""
    return math.sqrt(_WORDS / max(words, 1)) * _rarest_word(_CORPUS) / _rarest_word(corpus)


def _rarest_word(corpus: int) -> float:
    return math.log(1 + (max(corpus, 1) - 0.5) / 1.5)


def _unit(total: float) -> float:
    return 1 / (1 + math.exp((_MIDDLE - total) / _SPREAD))


# -- what was said in one sitting --------------------------------------------------------------------------------------


def _support(candidates: Sequence[Candidate]) -> list[float]:
    """For each candidate, how strong the best two messages of its sitting are, in the mean. A fact and the message that
    it was drawn from are the same words, so they count once."""
    sittings = [(candidate.session, candidate.day) for candidate in candidates]
    found: dict[tuple[Hashable, int], dict[Hashable, float]] = {sitting: {} for sitting in sittings}
    for candidate, sitting in zip(candidates, sittings, strict=True):
        message, known = candidate.sources[-1] if candidate.sources else candidate.memory, found[sitting]
        if known.get(message, -math.inf) < candidate.strength:
            known[message] = candidate.strength
    support = {sitting: sum(sorted(known.values())[-2:]) / min(len(known), 2) for sitting, known in found.items()}
    return [support[sitting] for sitting in sittings]


# -- what the query names ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    speaker: str  # the one that is named first
    certainty: float  # 1 when nobody else is named
    days: tuple[tuple[int, int], ...]  # first and last day of every named date, since 1970
    when: bool
    several: bool


def _read(query: str, candidates: Sequence[Candidate]) -> _Asked:
    speakers = named(query, {candidate.speaker for candidate in candidates} - {""})
    dates = named_dates(query)
    years = {year_of(candidate.day) for candidate in candidates} if dates else set()
    return _Asked(
        speaker=speakers[0] if speakers else "",
        certainty=1.0 if len(speakers) == 1 else 0.5,
        days=tuple(span for d in dates for year in ({d.year} if d.year else years) if (span := d.days(year))),
        when=asks_when(query),
        several=asks_for_several(without_names(query, speakers)),
    )


def _hints(asked: _Asked, candidates: Sequence[Candidate]) -> list[float]:
    """What each candidate gains or loses by what the query names."""
    hints = [_QUESTION if candidate.is_question else 0.0 for candidate in candidates]
    if asked.speaker or asked.when or asked.days:
        return [hint + _named(asked, candidate) for hint, candidate in zip(hints, candidates, strict=True)]
    return hints


def _named(asked: _Asked, candidate: Candidate) -> float:
    total = 0.0
    if asked.speaker and candidate.speaker == asked.speaker:
        total += _SPEAKER * asked.certainty
    if asked.when and candidate.tells_time:
        total += _TIME
    if asked.days:
        away = min(max(first - candidate.day, candidate.day - last, 0) for first, last in asked.days)
        total += _DATE * math.exp(-away / _DATE_FADES)
    return total
