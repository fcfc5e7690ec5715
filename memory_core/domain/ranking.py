"""Ranking: what the channels found, and what the question names, become one score between 0 and 1.

The score is absolute: no part of it is normalised by what else was found, so it can be compared between questions; 0.5
says that something relevant is as likely known as not, were the chances even before.
"""

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from memory_core.domain.candidate import Candidate
from memory_core.domain.question import Question
from memory_core.domain.speakers import named
from memory_core.domain.weights import WEIGHTS, meaning_in
from memory_core.domain.why import Reason, Why

LITTLE_MORE = 2  # times as long as the fact: what else a longer message says would be lost
_FEW, _MANY, _AMONG = 20, 100, 1.5  # pieces looked at: the best of few that do not answer is weaker than that of many
UNKNOWN = 0.4  # what likeness of meaning is worth in a language that the model does not know: all is alike there

type Points = Mapping[Reason, float]


class Ranked(NamedTuple):
    candidate: Candidate
    why: Why


def rank(question: Question, candidates: Sequence[Candidate]) -> Iterator[Ranked]:
    """Best first, and no score above the one before; a memory stands where its best piece does; ties break by what
    tells memories apart. Of a message and the facts drawn from it, what matches better stands for the same words.

    A strong sitting lifts a memory over others, but says little of the memory itself: its score counts no more of that
    than the memory has of its own. It is not below the score of what stands after it.
    """
    asked = _read(question, candidates)
    in_dialogue = WEIGHTS.support_of_several if question.asks_for_several else WEIGHTS.support
    best: dict[Hashable, _Weighed] = {}
    for candidate, lifted in zip(candidates, _support(candidates), strict=True):
        memory, strength = candidate.memory, candidate.strength
        lift = in_dialogue if candidate.in_dialogue else WEIGHTS.alone
        named = _named(asked, candidate)
        hint = sum(named.values()) + _objections(question, candidate)
        own_lift = lift * min(lifted, strength)
        total, own = strength + hint + lift * lifted, strength + hint + own_lift
        if memory not in best or -total < best[memory].place:
            best[memory] = _Weighed(-total, memory, own, candidate, own_lift, named)
    order = _once(sorted(best.values(), key=_Weighed.order))
    among = _AMONG * math.log(_MANY / min(max(len(candidates), _FEW), _MANY))
    highest_after = list(accumulate((weighed.own for weighed in reversed(order)), max))[::-1]
    for weighed, own in zip(order, highest_after, strict=True):
        yield Ranked(weighed.candidate, Why(_unit(own + among), weighed.points()))


class _Weighed(NamedTuple):
    """`place` is the total, below zero; `own` is what of that the candidate itself accounts for."""

    place: float
    memory: Hashable
    own: float
    candidate: Candidate
    lift: float
    named: Points

    def order(self) -> tuple[float, Hashable]:
        return self.place, self.memory

    def points(self) -> Points:
        """What sits alone has no lift but its own meaning and words."""
        meaning = meaning_in(self.candidate.scores)
        words = self.candidate.strength - meaning
        sitting = {Reason.SESSION: self.lift} if self.candidate.in_dialogue else {}
        return {Reason.MEANING: meaning, Reason.WORDS: words, **sitting, **self.named}


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


def _unit(total: float) -> float:
    return 1 / (1 + math.exp((WEIGHTS.middle - total) / WEIGHTS.spread))


# -- what was said in one sitting --------------------------------------------------------------------------------------


def _support(candidates: Sequence[Candidate]) -> list[float]:
    """For each candidate, how strong the best two messages of its sitting are, in the mean. A fact and the message that
    it was drawn from are the same words, so they count once. What is no part of a dialogue sits alone."""
    sittings = [(c.session, c.day) if c.in_dialogue else (c.memory, c.day) for c in candidates]
    found: dict[tuple[Hashable, int], dict[Hashable, float]] = {sitting: {} for sitting in sittings}
    for candidate, sitting in zip(candidates, sittings, strict=True):
        message, known = candidate.sources[-1] if candidate.sources else candidate.memory, found[sitting]
        if known.get(message, -math.inf) < candidate.strength:
            known[message] = candidate.strength
    support = {sitting: sum(sorted(known.values())[-2:]) / min(len(known), 2) for sitting, known in found.items()}
    return [support[sitting] for sitting in sittings]


# -- what the question names -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    speaker: str  # the one that is named first
    certainty: float  # 1 when nobody else is named
    days: tuple[tuple[int, int], ...]  # first and last day of every named date, since 1970
    when: bool
    assistant: bool

    @property
    def names_nothing(self) -> bool:
        return not (self.speaker or self.when or self.days or self.assistant)


def _read(question: Question, candidates: Sequence[Candidate]) -> _Asked:
    speakers = named(question.text, {candidate.speaker for candidate in candidates} - {""})
    return _Asked(
        speaker=speakers[0] if speakers else "",
        certainty=1.0 if len(speakers) == 1 else 0.5,
        days=question.days,
        when=question.asks_when,
        assistant=question.asks_assistant,
    )


def _objections(question: Question, candidate: Candidate) -> float:
    """What a candidate loses, for it seldom answers."""
    of_another = candidate.of_another and not question.of_another
    unasked_reply = candidate.is_reply and not question.asks_assistant
    return (
        WEIGHTS.question * candidate.is_question
        + WEIGHTS.of_another * of_another
        + WEIGHTS.unasked_reply * unasked_reply
    )


def _named(asked: _Asked, candidate: Candidate) -> Points:
    """What a candidate gains by what the question names."""
    if asked.names_nothing:
        return {}
    points: dict[Reason, float] = {}
    if asked.speaker and candidate.speaker == asked.speaker:
        points[Reason.SPEAKER] = WEIGHTS.speaker * asked.certainty
    if asked.when and candidate.tells_time:
        points[Reason.TIME] = WEIGHTS.time
    if asked.assistant and candidate.is_reply:
        points[Reason.ROLE] = WEIGHTS.reply
    if asked.days:
        away = min(max(first - candidate.day, candidate.day - last, 0) for first, last in asked.days)
        points[Reason.DATE] = WEIGHTS.date * math.exp(-away / WEIGHTS.date_fades)
    return points
