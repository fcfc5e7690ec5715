"""A service on the real engine, and the engine with something of a test's own before some of its methods."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import qdrant_edge as edge

from memory_core import Scope, space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard import Shard
from memory_core.ports import ChatModel
from memory_core.service import MemoryService

_DIMENSION = 64
SCOPE = Scope(space=space_id("a-test-key-of-16-or-more"), agent="dify", realm="user:1", user="anna", session="s1")


def open_folder(
    folder: Path, *, wait_seconds: float = 30, free_bytes: int = 0, chat_model: ChatModel | None = None
) -> tuple[MemoryService, EmbeddedRepository]:
    """A service by the real clock, and the repository under it. Not made with tests/conftest.py, which imports a
    second that every worker would wait for."""
    repository = EmbeddedRepository(
        folder, dimension=lambda: _DIMENSION, wait_seconds=wait_seconds, free_bytes=free_bytes
    )
    service = build_service(
        repository=repository,
        embedder=FakeEmbedder(dimension=_DIMENSION),
        detect_language=lambda _: "en",
        count_tokens=lambda text: len(text.split()),
        now=times.now,
        chat_model=chat_model,
    )
    return service, repository


def around(shard: Shard, **before: Callable[[], None]) -> Shard:
    """A shard whose engine calls `before[name]` ahead of its method of that name."""
    engine: Any = Around(shard.engine, **before)
    return Shard(engine)


class Around:
    """An engine's shard that calls `before[name]` and then does what it always does."""

    def __init__(self, shard: edge.EdgeShard, **before: Callable[[], None]) -> None:
        self._shard = shard
        self._before = before

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._shard, name)
        if name not in self._before:
            return method

        def call(*args: Any, **named: Any) -> Any:
            self._before[name]()
            return method(*args, **named)

        return call
