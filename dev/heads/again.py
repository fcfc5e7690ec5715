"""python -m dev.heads.again: fits the head of domain/again.py and says how well it judges the sentences of
benchmarks/replay, which it did not see; writes memory_core/domain/again_weights.json.

told_again/<language>.json: `facts`, each with `ways` to tell it and `values` for `{v}`; `near` are sentences about
other people and things with the value of fact `{n}`.
"""

import json
import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np

from dev.heads.fit import Labels, Numbers, fitted, one_row
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.again import ALIKE, SAME, Part, numbers
from memory_core.operations.read import Read

_HERE = Path(__file__).parent
_SEEN, _UNSEEN = _HERE / "told_again", _HERE.parents[1] / "benchmarks" / "replay"
_WEIGHTS = _HERE.parents[1] / "memory_core" / "domain" / "again_weights.json"
_FITTED = "2026-11-28"
_PENALTY = 300.0
_DIGITS = 4
type Told = tuple[int, str, str]  # the number of the fact, its value, the sentence; -1 for what is near


def main() -> None:
    read = Read(open_sentence_encoder())
    x, y = _pairs(read, _SEEN)
    row = one_row(fitted(x, y, classes=2, penalty=_PENALTY))
    made = {"fitted": _FITTED, "of": "dev/heads/told_again", "weights": [round(float(n), _DIGITS) for n in row]}
    _WEIGHTS.write_text(json.dumps(made) + "\n", "utf-8")
    unseen_x, unseen_y = _pairs(read, _UNSEEN)
    said = unseen_x @ row >= SAME
    right = int((said & (unseen_y == 1)).sum())
    print(f"{len(y):,} pairs seen; of {len(unseen_y):,} unseen, {int(unseen_y.sum()):,} tell the same:")
    print(f"precision {right / max(1, int(said.sum())):.3f}, recall {right / max(1, int(unseen_y.sum())):.3f}")


def _pairs(read: Read, folder: Path) -> tuple[Numbers, Labels]:
    """Of every two sentences of a language that are of one matter by their vectors."""
    x: list[list[float]] = []
    y: list[int] = []
    for file in sorted(folder.glob("*.json")):
        told = list(_told(file))
        vectors = read.vectors([text for _, _, text in told])
        parts = {text: Part.of(text, vector) for text, vector in vectors.items()}
        for (number, value, text), (other, other_value, other_text) in combinations(told, 2):
            a, b = parts[text], parts[other_text]
            if (number >= 0 or other >= 0) and math.sumprod(a.vector, b.vector) >= ALIKE:
                x.append(numbers(a, b))
                y.append(int(number == other and value == other_value))
    return np.array(x), np.array(y)


def _told(file: Path) -> Iterator[Told]:
    read = json.loads(file.read_text("utf-8"))
    facts = read["facts"]
    for number, fact in enumerate(facts):
        yield from ((number, v, way.replace("{v}", v)) for v in fact["values"] for way in fact["ways"])
    most = max(len(fact["values"]) for fact in facts)
    near = (_filled(text, facts, turn) for text in read["near"] for turn in range(most))
    yield from ((-1, "", text) for text in dict.fromkeys(near))


def _filled(text: str, facts: list[dict[str, list[str]]], turn: int) -> str:
    for number, fact in enumerate(facts):
        text = text.replace(f"{{{number}}}", fact["values"][turn % len(fact["values"])])
    return text


if __name__ == "__main__":
    main()
