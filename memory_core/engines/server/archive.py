"""Whole collections of a Qdrant server, for their operator."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import batched

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.engines import filters, payload, whole_memories
from memory_core.engines.collections import model_of
from memory_core.engines.server.collection import check_readable, check_writable, open_collection
from memory_core.engines.server.connection import check_version, translated
from memory_core.engines.server.consistency import IN_ORDER, Consistency, newest
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.leases import Leases
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.points import points_of_entry
from memory_core.engines.server.shards import Shards, shards_of
from memory_core.engines.server.versioned_write import acknowledged
from memory_core.errors import StorageUnsuitable
from memory_core.ports import Entry

_PER_REQUEST = 200  # points: a server refuses a request of more than 32 MB, and takes long for one of half as much
_HANDING_OVER = "keepsake: hands over"  # whose turn it is; an agent of this name would only wait for it


class ServerArchives:
    """The Archives of a server, where new collections are made with these `options`."""

    def __init__(self, client: QdrantClient, *, options: CollectionOptions) -> None:
        self._client = client
        self._options = options

    def collections(self) -> list[str]:
        with translated():
            return sorted(c.name for c in self._client.get_collections().collections if model_of(c.name))

    def open(self, collection: str) -> "ServerArchive":
        return ServerArchive(self._client, collection=collection, options=self._options)

    def close(self) -> None:
        self._client.close()


class ServerArchive:
    """An Archive over one collection."""

    def __init__(self, client: QdrantClient, *, collection: str, options: CollectionOptions | None = None) -> None:
        self._client = client
        self._collection = collection
        self._options = options or CollectionOptions()
        self._ready = self._checked = False
        self._shards = Shards()
        self._leases = Leases(self._there, collection, newest=self._newest, shard=self._shard, steps_back=True)

    @property
    def collection(self) -> str:
        return self._collection

    def count(self, space: str = "") -> int:
        with translated():
            if not self._exists():
                return 0
            return self._client.count(self._collection, filters.first_pieces(Dialect(), space), exact=True).count

    def read(self, space: str = "", *, after: int | None = None, limit: int, vectors: bool = False) -> list[Entry]:
        order = models.OrderBy(key="created_at", start_from=None if after is None else after + 1)
        condition = filters.first_pieces(Dialect(), space)
        with translated():
            heads: Sequence[whole_memories.Record] | None = None if self._exists() else []
            while heads is None:
                found, _ = self._client.scroll(
                    self._collection, scroll_filter=condition, limit=limit, order_by=order, with_vectors=vectors
                )
                heads = whole_memories.whole_moments(found, limit=limit)
                limit *= 2
            return self._whole(heads, vectors=vectors)

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> list[Entry]:
        known = payload.known_ids(ids)
        with translated():
            if not known or not self._exists():
                return []
            heads, _ = self._client.scroll(
                self._collection,
                scroll_filter=filters.first_pieces(Dialect(), ids=known),
                limit=len(known),
                with_vectors=vectors,
            )
            return self._whole(heads, vectors=vectors)

    def put(self, entries: Sequence[Entry], *, for_good: bool = False) -> None:
        """First pieces are written last: a memory that has one is whole, and nothing shows one without."""
        if not entries:
            return
        length = len(entries[0].pieces[0].dense)
        points = [points_of_entry(entry) for entry in entries]
        with translated():
            self._make_ready(length)
            stored = self._client.retrieve(
                self._collection, [entry.memory.id for entry in entries], with_payload=["memory_id", "pieces"]
            )
            self._upsert([point for of_entry in points for point in of_entry[1:]])
            self._upsert([of_entry[0] for of_entry in points])
            self._delete(whole_memories.surplus(stored, entries))

    def rekey(self, space: str, to: str, *, limit: int) -> int:
        """A memory is where its first piece is, which is rewritten last, and only while nobody has changed or erased it
        since it was read; the next call tries again."""
        entries = self.read(space, limit=limit)
        rewrites = [_rewrite(whole_memories.in_space(entry, to), space) for entry in entries]
        with translated():
            if rewrites:
                check_writable(self._client, self._collection)
                self._check_whole()
                self._update([operation for of_memory in rewrites for operation in of_memory])
        return len(entries)

    def erase(self, ids: Sequence[str]) -> None:
        entries = self.fetch(ids)
        with translated():
            if entries:
                check_writable(self._client, self._collection)
            self._delete([payload.point_id(e.memory.id, number) for e in entries for number in range(len(e.pieces))])

    def hand_over(self, entries: Sequence[Entry], to: "ServerArchive") -> int:
        """One program at a time; raises StorageBusy while another one does it. What is erased meanwhile is taken back
        from `to`; what is changed stays here, too."""
        if not entries:
            return 0
        ids = [entry.memory.id for entry in entries]
        with self._leases(Scope(space=entries[0].memory.scope.space, agent=_HANDING_OVER)):
            still = whole_memories.unchanged(entries, self.fetch(ids))
            to.put(whole_memories.newer(still, to.fetch(ids)))
            there = self.fetch(ids)
            left = {entry.memory.id for entry in there}
            to.erase([entry.memory.id for entry in still if entry.memory.id not in left])
            return self._erase_unchanged(whole_memories.unchanged(there, still))

    @contextmanager
    def _there(self) -> Iterator[QdrantClient]:
        with translated():
            yield self._client

    def _shard(self, lease: str) -> str | None:
        return shards_of(self._client.get_collection(self._collection)).of_lease(lease)

    def _newest(self) -> Consistency:
        return newest(self._client.get_collection(self._collection))

    def _erase_unchanged(self, entries: Sequence[Entry]) -> int:
        """A memory is where its first piece is, which is removed first, and only while nobody has changed it."""
        if not entries:
            return 0
        with translated():
            self._update([_removal(entry) for entry in entries])
            left = {entry.memory.id for entry in self.fetch([entry.memory.id for entry in entries])}
            gone = [entry for entry in entries if entry.memory.id not in left]
            self._delete([payload.point_id(e.memory.id, n) for e in gone for n in range(1, len(e.pieces))])
        return len(gone)

    def close(self) -> None:
        self._client.close()

    def _make_ready(self, length: int) -> None:
        if not self._ready:
            check_version(self._client)
            found = open_collection(self._client, self._collection, dimension=lambda: length, options=self._options)
            self._shards = shards_of(found)
            check_writable(self._client, self._collection)
            self._ready = True

    def _exists(self) -> bool:
        """Raises StorageUnsuitable when it may not be read."""
        exists = self._client.collection_exists(self._collection)
        if exists and not self._checked:
            check_readable(self._client, self._collection)
            self._checked = True
        return exists

    def _whole(self, heads: Sequence[whole_memories.Record], *, vectors: bool) -> list[Entry]:
        points = whole_memories.other_pieces(heads)
        others = self._client.retrieve(self._collection, points, with_vectors=vectors) if points else []
        return whole_memories.entries(heads, others)

    def _upsert(self, points: Sequence[models.PointStruct]) -> None:
        by_shard: defaultdict[str | None, list[models.PointStruct]] = defaultdict(list)
        for point in points:
            by_shard[self._shards.of_point(point)].append(point)
        for shard, its in by_shard.items():
            for some in batched(its, _PER_REQUEST):
                written = self._client.upsert(
                    self._collection, list(some), wait=True, ordering=IN_ORDER, shard_key_selector=shard
                )
                acknowledged([written])

    def _check_whole(self) -> None:
        """Raises StorageUnsuitable where memories would have to go to other shards."""
        if shards_of(self._client.get_collection(self._collection)).number:
            raise StorageUnsuitable(
                f"The collection {self._collection} is cut by buckets, and a space that gets another key belongs into "
                "others. Nothing was changed. Export the space, and import it with the new key."
            )

    def _update(self, operations: Sequence[models.UpdateOperation]) -> None:
        acknowledged(self._client.batch_update_points(self._collection, operations, wait=True, ordering=IN_ORDER))

    def _delete(self, points: Sequence[str]) -> None:
        if points:
            gone = models.PointIdsList(points=list(points))
            acknowledged([self._client.delete(self._collection, gone, wait=True, ordering=IN_ORDER)])


def _rewrite(entry: Entry, space: str) -> list[models.UpdateOperation]:
    """Replaces what the points of a memory say, as long as they are in that space and of that revision."""
    unchanged = Dialect().equals("revision", entry.memory.revision)
    operations: list[models.UpdateOperation] = []
    for number, (point, content, _) in reversed(list(enumerate(payload.of_entry(entry)))):
        must = [Dialect().has_id([point]), *([Dialect().equals("space_id", space), unchanged] if number == 0 else [])]
        replaced = models.SetPayload(payload=content, filter=models.Filter(must=must))
        operations.append(models.OverwritePayloadOperation(overwrite_payload=replaced))
    return operations


def _removal(entry: Entry) -> models.UpdateOperation:
    """Removes the first piece of a memory, as long as it is of that revision."""
    must = [Dialect().has_id([entry.memory.id]), Dialect().equals("revision", entry.memory.revision)]
    return models.DeleteOperation(delete=models.FilterSelector(filter=models.Filter(must=must)))
