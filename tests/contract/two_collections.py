"""The engines of a contract, and one more: a repository over the collections of two embedding models, in which every
other memory is stored with the older one."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from qdrant_client import QdrantClient

from memory_core import Memory, Scope
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.place import EmbeddedPlace
from memory_core.engines.other_collections import Moving, OtherCollections, Place
from memory_core.engines.other_model import as_it_is
from memory_core.engines.payload import check_scope
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.place import ServerPlace
from memory_core.engines.several_models import SeveralModels
from memory_core.ports import Entry, MemoryRepository
from tests.conftest import DIMENSION, SERVER_URLS, InMemoryClient, client_repository, edge_repository, on_server

EVERYTHING = Selection(alive_at=0, states=())
OLDER, NEWER = "keepsake-older-00000000", "keepsake-newer-00000000"


def over_two(place: Place, *, is_chosen: bool = True) -> SeveralModels:
    """Both models give the same vectors."""
    present = place.open(NEWER, probe=as_it_is, dimension=lambda: DIMENSION)
    return SeveralModels(OtherCollections(place, present, lambda _: as_it_is, Moving("", is_chosen), seconds=0))


def in_folder(folder: Path) -> Place:
    return EmbeddedPlace(folder, wait_seconds=5, free_bytes=0)


class Halved:
    """The repository over two, as it is when every other memory was stored before the model was changed."""

    def __init__(self, place: Place) -> None:
        self._both = over_two(place)
        self._older = place.open(OLDER, probe=as_it_is, dimension=lambda: DIMENSION).repository

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        check_scope(scope, [entry.memory for entry in entries])
        before = [entry for entry in entries if int(entry.memory.id[-1], 16) % 2]
        if self._both.read(scope, EVERYTHING, [entry.memory.id for entry in before]):
            self._both.write(scope, entries, amended=amended)  # which raises
        self._both.write(scope, [entry for entry in entries if entry not in before], amended=amended)
        if before:
            self._older.write(scope, before)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._both, name)

    def close(self) -> None:
        self._older.close()
        self._both.close()


OF_ONE = ["edge", "memory", *(["server"] if SERVER_URLS else [])]
OF_TWO = ["edge-two", "memory-two"]


@pytest.fixture(params=[*OF_ONE, *OF_TWO])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryRepository]:
    """In place of the one in conftest."""
    if request.param == "server":
        with on_server() as made:
            yield made
        return
    client = cast("QdrantClient", InMemoryClient())
    engines: dict[str, Callable[[], Any]] = {
        "edge": lambda: edge_repository(tmp_path / "collection"),
        "memory": lambda: client_repository(client),
        "edge-two": lambda: Halved(in_folder(tmp_path)),
        "memory-two": lambda: Halved(ServerPlace(client, options=CollectionOptions(), clock=always_another_minute())),
    }
    made = engines[request.param]()
    yield made
    made.close()


def skip_over_two(repository: MemoryRepository) -> None:
    """A test of one collection."""
    if isinstance(repository, Halved):
        pytest.skip("of one collection")


def always_another_minute() -> Callable[[], float]:
    minutes = itertools.count(0, 60)
    return lambda: float(next(minutes))
