"""Memories on a Qdrant server or cluster, through qdrant-client; the client's in-memory mode serves tests."""

import time
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from qdrant_client import QdrantClient, models

from memory_core.domain.background import Background
from memory_core.domain.candidate import Candidate, Channel
from memory_core.domain.memory import Memory
from memory_core.domain.quota import Held
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection, following
from memory_core.engines import background_record, filters, payload, whole_memories
from memory_core.engines.payload import Mark
from memory_core.engines.server import searches
from memory_core.engines.server.consistency import IN_ORDER
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.leases import Later, Leases, in_background
from memory_core.engines.server.opened import OpenedCollection
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.pagination import counted_by, scrolls
from memory_core.engines.server.patience import query
from memory_core.engines.server.points import points_of_entry, sparse
from memory_core.engines.server.realms import RealmSizes
from memory_core.engines.server.upgrade import SLICE_SECONDS
from memory_core.engines.server.versioned_write import VersionedWrite, acknowledged
from memory_core.ports import Beside, EncodedQuery, Entry, SparseVector
from memory_core.record.codec import from_stored

_NEWEST_FIRST = models.OrderBy(key="created_at", direction=models.Direction.DESC)
_BACKGROUND = "keepsake_background"  # of the embedding model, in what the collection says of itself


class ServerRepository(OpenedCollection):
    """A MemoryRepository over one collection, which is made when first used with these `options`, for vectors of
    `dimension`."""

    def __init__(
        self,
        client: QdrantClient,
        *,
        collection: str,
        dimension: Callable[[], int],
        options: CollectionOptions | None = None,
        later: Later = in_background,
        query_seconds: float = 0.0,
    ) -> None:
        super().__init__(client, collection=collection, dimension=dimension, options=options or CollectionOptions())
        self._leases = Leases(
            self._ready_client,
            collection,
            newest=lambda: self._upgrade.newest,
            shard=lambda lease: self._shards.of_lease(lease),  # noqa: PLW0108 - known when the collection is open
            later=later,
        )
        self._query_seconds = query_seconds
        self._sizes = RealmSizes()

    def answering(self) -> AbstractContextManager[None]:
        return query(self._query_seconds)

    def turn(self, scope: Scope) -> AbstractContextManager[None]:
        self._is_gone = False  # what is stored now makes the collection anew
        return self._leases(scope)

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        payload.check_scope(scope, [*(entry.memory for entry in entries), *amended])
        self._is_gone = self._is_gone and not entries
        with self._ready_client() as client:
            self._upgrade.check_writable()
            new = [point for entry in entries for point in points_of_entry(entry)]
            shard = self._shards.of(scope)
            write = VersionedWrite(client, self._collection, newest=self._upgrade.newest, shard=shard)
            write.write(new, self._stored(client, scope, amended), amended)
        self._sizes.add(entries, lambda entry: payload.filterable(entry.memory)["marks"])

    def _stored(self, client: QdrantClient, scope: Scope, memories: Sequence[Memory]) -> list[models.Record]:
        """Every stored point of these memories, vectors and all."""
        if not memories:
            return []
        ids = payload.known_ids([memory.id for memory in memories])
        condition = self._within(scope, ids=ids, heads=True)
        heads = self._every(client, condition, limit=len(ids), vectors=True)
        payload.check_held([memory.id for memory in memories], [str(head.id) for head in heads])
        others = whole_memories.other_pieces(heads)
        if not others:
            return heads
        return heads + self._every(client, self._within(scope, ids=others), limit=len(others), vectors=True)

    def _points_of(self, client: QdrantClient, scope: Scope, ids: Sequence[str]) -> list[str]:
        """The ids of every point of these memories, as far as the scope holds them."""
        if not ids:
            return []
        condition = self._within(scope, ids=ids, heads=True)
        heads = self._every(client, condition, limit=len(ids), fields=["memory_id", "pieces"])
        return [i for head in heads for i in payload.point_ids(head.payload or {})]

    def read(self, scope: Scope, selection: Selection, ids: Sequence[str]) -> list[Memory]:
        wanted = payload.known_ids(ids)
        if not wanted:
            return []
        condition = self._within(scope, selection, ids=wanted, heads=True)
        return self._scroll(condition, limit=len(wanted), order=None)

    def recent(self, scope: Scope, selection: Selection, *, limit: int) -> list[Memory]:
        return self.recents(scope, [(selection, limit)])[0]

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        asked = [(self._within(scope, selection, heads=True), limit) for selection, limit in wanted]
        with self._ready_client() as client:
            lists = scrolls(
                client, self._collection, asked, order=_NEWEST_FIRST, most=self._most, shard=self._shards.of(scope)
            )
        return [_memories(records) for records in lists]

    def recents_and_later(
        self, scope: Scope, wanted: Sequence[tuple[Selection, int]], *, limit: int
    ) -> tuple[list[list[Memory]], list[Memory]]:
        found = self.recents(scope, wanted)
        followers = following(found, alive_at=wanted[0][0].alive_at)
        return found, self.recent(scope, followers, limit=limit) if followers else []

    def page(
        self,
        scope: Scope,
        selection: Selection,
        *,
        limit: int,
        after: Position | None = None,
        oldest_first: bool = False,
    ) -> list[Memory]:
        direction = models.Direction.ASC if oldest_first else models.Direction.DESC
        order = models.OrderBy(key="created_at", direction=direction, start_from=after.created_at if after else None)
        seen = payload.known_ids(after.ids) if after else []
        condition = self._within(scope, selection, but=seen, heads=True)
        return self._scroll(condition, limit=limit, order=order)

    def count(self, scope: Scope, selection: Selection) -> int:
        condition = self._within(scope, selection, heads=True)
        with self._ready_client() as client:
            return client.count(self._collection, count_filter=condition, exact=True).count

    def held(self, scope: Scope) -> Held:
        heads, pieces = (self._within(scope, heads=heads) for heads in (True, False))
        with self._ready_client() as client:
            return Held(
                *(client.count(self._collection, count_filter=each, exact=True).count for each in (heads, pieces))
            )

    def sessions(self, scope: Scope, selection: Selection) -> dict[str, int]:
        condition = self._within(scope, selection, heads=True)
        with self._ready_client() as client:
            return counted_by(client, self._collection, "session_id", condition, most=self._most)

    def erase(self, scope: Scope, ids: Sequence[str]) -> None:
        with self._ready_client() as client:
            self._upgrade.check_writable()
            points = self._points_of(client, scope, payload.known_ids(ids))
            if points:
                gone = models.PointIdsList(points=list(points))
                acknowledged([client.delete(self._collection, gone, wait=True, ordering=IN_ORDER)])
                self._sizes.forget(scope)

    def rewrite(self) -> bool:
        return False  # a server clears its disk by itself, when enough was deleted, and does not say when

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        until = time.monotonic() + seconds
        with self._ready_client():
            self._upgrade.check_writable()
            self._upgrade.lay_out()
            self._upgrade.count_again()
            if alone:
                self._upgrade.break_with_older()
            while self._upgrade.left and (left := until - time.monotonic()) > 0:
                self._upgrade.some(seconds=min(SLICE_SECONDS, left))
            return self._upgrade.left

    def strongest(
        self, scope: Scope, selection: Selection, probe: EncodedQuery, *, depth: int, limit: int
    ) -> list[Candidate]:
        asked = searches.asked_of(probe)
        if not asked:
            return []
        condition = self._within(scope, selection)
        with self._ready_client() as client:
            dialect = self._dialect()
            rarity = searches.own_rarity(dialect, scope)
            limited, shard = min(depth, self._most), self._shards.of(scope)
            requests = searches.requests(asked, condition, rarity=rarity, limit=limited, shard=shard)
            answers = client.query_batch_points(self._collection, requests)

            def corpus() -> int:
                return self._count(client, filters.corpus(dialect, scope), exact=dialect.behind)

            return searches.strongest(
                asked, answers, probe=probe, limit=limit, corpus=lambda: self._sizes.of(Mark.TOLD, scope, corpus)
            )

    def memories_of(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate]
    ) -> dict[Hashable, Memory]:
        """Those that came along with their candidates are not asked for once more."""
        whole = {c.memory: from_stored(c.point) for c in candidates if searches.is_whole(c.point)}
        ids = [str(candidate.memory) for candidate in candidates if candidate.memory not in whole]
        return whole | {memory.id: memory for memory in self.read(scope, selection, ids)}

    def memories_and_beside(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate], beside: Beside
    ) -> tuple[dict[Hashable, Memory], list[list[Memory]]]:
        ids = tuple(dict.fromkeys(str(candidate.memory) for candidate in candidates))
        if not ids:
            return {}, self.recents(scope, beside(()))
        wanted = beside(searches.ids_told_by(candidates))
        found, *lists = self.recents(scope, [(replace(selection, ids=ids), len(ids)), *wanted])
        return {memory.id: memory for memory in found}, lists

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        """Where nobody is named, nobody can be meant."""
        if not words.indices:
            return set()
        with self._ready_client() as client:
            dialect = self._dialect()

            def named() -> int:
                return self._count(client, filters.named(dialect, scope), exact=False)

            if not self._sizes.of(Mark.NAMED, scope, named):
                return set()
            answer = client.query_points(
                self._collection,
                query=sparse(words),
                using=Channel.SPARSE.value,
                query_filter=self._within(scope, selection),
                search_params=searches.own_rarity(dialect, scope),
                limit=min(depth, self._most),
                with_payload=["speaker"],
                shard_key_selector=self._shards.of(scope),
            )
        return {(point.payload or {}).get("speaker", "") for point in answer.points}

    def is_empty(self, scope: Scope) -> bool:
        with self._ready_client() as client:
            points, _ = client.scroll(
                self._collection,
                scroll_filter=filters.whole_realm(Dialect(older=self._upgrade.older), scope),
                limit=1,
                with_payload=False,
            )
        return not points

    def background(self) -> Background | None:
        with self._ready_client() as client:
            metadata = client.get_collection(self._collection).config.metadata or {}
        return background_record.of_record(metadata.get(_BACKGROUND))

    def keep_background(self, background: Background) -> None:
        with self._ready_client() as client:
            client.update_collection(self._collection, metadata={_BACKGROUND: background_record.to_record(background)})

    def _scroll(self, condition: models.Filter, *, limit: int, order: models.OrderBy | None) -> list[Memory]:
        with self._ready_client() as client:
            return _memories(self._every(client, condition, limit=limit, order=order))


def _memories(records: Sequence[models.Record]) -> list[Memory]:
    return [from_stored(record.payload or {}) for record in records]
