"""Linking: whether a later statement is likely to have changed an earlier one. A hint for who reads both, no verdict.

Three learned heads. From a sentence's vector: whether it announces a change ("Moved to Friday in the end"), and whether
it is about another person than who says it ("My sister moved to Rome", "Where does Tom live?"). From both, and from how
alike two statements are: whether the later one changed the earlier. Their weights stand in link_weights.json, with the
day and the data of their fitting; `python -m dev.heads.links` makes them.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from memory_core.domain.reading.features import features
from memory_core.domain.reading.heads import sigmoid
from memory_core.domain.reading.sentence import Sentence

_WEIGHTS = "link_weights.json"
OF_ANOTHER = 1.0  # logit from which on a statement is about another person
_MOST = 3.0  # of a logit: beyond, a head is no surer


@dataclass(frozen=True, slots=True)
class LinkHeads:
    """Rows of weights, the bias last: for a sentence's vector and features, and for the numbers of `pair`."""

    change: Sequence[float]
    another: Sequence[float]
    pair: Sequence[float]

    def announces_change(self, text: str, vector: Sequence[float]) -> float:
        """The logit that a sentence announces a change; `vector` is that of the multilingual encoder."""
        return math.sumprod(self.change, [*vector, *features(text), 1.0])

    def is_of_another(self, text: str, vector: Sequence[float]) -> float:
        """The logit that a sentence, or a question, is about another person."""
        return math.sumprod(self.another, [*vector, *features(text), 1.0])

    def likely(self, numbers: Sequence[float]) -> float:
        """The probability that the later statement changed the earlier one, from the numbers of `pair`."""
        return sigmoid(math.sumprod(self.pair, numbers))


def pair(*, likeness: float, place: int, later: "Announcement", earlier_of_another: bool) -> list[float]:
    """What is known of two statements: how alike they are in meaning (0 as unrelated texts are), the place of the
    earlier among those nearest to the later (0 the nearest), what the later one announces, and whether the earlier one
    is about another person."""
    change, of_another = (max(-_MOST, min(_MOST, logit)) for logit in (later.change, later.of_another))
    other_life = float(earlier_of_another and of_another < OF_ANOTHER)
    return [likeness, float(place == 0), float(place == 1), change, of_another, other_life, likeness * change, 1.0]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a statement announces, in logits: that something changed, by the surest of its sentences; and that it is
    about another person, by the least sure."""

    change: float
    of_another: float


def announcement(sentences: Sequence[Sentence], vectors: Sequence[Sequence[float]]) -> Announcement:
    """Of a statement in these sentences, one vector each."""
    read = [(sentence.text, vector) for sentence, vector in zip(sentences, vectors, strict=True)]
    heads = link_heads()
    change = max((heads.announces_change(text, vector) for text, vector in read), default=-_MOST)
    return Announcement(change, min((heads.is_of_another(text, vector) for text, vector in read), default=-_MOST))


@cache
def link_heads() -> LinkHeads:
    """Those of the committed weights."""
    rows = json.loads(files("memory_core.domain").joinpath(_WEIGHTS).read_text("utf-8"))["weights"]
    return LinkHeads(rows["change"], rows["another"], rows["pair"])
