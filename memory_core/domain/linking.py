"""Linking: whether a later statement is likely to have changed an earlier one. A hint for who reads both, no verdict.

Two learned heads: whether a sentence announces a change ("Moved to Friday in the end", 改到周六了), from its vector; and
whether it changes that statement, from how alike the two are and what the later one announces. Their weights stand in
link_weights.json, with the day and the data of their fitting; `python -m dev.heads.links` makes them.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from memory_core.domain.reading.features import features
from memory_core.domain.reading.heads import sigmoid
from memory_core.domain.reading.sentence import Kind, Sentence

_WEIGHTS = "link_weights.json"
_MOST = 3.0  # of a logit: beyond, a head is no surer


@dataclass(frozen=True, slots=True)
class LinkHeads:
    """Rows of weights, the bias last: for a sentence's vector and features, and for the numbers of `pair`."""

    change: Sequence[float]
    pair: Sequence[float]

    def announces_change(self, text: str, vector: Sequence[float]) -> float:
        """The logit that a sentence announces a change; `vector` is that of the multilingual encoder."""
        return math.sumprod(self.change, [*vector, *features(text), 1.0])

    def likely(self, numbers: Sequence[float]) -> float:
        """The probability that the later statement changed the earlier one, from the numbers of `pair`."""
        return sigmoid(math.sumprod(self.pair, numbers))


def pair(*, likeness: float, place: int, change: float, of_others: float) -> list[float]:
    """What is known of two statements: how alike they are in meaning (0 as unrelated texts are), the place of the
    earlier among those nearest to the later (0 the nearest), the logit that the later one announces a change, and the
    probability that it is about somebody else."""
    change = max(-_MOST, min(_MOST, change))
    return [likeness, float(place == 0), float(place == 1), change, of_others, likeness * change, 1.0]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the later of two statements announces: the surest of its sentences counts."""

    change: float
    of_others: float


def announcement(sentences: Sequence[Sentence], vectors: Sequence[Sequence[float]]) -> Announcement:
    """Of a statement in these sentences, one vector each."""
    read = list(zip(sentences, vectors, strict=True))
    change = max((link_heads().announces_change(s.text, vector) for s, vector in read), default=-_MOST)
    return Announcement(change, min((s.kinds[Kind.ABOUT_OTHERS] for s in sentences), default=0.0))


@cache
def link_heads() -> LinkHeads:
    """Those of the committed weights."""
    rows = json.loads(files("memory_core.domain").joinpath(_WEIGHTS).read_text("utf-8"))["weights"]
    return LinkHeads(rows["change"], rows["pair"])
