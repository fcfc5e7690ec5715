"""Searches of everybody's memories in a space at once: how long they take, and how much of the best is found."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.systems import Keepsake, check_found
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.candidate import DENSE_CHANNELS, Channel
from memory_core.domain.memory import SEARCHED_TYPES
from memory_core.domain.selection import Selection
from memory_core.domain.times import now
from memory_core.engines import filters
from memory_core.engines.embedded.dialect import Dialect
from memory_core.engines.embedded.layout import sparse
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.ports import Embedder

_DEPTH = 100
_WARM_UP = 5


@dataclass(frozen=True, slots=True)
class WholeSpace:
    """Milliseconds of each search, and of each channel the share of its exact best hundred that it finds."""

    took: list[float]
    recall: dict[Channel, float]


def measure(keepsake: Keepsake, folder: Path, embedder: Embedder, queries: Sequence[str]) -> WholeSpace:
    """Opens the store in `folder`, searches it with each query, and closes it."""
    took = []
    for number, query in enumerate([*queries[:_WARM_UP], *queries]):
        started = time.perf_counter()
        found = keepsake.search_all(query)
        if number >= _WARM_UP:
            took.append(1000 * (time.perf_counter() - started))
        check_found(keepsake, found)
    keepsake.close()
    return WholeSpace(took, _recall(keepsake, folder, embedder, queries))


def _recall(keepsake: Keepsake, folder: Path, embedder: Embedder, queries: Sequence[str]) -> dict[Channel, float]:
    store = EmbeddedStore(folder, dimension=lambda: embedder.dimension, wait_seconds=5, free_bytes=0)
    condition = filters.within(Dialect(), keepsake.realm, Selection(alive_at=now(), types=SEARCHED_TYPES))
    keywords = Bm25Encoder()

    def best(channel: Channel, query: str, *, exact: bool) -> set[Any]:
        words = keywords.encode_query(query)
        vector: Any = list(embedder.embed_queries([query])[0]) if channel in DENSE_CHANNELS else sparse(words)
        asked = {channel: vector}
        [points] = store.run(lambda shard: shard.nearest(asked, condition, limit=_DEPTH, exact=exact))
        return {point.id for point in points}

    def found(channel: Channel, query: str) -> float:
        wanted = best(channel, query, exact=True)
        return len(wanted & best(channel, query, exact=False)) / max(1, len(wanted))

    recall = {channel: fmean(found(channel, query) for query in queries) for channel in Channel}
    store.close()
    return recall
