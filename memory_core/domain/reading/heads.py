"""Judges sentences by learned heads: logistic regressions on the sentence's vector and a few cheap features.

The weights stand in weights.json, with the day and the data of their fitting; `python -m dev.heads` makes them.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from memory_core.domain.reading.features import features
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.languages.load import codes

_WEIGHTS = "weights.json"


@dataclass(frozen=True, slots=True)
class Heads:
    """Rows of weights: for the vector, for the features, and last the bias. One row for each kind, and one for each
    yes or no."""

    kinds: Mapping[Kind, Sequence[float]]
    durable: Sequence[float]
    order: Sequence[float]
    hands_over: Sequence[float]

    def judge(self, text: str, start: int, vector: Sequence[float]) -> Sentence:
        """The sentence that stands at `start` of a message; `vector` is that of the multilingual encoder."""
        numbers = [*vector, *features(text), 1.0]
        return Sentence(
            text,
            start,
            start + len(text),
            softmax({kind: math.sumprod(row, numbers) for kind, row in self.kinds.items()}),
            durable=sigmoid(math.sumprod(self.durable, numbers)),
            order=sigmoid(math.sumprod(self.order, numbers)),
            hands_over=sigmoid(math.sumprod(self.hands_over, numbers)),
        )


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(min(logit, 50.0), -50.0)))


def softmax[K](logits: Mapping[K, float]) -> dict[K, float]:
    highest = max(logits.values())
    shares = {key: math.exp(logit - highest) for key, logit in logits.items()}
    total = sum(shares.values())
    return {key: share / total for key, share in shares.items()}


@cache
def weights() -> Mapping[str, Mapping[str, Sequence[float]]]:
    """The committed weights, by the name of the group and of the head."""
    text = files("memory_core.domain.reading").joinpath(_WEIGHTS).read_text("utf-8")
    found: Mapping[str, Mapping[str, Sequence[float]]] = json.loads(text)["weights"]
    return found


def is_learned(language: str) -> bool:
    """Whether sentences of a language (ISO 639-1) were among those that the heads learned from."""
    return language in codes()


@cache
def heads() -> Heads:
    """Those of the committed weights."""
    return heads_of(weights())


def heads_of(rows: Mapping[str, Mapping[str, Sequence[float]]]) -> Heads:
    """Heads of other weights, for whoever measures a fit."""
    single = rows["sentence"]
    kinds = {kind: rows["kinds"][kind.value] for kind in Kind}
    return Heads(kinds, single["durable"], single["order"], single["hands_over"])
