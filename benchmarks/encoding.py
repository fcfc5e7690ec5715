"""What the bundled model takes for a query: processor time beside its English half alone.

python -m benchmarks.encoding

Queries are the paraphrases of `languages/`, each spelled anew every time, so that no vector is known before.
"""

import statistics
import time
from collections.abc import Sequence

from benchmarks import languages
from memory_core.adapters.embedding.bundled import bundled_embedder, english_embedder
from memory_core.ports import Embedder

_ROUNDS = 7
_OTHERS = ("de", "es", "ja", "zh")


def main() -> None:
    joint, english = bundled_embedder(), english_embedder()
    asked = {"English": _queries(("en",)), "others": _queries(_OTHERS)}
    print("| queries | bundled (ms) | its English half (ms) | ratio |\n| --- | --- | --- | --- |")
    for name, queries in asked.items():
        ours, before = _in_turns(joint, english, queries)
        print(f"| {name} | {ours:.2f} | {before:.2f} | {ours / before:.2f} |")


def _queries(codes: Sequence[str]) -> list[str]:
    return [query.text for code in codes for query in languages.read(code)[1] if query.kind == "paraphrase"]


def _in_turns(one: Embedder, other: Embedder, queries: Sequence[str]) -> tuple[float, float]:
    """The median of the rounds, per query, of each; the first round loads the models."""
    rounds = [(_took(one, _spelled(queries, n)), _took(other, _spelled(queries, n))) for n in range(_ROUNDS + 1)][1:]
    first, second = zip(*rounds, strict=True)
    return statistics.median(first), statistics.median(second)


def _spelled(queries: Sequence[str], number: int) -> list[str]:
    return [query + " " * number for query in queries]


def _took(embedder: Embedder, queries: Sequence[str]) -> float:
    began = time.process_time()
    for query in queries:
        embedder.embed_queries([query])
    return (time.process_time() - began) * 1_000 / len(queries)


if __name__ == "__main__":
    main()
