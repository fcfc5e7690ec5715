"""From labelled texts to weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dev.heads.data import Labelled, Marked
from dev.heads.fit import Numbers, fitted, one_row
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.reading.features import features
from memory_core.domain.reading.sentence import Kind
from memory_core.operations.read import plain

PENALTIES = {"kinds": 0.3, "durable": 0.3, "order": 0.3, "hands_over": 0.3, "pasted": 0.5}
KINDS = list(Kind)
_DIGITS = 3  # of a weight


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled texts, and the row of numbers of each."""

    sentences: Sequence[Labelled]
    orders: Sequence[Marked]
    messages: Sequence[Marked]
    x: Mapping[str, Numbers] = field(repr=False)

    def rows(self, texts: Sequence[Labelled | Marked]) -> Numbers:
        return np.array([self.x[each.text] for each in texts])


@dataclass(frozen=True, slots=True)
class Fit:
    kinds: Numbers
    durable: Numbers
    order: Numbers
    hands_over: Numbers


def examples(sentences: Sequence[Labelled], orders: Sequence[Marked], messages: Sequence[Marked]) -> Examples:
    texts = list(dict.fromkeys(each.text for each in [*sentences, *orders]))
    vectors = open_sentence_encoder().encode([plain(text) for text in texts])
    rows = [np.array([*v, *features(text), 1.0]) for text, v in zip(texts, vectors, strict=True)]
    return Examples(sentences, orders, messages, dict(zip(texts, rows, strict=True)))


def fit_all(seen: Examples) -> Fit:
    x = seen.rows(seen.sentences)
    kinds = np.array([KINDS.index(each.kind) for each in seen.sentences])
    durable = np.array([int(each.durable) for each in seen.sentences])
    hands = np.array([int(each.hands_over) for each in seen.sentences])
    told = with_sentences(seen.orders, seen.sentences)
    return Fit(
        fitted(x, kinds, classes=len(KINDS), penalty=PENALTIES["kinds"]),
        one_row(fitted(x, durable, classes=2, penalty=PENALTIES["durable"])),
        one_row(fitted(seen.rows(told), np.array([int(t.label) for t in told]), classes=2, penalty=PENALTIES["order"])),
        one_row(fitted(x, hands, classes=2, penalty=PENALTIES["hands_over"])),
    )


def with_sentences(orders: Sequence[Marked], sentences: Sequence[Labelled]) -> list[Marked]:
    """The orders and look-alikes, and all other sentences, which give none."""
    marked = {each.text for each in orders}
    return [*orders, *(Marked(s.language, False, s.text) for s in sentences if s.text not in marked)]


def rows_of(fit: Fit) -> dict[str, dict[str, list[float]]]:
    """As they are written."""
    single = {"durable": fit.durable, "order": fit.order, "hands_over": fit.hands_over}
    return {
        "kinds": {kind.value: _rounded(row) for kind, row in zip(KINDS, fit.kinds, strict=True)},
        "sentence": {name: _rounded(row) for name, row in single.items()},
    }


def _rounded(row: Numbers) -> list[float]:
    return [round(float(number), _DIGITS) for number in row]
