"""Shared fixtures: services on the real engines, with the fake embedder where meaning does not matter."""

import itertools
import os
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

import pytest
from qdrant_client import QdrantClient

from memory_core import Scope, Settings, space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.domain.selection import Selection
from memory_core.domain.text import digest
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.server.connection import connect
from memory_core.engines.server.leases import Later, in_background
from memory_core.engines.server.repository import ServerRepository
from memory_core.ports import ChatModel, MemoryRepository, ModelChange
from memory_core.service import MemoryService

DIMENSION = 64
SERVER_URLS = [url for url in os.environ.get("KEEPSAKE_TEST_QDRANT_URL", "").split(",") if url]  # of several nodes
_taking_turns = itertools.cycle(SERVER_URLS or [""])


class Clock:
    """A clock that the test moves; every reading is one microsecond later than the last."""

    def __init__(self) -> None:
        self.micros = times.parse("2026-03-04T09:30:00Z", name="start")

    def __call__(self) -> int:
        self.micros += 1
        return self.micros

    def pass_(self, micros: int) -> None:
        self.micros += micros


@pytest.fixture
def clock() -> Clock:
    return Clock()


def edge_repository(folder: Path, *, wait_seconds: float = 5, free_bytes: int = 0) -> EmbeddedRepository:
    return EmbeddedRepository(folder, dimension=lambda: DIMENSION, wait_seconds=wait_seconds, free_bytes=free_bytes)


class InMemoryClient:
    """The client's in-memory mode, one call at a time: a read of it fails when another thread writes meanwhile."""

    def __init__(self) -> None:
        self._client, self._turn = QdrantClient(":memory:"), threading.RLock()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*arguments: Any, **named: Any) -> Any:
            with self._turn:
                return method(*arguments, **named)

        return call


def client_repository(client: QdrantClient, collection: str = "keepsake-test") -> ServerRepository:
    return ServerRepository(client, collection=collection, dimension=lambda: DIMENSION, later=later_on(client))


def later_on(client: QdrantClient) -> Later:
    """The client's in-memory mode takes no second thread."""
    is_in_memory = not isinstance(client, QdrantClient) or client.init_options.get("location") == ":memory:"
    return (lambda work: work()) if is_in_memory else in_background


def given_back() -> None:
    """Waits until no lease is being given back."""
    for thread in threading.enumerate():
        if thread.name == "keepsake-lease" and not thread.daemon:
            thread.join()


def server_client(number: int | None = None) -> QdrantClient:
    """Of the server that the environment names; of its nodes the one of that number, or each time the next."""
    url = next(_taking_turns) if number is None else SERVER_URLS[number % len(SERVER_URLS)]
    return connect(Settings(qdrant_url=url, qdrant_api_key=os.environ.get("KEEPSAKE_TEST_QDRANT_API_KEY", "")))


@contextmanager
def on_server() -> Iterator[ServerRepository]:
    """A collection of its own on the server that the environment names, which is removed afterwards. It has another
    prefix than ours, so that nobody's memories are taken for those of another model."""
    client, collection = server_client(), f"test-of-keepsake-{uuid.uuid4().hex}"
    made = client_repository(client, collection)
    try:
        yield made
    finally:
        client.delete_collection(collection)
        made.close()


@pytest.fixture(params=["edge", "memory", *(["server"] if SERVER_URLS else [])])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryRepository]:
    """Every engine that a contract test runs on."""
    if request.param == "server":
        with on_server() as made:
            yield made
        return
    here = request.param == "edge"
    local = (
        edge_repository(tmp_path / "collection") if here else client_repository(cast("QdrantClient", InMemoryClient()))
    )
    yield local
    local.close()


class OutOfTurn:
    """A repository as another process sees it that waits for nobody's turn: the lease of whoever has it is over."""

    def __init__(self, repository: MemoryRepository) -> None:
        self._repository = repository

    def turn(self, _: Scope) -> AbstractContextManager[None]:
        return nullcontext()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._repository, name)


def out_of_turn(repository: MemoryRepository) -> MemoryRepository:
    return cast("MemoryRepository", OutOfTurn(repository))


def service_on(
    repository: MemoryRepository,
    now: Callable[[], int],
    *,
    chat_model: ChatModel | None = None,
    model_seconds: float = 5,
    model_change: ModelChange | None = None,
) -> MemoryService:
    return build_service(
        repository=repository,
        model_change=model_change,
        chat_model=chat_model,
        model_seconds=model_seconds,
        embedder=FakeEmbedder(dimension=DIMENSION),
        detect_language=lambda text: "en" if text.isascii() else "",
        count_tokens=lambda text: len(text.split()),
        now=now,
    )


@pytest.fixture
def service(repository: MemoryRepository, clock: Clock) -> MemoryService:
    return service_on(repository, clock)


def space_named(name: str) -> str:
    """An id of a space of its own, for tests that need no key."""
    return digest("a space of tests", name)


@pytest.fixture
def scope() -> Scope:
    return Scope(space=space_id("a-test-key-of-16-or-more"), agent="dify", realm="user:1", user="anna", session="s1")


def everything(service: MemoryService, **narrowed: object) -> Selection:
    return Selection(alive_at=service.now(), **narrowed)  # type: ignore[arg-type]


def contents(service: MemoryService, query: str, scope: Scope, *, limit: int = 50, **narrowed: object) -> list[str]:
    """What a search finds, the best first."""
    result = service.search(query, scope=scope, selection=everything(service, **narrowed), limit=limit)
    return [hit.memory.content for hit in result.hits]
