"""The background of an embedding model: how alike it finds texts that have nothing to do with each other.

One model gives unrelated sentences a cosine of 0.06, another one 0.85. What they share is the mean of all vectors, so a
question is compared without it; what is left differs by language, and more with one model than with another, so it is
counted from there and by how much it varies. Then likeness means the same with every model, and so do scores.

Only questions are changed: what is stored are the vectors as the model gave them.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

type Vector = Sequence[float]

_LEAST_SPREAD = 0.01  # of a model that gives nearly the same vector for everything
_ALL_ALIKE = 0.99  # that the centre accounts for: what is left then is noise


@dataclass(frozen=True, slots=True)
class Unrelated:
    """The cosines of texts that have nothing to do with each other: their mean, and their standard deviation."""

    mean: float
    spread: float


USUAL = Unrelated(0.058, 0.076)  # English, by all-MiniLM-L6-v2, whose cosines the weights of ranking were fitted to


@dataclass(frozen=True, slots=True)
class Aimed:
    """A question as it is compared: `vector` has length 1, and its likeness to a text is `scale` times what its cosine
    with the text's vector has above `zero`."""

    vector: Vector
    scale: float = 1.0
    zero: float = 0.0


@dataclass(frozen=True, slots=True)
class Background:
    """`centre` is the mean of the model's vectors, empty when questions are compared as they are; the cosines are of
    questions less the centre, in any language and, where it was learned, in one (by its ISO 639-1 code)."""

    centre: Vector = ()
    unrelated: Unrelated = USUAL
    by_language: Mapping[str, Unrelated] = field(default_factory=dict)

    def aim(self, vector: Vector, *, language: str = "") -> Aimed:
        """The vector of a question in this language, as it is to be compared; `""` when the language is not known."""
        aimed, shared = _without(vector, self.centre)
        usual = self.by_language.get(language, self.unrelated)
        scale = USUAL.spread / max(usual.spread, _LEAST_SPREAD)
        return Aimed(aimed, scale, shared + usual.mean - USUAL.mean / scale)

    def sameness(self, cosine: float) -> float:
        """How far two stored vectors with this cosine are on the way from unrelated (0) to the same (1)."""
        shared = math.sumprod(self.centre, self.centre)
        return (cosine - shared) / (1 - shared) if shared < _ALL_ALIKE else cosine


def learned(vectors: Mapping[str, Sequence[Vector]]) -> Background:
    """The background of the model that gave these vectors, each of length 1, to unrelated texts of each language."""
    every = [vector for some in vectors.values() for vector in some]
    centre = [math.fsum(column) / len(every) for column in zip(*every, strict=True)]
    cosines = {language: _cosines(some, centre) for language, some in vectors.items()}
    by_language = {language: _unrelated(some) for language, some in cosines.items()}
    return Background(centre, _unrelated([cosine for some in cosines.values() for cosine in some]), by_language)


def _cosines(vectors: Sequence[Vector], centre: Vector) -> list[float]:
    """Of each less the centre with each other; what the centre adds is taken off."""
    asked = [_without(vector, centre) for vector in vectors]
    pairs = permutations(range(len(vectors)), 2)
    return [math.sumprod(asked[one][0], vectors[other]) - asked[one][1] for one, other in pairs]


def _unrelated(cosines: Sequence[float]) -> Unrelated:
    return Unrelated(statistics.fmean(cosines), statistics.pstdev(cosines))


def _without(vector: Vector, centre: Vector) -> tuple[Vector, float]:
    """A vector less the centre, of length 1, and what the centre adds to its every cosine."""
    rest = [a - b for a, b in zip(vector, centre, strict=True)] if centre else []
    length = math.hypot(*rest)
    if not length:
        return vector, 0.0
    aimed = [x / length for x in rest]
    return aimed, math.sumprod(aimed, centre)
