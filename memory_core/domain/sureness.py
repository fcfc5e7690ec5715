"""Sureness: whether what was found clearly answers, or is only near."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.why import Reason, Why


@dataclass(frozen=True, slots=True)
class Bars:
    """In points of a score (domain/weights.py): a hit that reaches one of the two clearly answers. What a sitting or a
    date adds says nothing about that."""

    fitted: str  # when, and on what
    meaning: float
    meaning_and_words: float


BARS = Bars(
    fitted="2026-11-28 on 233 questions of benchmarks/truth and its forerunner, 75 of which nothing answers",
    meaning=1.87,
    meaning_and_words=3.1,
)


def clearly_answers(found: Sequence[Why]) -> bool:
    """Whether one of the hits, by what speaks for each of them, clearly answers."""
    return any(map(_is_clear, found))


def _is_clear(why: Why) -> bool:
    meaning, words = (why.points.get(reason, 0.0) for reason in (Reason.MEANING, Reason.WORDS))
    return meaning >= BARS.meaning or meaning + words >= BARS.meaning_and_words
