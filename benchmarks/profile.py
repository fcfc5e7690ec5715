"""Where the time goes in a search and in a store: embedding, each call into the engine, and Python between them.

python -m benchmarks.profile [--memories 10000] [--rounds 200]

The same texts and vectors as in speed.py, of a user who owns 100 memories, with the bundled embedder. A call into the
engine is what the engine takes; what Python makes of its answer is Python's. Medians, so they need not add up.
"""

import argparse
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks.corpus import QUERY_SEED, STORE_SEED, corpus, questions, sentences
from benchmarks.embedders import CheapEmbedder, Switch, bundled
from benchmarks.speed_tables import percentile, table
from benchmarks.systems import Keepsake
from benchmarks.timing import Clock, TimedEmbedder, timing_offload

_WARM_UP = 10
_PYTHON, _TOTAL = "Python", "all of it"


def main() -> None:
    options = _options()
    clock = Clock()
    embedder = Switch(CheapEmbedder())
    with tempfile.TemporaryDirectory(prefix="keepsake-profile-") as folder:
        keepsake = Keepsake(Path(folder), embedder, offload=timing_offload(clock))
        keepsake.fill(corpus(options.memories))
        embedder.now = TimedEmbedder(bundled(), clock)
        count = _WARM_UP + options.rounds
        print(f"A user's 100 memories among {options.memories:,}; {options.rounds} times, milliseconds.\n")
        _profile("A search", keepsake.search, questions(count, seed=QUERY_SEED), clock)
        _profile("A store of one message", keepsake.store, sentences(count, seed=STORE_SEED), clock)
        keepsake.close()


def _profile(title: str, operation: Callable[[str], object], texts: Sequence[str], clock: Clock) -> None:
    spent: defaultdict[str, list[float]] = defaultdict(list)
    calls: Counter[str] = Counter()
    for number, text in enumerate(texts):
        clock.take()
        clock.timed(_TOTAL, partial(operation, text))
        parts, counted = clock.take()
        if number >= _WARM_UP:
            parts[_PYTHON] = 2 * parts[_TOTAL] - sum(parts.values())
            for part, took in parts.items():
                spent[part].append(took)
            calls += counted
    rounds = len(texts) - _WARM_UP
    by_weight = sorted(spent, key=lambda part: -percentile(spent[part], 50))
    print(f"### {title}\n")
    table(
        ("part", "calls", "p50", "p95"),
        [
            (
                part,
                f"{calls[part] / rounds:.1f}" if calls[part] else "-",
                f"{percentile(spent[part], 50):.2f}",
                f"{percentile(spent[part], 95):.2f}",
            )
            for part in by_weight
        ],
    )
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.profile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--memories", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    return parser.parse_args()


if __name__ == "__main__":
    main()
