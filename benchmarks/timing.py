"""Parts of an operation, timed while it runs: the embedder and the engine are wrapped, what is left is Python's."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import qdrant_edge as edge

from memory_core.ports import Embedder, Vector

EMBEDDING, FLUSH = "embedding", "engine: flush"


class Clock:
    """Adds up, per operation, how often each part was run, and for how long (milliseconds)."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self.calls: Counter[str] = Counter()

    def timed[T](self, part: str, work: Callable[[], T]) -> T:
        started = time.perf_counter()
        try:
            return work()
        finally:
            self.spent[part] += 1000 * (time.perf_counter() - started)
            self.calls[part] += 1

    def take(self) -> tuple[dict[str, float], Counter[str]]:
        """What was added up since the last time."""
        taken = dict(self.spent), self.calls
        self.spent, self.calls = defaultdict(float), Counter()
        return taken


class TimedEmbedder:
    """An Embedder whose every call is timed."""

    def __init__(self, embedder: Embedder, clock: Clock) -> None:
        self._embedder = embedder
        self._clock = clock
        self.name, self.dimension, self.background = embedder.name, embedder.dimension, embedder.background

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._clock.timed(EMBEDDING, lambda: self._embedder.embed_documents(texts))

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self._clock.timed(EMBEDDING, lambda: self._embedder.embed_queries(texts))


class TimedShard:
    """A shard whose every method is timed."""

    def __init__(self, shard: edge.EdgeShard, clock: Clock) -> None:
        self._shard = shard
        self._clock = clock

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._shard, name)
        return lambda *given, **named: self._clock.timed(f"engine: {name}", lambda: method(*given, **named))


def timing_offload(clock: Clock) -> Callable[..., Any]:
    """An Offload that stays where it is and hands out timed shards."""

    def offload(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        return [work(TimedShard(item, clock) if isinstance(item, edge.EdgeShard) else item) for item in items]

    return offload
