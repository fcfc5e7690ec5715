"""A collection on a Qdrant server, opened by whoever uses it first and brought up to date beside what is done there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.engines import filters
from memory_core.engines.server.cluster import check_replicas
from memory_core.engines.server.collection import check_readable, open_collection
from memory_core.engines.server.connection import GONE, check_version, translated
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.pagination import UNCAPPED, largest_limit, scroll
from memory_core.engines.server.patience import unhurried
from memory_core.engines.server.rights import NOT_FOUND, check_limits, check_rights
from memory_core.engines.server.shards import Shards
from memory_core.engines.server.upgrade import SLICE_SECONDS, CollectionUpgrade
from memory_core.errors import StorageError, StorageGone


class OpenedCollection:
    """What every method of a repository over it stands on: a client whose collection is there, and filters for its
    points as they are now."""

    def __init__(
        self, client: QdrantClient, *, collection: str, dimension: Callable[[], int], options: CollectionOptions
    ) -> None:
        self._client = client
        self._collection = collection
        self._dimension = dimension
        self._options = options
        self._upgrade = CollectionUpgrade(client, collection)
        self._ready = self._is_gone = False
        self._most = UNCAPPED

    def check(self) -> None:
        check_version(self._client)
        with translated():
            check_replicas(self._client, self._options.replication_factor)
            self._client.get_collections()
            if self._client.collection_exists(self._collection):
                check_readable(self._client, self._collection)
                check_limits(self._client.get_collection(self._collection))
            check_rights(self._client, self._collection)

    def close(self) -> None:
        self._client.close()

    def _every(
        self,
        client: QdrantClient,
        condition: models.Filter,
        *,
        limit: int,
        order: models.OrderBy | None = None,
        fields: bool | Sequence[str] = True,
        vectors: bool = False,
    ) -> list[models.Record]:
        return scroll(
            client,
            self._collection,
            condition,
            limit=limit,
            most=self._most,
            order=order,
            fields=fields,
            vectors=vectors,
        )

    def _count(self, client: QdrantClient, condition: models.Filter, *, exact: bool) -> int:
        return client.count(self._collection, count_filter=condition, exact=exact).count

    @property
    def _shards(self) -> Shards:
        """As they are, once the collection is open."""
        return self._upgrade.shards

    def _dialect(self) -> Dialect:
        """For points as they are now, once the collection is open."""
        return Dialect(older=self._upgrade.older, behind=bool(self._upgrade.left))

    def _within(self, scope: Scope, selection: Selection | None = None, **narrowed: Any) -> models.Filter:
        """filters.within, for points as they are now."""
        with self._ready_client():
            return filters.within(Dialect(older=self._upgrade.older), scope, selection, **narrowed)

    def _go_on_upgrading(self) -> None:
        """A slice after an operation, which is done whatever becomes of it."""
        if not self._upgrade.is_due():
            return
        with suppress(StorageError), translated(), unhurried():
            self._upgrade.some(seconds=SLICE_SECONDS)

    @contextmanager
    def _ready_client(self) -> Iterator[QdrantClient]:
        with translated():
            if self._is_gone and not self._client.collection_exists(self._collection):
                raise StorageGone(f"The Qdrant server has no such collection any longer. {GONE}")
            self._is_gone = False
            if not self._ready:
                check_version(self._client)
                found = open_collection(
                    self._client, self._collection, dimension=self._dimension, options=self._options
                )
                self._most = largest_limit(found)
                with unhurried():
                    self._upgrade.begin(found)
                self._ready = True
            try:
                yield self._client
                self._go_on_upgrading()
            except UnexpectedResponse as exc:
                if exc.status_code == NOT_FOUND:  # somebody removed the collection
                    self._is_gone, self._ready = self._ready, False
                raise
