"""From labelled texts to weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from dev.heads.data import Labelled, Marked
from dev.heads.fit import STEPS, Numbers, fitted, one_row
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.reading.disguises import undisguised
from memory_core.domain.reading.features import features
from memory_core.domain.reading.forgeries import is_forged
from memory_core.domain.reading.heads import Heads, heads_of
from memory_core.domain.reading.pasted import message_features
from memory_core.domain.reading.sentence import Kind
from memory_core.operations.orders import parts_of
from memory_core.operations.read import Read, plain

KINDS = list(Kind)
_PENALTIES = {"kinds": 0.3, "durable": 0.3, "order": 0.02, "hands_over": 0.3, "pasted": 0.5}
_MORE_STEPS = 900  # for orders and their look-alikes, which differ in a word
_DIGITS = 3  # of a weight
_HANDS = 2.0  # how much a sentence that hands a text over counts beside the others, which are many more
_HARD = 4.0  # how much an order or its look-alike counts beside a plain sentence

type Rows = dict[str, dict[str, list[float]]]


@dataclass(slots=True)
class Encoded:
    """The row of numbers of every text, made when it is first asked for."""

    rows: dict[str, Numbers]

    def __call__(self, texts: Sequence[str]) -> Numbers:
        new = [text for text in dict.fromkeys(texts) if text not in self.rows]
        for text, vector in zip(new, open_sentence_encoder().encode([plain(t) for t in new]), strict=True):
            self.rows[text] = np.array([*vector, *features(text), 1.0])
        return np.array([self.rows[text] for text in texts])


def fit_all(
    sentences: Sequence[Labelled], orders: Sequence[Marked], messages: Sequence[Marked], encoded: Encoded
) -> Rows:
    """All weights, rounded as they are written: the head of messages goes by those of sentences."""
    rows = {**fit_sentences(sentences, encoded)}
    rows["sentence"]["order"] = fit_orders(orders, sentences, messages, encoded)
    rows["message"] = {"pasted": fit_messages(messages, heads_of(rows))}
    return rows


def fit_sentences(sentences: Sequence[Labelled], encoded: Encoded) -> Rows:
    x = encoded([each.text for each in sentences])
    kinds = np.array([KINDS.index(each.kind) for each in sentences])
    hands = [each.hands_over for each in sentences]
    every = fitted(x, kinds, classes=len(KINDS), penalty=_PENALTIES["kinds"])
    single = {
        "durable": _yes_or_no(x, [each.durable for each in sentences], "durable"),
        "hands_over": _yes_or_no(x, hands, "hands_over", [_HANDS if yes else 1.0 for yes in hands]),
        "order": [0.0] * x.shape[1],
    }
    return {"kinds": {kind.value: _rounded(row) for kind, row in zip(KINDS, every, strict=True)}, "sentence": single}


def fit_orders(
    orders: Sequence[Marked], sentences: Sequence[Labelled], messages: Sequence[Marked], encoded: Encoded
) -> list[float]:
    """Of an order in several parts, the part that looks most like one is taken; all parts of other texts are none."""
    marked = {each.text for each in orders}
    others = [*(each.text for each in sentences), *(each.text for each in messages)]
    innocent = [*(o.text for o in orders if not o.label), *(text for text in others if text not in marked)]
    no = list(dict.fromkeys(part for text in innocent for part in parts_of([text, *undisguised(text)])))
    looks_alike = {part for each in orders for part in parts_of([each.text])}
    several = [parts_of([o.text, *undisguised(o.text)]) for o in orders if o.label and not is_forged(o.text)]
    yes = [parts[0] for parts in several if len(parts) == 1]
    row: list[float] = []
    for _ in range(2):
        counts = [_HARD] * len(yes) + [_HARD if part in looks_alike else 1.0 for part in no]
        x = encoded([*yes, *no])
        row = _yes_or_no(x, [True] * len(yes) + [False] * len(no), "order", counts)
        yes = [max(parts, key=_score(row, encoded)) for parts in several]
    return row


def _score(row: Sequence[float], encoded: Encoded) -> Callable[[str], float]:
    return lambda part: float(np.dot(encoded([part])[0], row))


def fit_messages(messages: Sequence[Marked], heads: Heads) -> list[float]:
    return _yes_or_no(message_rows(messages, heads), [each.label for each in messages], "pasted")


def message_rows(messages: Sequence[Marked], heads: Heads) -> Numbers:
    read = Read(open_sentence_encoder(), heads)
    found = read([each.text for each in messages])
    return np.array([[*message_features(m.text, s), 1.0] for m, s in zip(messages, found, strict=True)])


def _yes_or_no(x: Numbers, labels: Sequence[bool], name: str, counts: Sequence[float] | None = None) -> list[float]:
    steps = _MORE_STEPS if name == "order" else STEPS
    rows = fitted(x, np.array(labels, np.int64), classes=2, penalty=_PENALTIES[name], counts=counts, steps=steps)
    return _rounded(one_row(rows))


def _rounded(row: Numbers) -> list[float]:
    return [round(float(number), _DIGITS) for number in row]
