"""python -m dev.heads.links: fits the heads of domain/linking.py, says how well they judge what they did not see, and
writes memory_core/domain/link_weights.json.

changes.jsonl:  language, change (whether the text announces that something changed), text.
subjects.jsonl: language, of_another (whether it is about another person than who says it), text.
pairs.jsonl:    language, relation of the second to the first, old, new.
The pairs of benchmarks/truth/cases.json in half "a" are learned from, too, each among all that its language's person
says there; half "b" is measured.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.truth_cases import CASES, parts
from dev.heads.data import sentences
from dev.heads.fit import Labels, Numbers, fitted, one_row
from memory_core.adapters.embedding.bundled import bundled_embedder
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.linking import OF_ANOTHER, Announcement, pair
from memory_core.domain.reading.features import features
from memory_core.domain.reading.sentence import Kind
from memory_core.operations.read import plain
from memory_core.operations.relate import FOLLOWED

_HERE = Path(__file__).parent
_WEIGHTS = _HERE.parents[1] / "memory_core" / "domain" / "link_weights.json"
_FITTED = "2026-11-28"
_CHANGES = ("updates", "takes back")
_NO_CHANGE = (Kind.ABOUT_OTHERS, Kind.SMALL_TALK)
_OF_CHANGE, _OF_ANOTHER, _OF_PAIR = 1.0, 1.0, 0.3  # penalties
_BARS = (0.05, 0.12, 0.27, 0.5)


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says, in its order; `changed` is what a text changes."""

    texts: list[str]
    changed: dict[str, str]


def main() -> None:
    change, another = _fit_change(), _fit_another()
    seen, unseen = [*_of_pairs(), *_of_cases("a")], list(_of_cases("b"))
    x, y = _pairs(seen, change, another)
    row = one_row(fitted(x, y, classes=2, penalty=_OF_PAIR))
    _WEIGHTS.write_text(_written({"change": change, "another": another, "pair": row}), "utf-8")
    unseen_x, unseen_y = _pairs(unseen, change, another)
    _report(1 / (1 + np.exp(-(unseen_x @ row))), unseen_y)


def _fit_change() -> Numbers:
    changes, of_pairs = _rows("changes.jsonl"), _rows("pairs.jsonl")
    texts = [(one["text"], one["change"]) for one in changes]
    texts += [(one["new"], one["relation"] in _CHANGES) for one in of_pairs if one["relation"] != "same"]
    texts += [(one["old"], False) for one in of_pairs]
    texts += [(one.text, False) for one in sentences() if one.kind in _NO_CHANGE]
    x, y = _numbers([text for text, _ in texts]), np.array([int(label) for _, label in texts])
    print(f"announces a change: {len(y)} sentences, {y.sum()} of them do")
    return one_row(fitted(x, y, classes=2, penalty=_OF_CHANGE))


def _fit_another() -> Numbers:
    rows = _rows("subjects.jsonl")
    x, y = _numbers([str(one["text"]) for one in rows]), np.array([int(one["of_another"]) for one in rows])
    print(f"about another person: {len(y)} sentences, {y.sum()} of them are")
    return one_row(fitted(x, y, classes=2, penalty=_OF_ANOTHER))


def _pairs(told: Sequence[Told], change: Numbers, another: Numbers) -> tuple[Numbers, Labels]:
    """The numbers of each statement and those before it that are nearest, and whether it changed them."""
    embedder, rows, labels = bundled_embedder(), [], []
    for person in told:
        vectors = embedder.embed_documents(person.texts)
        announced = _numbers(person.texts)
        for number, text in enumerate(person.texts[1:], start=1):
            aimed = embedder.background.aim(vectors[number])
            alike = aimed.scale * (np.array(vectors[:number]) @ np.array(aimed.vector) - aimed.zero)
            later = Announcement(float(announced[number] @ change), float(announced[number] @ another))
            for place, earlier in enumerate(np.argsort(-alike)[:FOLLOWED]):
                other = float(announced[earlier] @ another) > OF_ANOTHER
                known = pair(likeness=float(alike[earlier]), place=place, later=later, earlier_of_another=other)
                rows.append(known)
                labels.append(int(person.changed.get(text) == person.texts[earlier]))
    return np.array(rows), np.array(labels, dtype=np.int64)


def _of_cases(half: str) -> Iterator[Told]:
    for part in parts(CASES, half=half):
        talk = [said for said, _ in part.talk if not said.endswith(("?", "？"))]
        crowd = [said for said in part.crowd if not said.endswith(("?", "？"))]
        texts = [*(c["old"] for c in part.changes), *(k["said"] for k in part.kept), *talk]
        texts += [*(c["new"] for c in part.changes), *crowd]
        yield Told(texts, {case["new"]: case["old"] for case in part.changes})


def _of_pairs() -> Iterator[Told]:
    every = _rows("pairs.jsonl")
    for language in sorted({one["language"] for one in every}):
        mine = [one for one in every if one["language"] == language]
        texts = list(dict.fromkeys([one["old"] for one in mine] + [one["new"] for one in mine]))
        yield Told(texts, {one["new"]: one["old"] for one in mine if one["relation"] in _CHANGES})


def _numbers(texts: Sequence[str]) -> Numbers:
    vectors = open_sentence_encoder().encode([plain(text) for text in texts])
    return np.array([[*vector, *features(text), 1.0] for text, vector in zip(texts, vectors, strict=True)])


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines()]


def _written(rows: Mapping[str, Numbers]) -> str:
    weights = {name: [round(float(number), 3) for number in row] for name, row in rows.items()}
    data = "changes.jsonl, subjects.jsonl, pairs.jsonl and sentences.jsonl of dev/heads, half a of benchmarks/truth"
    lines = ",\n".join(f'    "{name}": {json.dumps(one, separators=(",", ":"))}' for name, one in weights.items())
    return f'{{\n  "fitted": "{_FITTED}",\n  "data": "{data}",\n  "weights": {{\n{lines}\n  }}\n}}\n'


def _report(likely: Numbers, changed: Labels) -> None:
    print(f"half b: {len(changed)} pairs, {changed.sum()} changes")
    for bar in _BARS:
        linked = likely >= bar
        right = (linked & (changed == 1)).sum()
        print(f"  likely from {bar:.2f}: {right / changed.sum():.2f} of them linked, {right / linked.sum():.2f} right")


if __name__ == "__main__":
    main()
