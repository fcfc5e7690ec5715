"""python -m dev.heads.lasting: fits the head of domain/reading/lasting.py, says how well it judges a language that it
did not see, and writes lasting_weights.json.

lasting.jsonl: language, lasting (fact, wish, another: about another person, or no), text; `topic` of a wish.
Other sentences and orders of this folder are learned from, too, as what they are by their own labels.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dev.heads.data import orders, orders_of_tests, sentences
from dev.heads.fit import Numbers, fitted, softmax
from dev.heads.train import Encoded
from memory_core.domain.linking import link_heads
from memory_core.domain.reading.sentence import Kind
from memory_core.operations.orders import parts_of
from tests.corpora.injections import ATTACKS

CLASSES = ("fact", "wish", "another", "no")
_HERE = Path(__file__).parent
_WEIGHTS = _HERE.parents[1] / "memory_core" / "domain" / "reading" / "lasting_weights.json"
_FITTED = "2026-11-28"
_PENALTY = 0.3
_OWN, _OTHER, _HARD = 1.5, 0.6, 3.0  # how much a sentence of lasting.jsonl counts, one of another file, an attack
_LEFT_OUT = ("ja", "de", "pt", "ko")


class Row(NamedTuple):
    language: str
    label: str
    weight: float
    text: str


def rows(encoded: Encoded) -> list[Row]:
    own = [Row(r["language"], r["lasting"], _OWN, r["text"]) for r in _lines("lasting.jsonl")]
    others = [Row(r["language"], "another", _OTHER, r["text"]) for r in _lines("subjects.jsonl") if r["of_another"]]
    marked = [o for o in (*orders(), *orders_of_tests()) if o.label]
    attacks = [*(o.text for o in marked), *(attack.message for attack in ATTACKS)]
    refused = [Row("", "no", _HARD, part) for text in attacks for part in parts_of([text])]
    return [*own, *_of_sentences(encoded), *others, *refused]


def _of_sentences(encoded: Encoded) -> Iterator[Row]:
    told = sentences()
    another = encoded([each.text for each in told]) @ np.array(link_heads().another)
    for each, logit in zip(told, another, strict=True):
        label = "no"
        if each.kind is Kind.WISH:
            label = "wish"
        elif each.kind is Kind.STATEMENT and each.durable:
            label = "another" if logit > 0.5 else "fact"
        yield Row(each.language, label, _OTHER, each.text)


def fit(data: list[Row], encoded: Encoded) -> Numbers:
    labels = np.array([CLASSES.index(row.label) for row in data])
    x = encoded([row.text for row in data])
    return fitted(x, labels, classes=len(CLASSES), penalty=_PENALTY, counts=[row.weight for row in data])


def right(data: list[Row], weights: Numbers, encoded: Encoded) -> float:
    """The share of the sentences of lasting.jsonl that are judged right."""
    own = [row for row in data if row.weight == _OWN]
    found = softmax(encoded([row.text for row in own]) @ weights.T).argmax(axis=1)
    return float(np.mean(found == np.array([CLASSES.index(row.label) for row in own])))


def main() -> None:
    encoded = Encoded({})
    data = rows(encoded)
    for language in _LEFT_OUT:
        unseen = [row for row in data if row.language == language]
        seen = [row for row in data if row.language != language]
        print(f"{language}, not seen: {right(unseen, fit(seen, encoded), encoded):.2f} right")
    weights = {name: [round(float(n), 3) for n in row] for name, row in zip(CLASSES, fit(data, encoded), strict=True)}
    lines = ",\n".join(f'    "{name}": {json.dumps(row, separators=(",", ":"))}' for name, row in weights.items())
    about = f'  "fitted": "{_FITTED}",\n  "data": "{len(data)} sentences and orders of dev/heads",\n'
    _WEIGHTS.write_text(f'{{\n{about}  "weights": {{\n{lines}\n  }}\n}}\n', "utf-8")


def _lines(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines()]


if __name__ == "__main__":
    main()
