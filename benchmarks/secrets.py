"""python -m benchmarks.secrets [FOLDER]: how many made-up secrets are masked, and how many plain texts are touched.

The texts are the sentences of benchmarks/ and dev/heads, and every JSON file of FOLDER, like conversations of LoCoMo.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.secrets_cases import CARRIERS, KINDS, is_gone, secret
from memory_core.domain.secrets.mask import masked

SEEDS = 20
_HERE = Path(__file__).parent


def main(folders: list[Path]) -> None:
    made, left = 0, Counter[str]()
    for kind in KINDS:
        for name, carrier in CARRIERS.items():
            for seed in range(SEEDS):
                chance = random.Random(f"benchmark {kind} {name} {seed}")
                one = secret(kind, chance)
                made += 1
                left[f"{kind} in {name}"] += not is_gone(one, masked(carrier(one, chance)).text)
    print(f"{made:,} secrets of {len(KINDS)} kinds in {len(CARRIERS)} carriers: {1 - left.total() / made:.2%} masked")
    for case, number in left.most_common(10):
        print(f"  {number} of {SEEDS} left: {case}" if number else "", end="\n" if number else "")
    for folder in (_HERE, _HERE.parent / "dev" / "heads", *folders):
        every = [text for file in sorted(folder.rglob("*.json*")) for text in _texts(file)]
        touched = sum(bool(masked(text).found) for text in every)
        print(f"{folder.name}: {touched:,} of {len(every):,} texts touched ({touched / max(len(every), 1):.3%})")


def _texts(file: Path) -> Iterator[str]:
    raw = file.read_text("utf-8")
    for document in [json.loads(raw)] if file.suffix == ".json" else map(json.loads, filter(None, raw.splitlines())):
        yield from _strings(document)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
