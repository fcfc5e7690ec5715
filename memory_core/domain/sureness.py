"""Sureness: whether what was found clearly answers, or is only near. One cosine does not tell: what decides is how much
the best hits have in common with the question, in meaning and words, and whether more than one of them has."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.why import Reason, Why


@dataclass(frozen=True, slots=True)
class Bar:
    """Weights on a logistic scale; what reaches 0 clearly answers."""

    fitted: str  # when, and on what
    meaning: float  # of the hit that is nearest in meaning
    second: float  # of the next one
    shared: float  # meaning and words, of the hit that has most of both
    bias: float


BAR = Bar(
    fitted="2026-11-28 on the questions of benchmarks/truth whose answer was said, or was not",
    meaning=0.32,
    second=1.86,
    shared=1.11,
    bias=-6.75,
)


def clearly_answers(found: Sequence[Why]) -> bool:
    """Whether one of the hits, by what speaks for each of them, clearly answers."""
    meanings = sorted((why.points.get(Reason.MEANING, 0.0) for why in found), reverse=True)
    nearest, second = [*meanings, 0.0, 0.0][:2]
    shared = max((_shared(why) for why in found), default=0.0)
    return BAR.meaning * nearest + BAR.second * second + BAR.shared * shared + BAR.bias >= 0


def _shared(why: Why) -> float:
    return why.points.get(Reason.MEANING, 0.0) + why.points.get(Reason.WORDS, 0.0)
