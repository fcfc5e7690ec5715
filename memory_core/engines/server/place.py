"""A server as a place of collections, one of each embedding model."""

import time
from collections.abc import Callable

from qdrant_client import QdrantClient

from memory_core.engines.collections import model_of
from memory_core.engines.other_collections import Kept
from memory_core.engines.server.archive import ServerArchive
from memory_core.engines.server.census import ServerCensus
from memory_core.engines.server.connection import translated
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import StorageUnsuitable
from memory_core.ports import Census, EncodedQuery

_SECONDS = 60
_KEPT = 20_000
_noted: dict[tuple[str, str], float] = {}  # spaces by collection, whatever server; a look too many does no harm


class ServerPlace:
    """The Place of a server, where new collections are made with these `options`. It is asked which there are once a
    minute; what is written there does not show, so that each minute counts as a change."""

    def __init__(
        self,
        client: QdrantClient,
        *,
        options: CollectionOptions,
        query_seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._query_seconds = query_seconds
        self._client = client
        self._options = options
        self._clock = clock
        self._known: tuple[str, ...] = ()
        self._asked_in = 0

    def collections(self) -> dict[str, int]:
        minute = 1 + int(self._clock() // _SECONDS)
        if minute != self._asked_in:
            with translated():
                found = [one.name for one in self._client.get_collections().collections]
            self._known, self._asked_in = tuple(sorted(name for name in found if model_of(name))), minute
        return dict.fromkeys(self._known, minute)

    def is_there(self, name: str) -> bool:
        if name in self._known:
            return True
        with translated():
            return self._client.collection_exists(name)

    def open(
        self, name: str, *, probe: Callable[[EncodedQuery], EncodedQuery], dimension: Callable[[], int] | None = None
    ) -> Kept:
        repository = ServerRepository(
            self._client,
            collection=name,
            dimension=dimension or _gone,
            options=self._options,
            query_seconds=self._query_seconds,
        )
        return Kept(name, repository, ServerArchive(self._client, collection=name, options=self._options), probe)

    def note(self, name: str, space: str) -> None:
        """For this process; others look once a minute."""
        if len(_noted) > _KEPT:
            _noted.clear()
        _noted[name, space] = time.time()

    def noted(self, name: str, space: str) -> float:
        return _noted.get((name, space), 0.0)

    def census(self, name: str) -> Census:
        return ServerCensus(self._client, collection=name)


def _gone() -> int:
    """Of a collection that was there, and would have to be made."""
    raise StorageUnsuitable(
        "A collection of another embedding model was removed from the Qdrant server at this moment. Try again."
    )
