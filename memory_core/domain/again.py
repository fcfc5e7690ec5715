"""Again: whether two sentences of one person tell the same thing, in whatever words and languages.

Likeness of meaning alone does not tell: "I live in Porto" and "I live in Lisbon" are as alike as two wordings of one of
them. A learned head reads where two vectors differ, and so tells another value, or another person, from other words.
Its weights stand in again_weights.json; `python -m dev.heads.again` makes them.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from memory_core.domain.linking import link_heads
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.compare import says_the_same
from memory_core.domain.reading.lasting import is_of_another

ALIKE = 0.5  # cosine of sentence vectors, below which two sentences are not of one matter
SAME = 0.0  # logit from which on they tell the same
_WEIGHTS = "again_weights.json"
_SCALES = (10.0, 30.0, 200.0)  # of the cosine, the differences and the products, so that each counts alike
_MOST = 3.0  # of a logit
_OTHER_PERSON = 2.0  # by which logits of being about another differ between sentences about two people
_DIGITS = re.compile(r"\d+")


def numbers(a: "Part", b: "Part") -> list[float]:
    """What the head reads of two sentences; the last is the bias."""
    products = [x * y for x, y in zip(a.vector, b.vector, strict=True)]
    whole, apart, each = _SCALES
    return [
        whole * sum(products),
        *(apart * abs(x - y) for x, y in zip(a.vector, b.vector, strict=True)),
        *(each * product for product in products),
        abs(a.of_another - b.of_another),
        _MOST * float(a.names_another != b.names_another),
        1.0,
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence with its vector of the multilingual encoder. `of_another` is how likely it is about another person, as
    a logit, and `names_another` whether it begins with one."""

    text: str
    vector: Sequence[float] = field(repr=False)
    of_another: float
    names_another: bool

    @classmethod
    def of(cls, text: str, vector: Sequence[float]) -> "Part":
        logit = link_heads().is_of_another(text, vector)
        return cls(text, vector, max(-_MOST, min(_MOST, logit)), is_of_another(text))


def tells_the_same(a: Part, b: Part) -> bool:
    """Whether two sentences tell the same. Where both tell one plain attribute, its value decides; other digits tell
    otherwise."""
    cosine = math.sumprod(a.vector, b.vector)
    if says_the_same(a.text, b.text, cosine=cosine):
        return True
    if cosine < ALIKE or set(_DIGITS.findall(a.text)) != set(_DIGITS.findall(b.text)):
        return False
    ours, theirs = attribute_of(a.text, speaker=""), attribute_of(b.text, speaker="")
    if ours and theirs and ours.is_of_same(theirs):
        return ours.ends == theirs.ends and ours.has_value_of(theirs)
    return math.sumprod(_head(), numbers(a, b)) >= SAME


def is_of_one_matter(a: Part, b: Part) -> bool:
    """Whether two sentences are about the same of the same person; then they tell the same, or the later one tells it
    otherwise."""
    is_one_person = a.names_another == b.names_another and abs(a.of_another - b.of_another) < _OTHER_PERSON
    return is_one_person and math.sumprod(a.vector, b.vector) >= ALIKE


@cache
def _head() -> list[float]:
    row: list[float] = json.loads(files("memory_core.domain").joinpath(_WEIGHTS).read_text("utf-8"))["weights"]
    return row
