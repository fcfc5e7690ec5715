"""One large space gets shards of its own, in a collection that is cut by buckets."""

from collections.abc import Iterator
from itertools import chain

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.engines import filters
from memory_core.engines.collections import model_of
from memory_core.engines.server.collection import check_writable
from memory_core.engines.server.connection import translated
from memory_core.engines.server.consistency import IN_ORDER
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.shards import add_own, shards_of
from memory_core.engines.server.versioned_write import acknowledged
from memory_core.errors import StorageUnsuitable
from memory_core.ports import Progress

_AT_ONCE = 100  # points


class Promotion:
    """Over every collection of a server. Who calls it vouches that nobody else is at work there: programs that have
    opened a collection before know nothing of the new shards, and would store beside them."""

    def __init__(self, client: QdrantClient) -> None:
        self._client = client

    def __call__(self, space: str, *, shards: int, progress: Progress) -> int:
        """How many points went into the space's own shards, `shards` in number. A kill leaves some of them in both
        places, and none in neither; the next call goes on. Raises StorageError."""
        with translated():
            names = [one.name for one in self._client.get_collections().collections if model_of(one.name)]
            cut = [name for name in names if shards_of(self._client.get_collection(name)).number]
            if not cut:
                raise StorageUnsuitable(
                    "No collection on this server is cut by buckets, so no space can get shards of its own. Nothing "
                    "was changed. New collections are cut so with shard_by=bucket."
                )
            moved = 0
            for points in chain.from_iterable(self._promoted(name, space, shards) for name in cut):
                moved += points
                progress(points)
            return moved

    def close(self) -> None:
        self._client.close()

    def _promoted(self, name: str, space: str, number: int) -> Iterator[int]:
        check_writable(self._client, name)
        buckets: list[int | str] = list(shards_of(self._client.get_collection(name)).keys)
        own = add_own(self._client, name, space, number)
        condition = filters.whole_space(Dialect(), Scope(space=space, agent="any"))
        while True:
            found, _ = self._client.scroll(
                name, scroll_filter=condition, limit=_AT_ONCE, with_vectors=True, shard_key_selector=buckets
            )
            if not found:
                return
            points = [models.PointStruct(id=r.id, vector=r.vector or {}, payload=r.payload) for r in found]
            gone = models.PointIdsList(points=[record.id for record in found])
            acknowledged(
                [
                    self._client.upsert(name, points, wait=True, ordering=IN_ORDER, shard_key_selector=own),
                    self._client.delete(name, gone, wait=True, ordering=IN_ORDER, shard_key_selector=buckets),
                ]
            )
            yield len(found)

    def __enter__(self) -> "Promotion":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
