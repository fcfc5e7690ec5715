"""Memories on a Qdrant server or cluster, through qdrant-client; the client's in-memory mode serves tests."""

import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain import weights
from memory_core.domain.background import Background
from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Candidate, Channel, PieceId
from memory_core.domain.memory import Memory
from memory_core.domain.quota import Held
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection, following
from memory_core.engines import background_record, filters, payload
from memory_core.engines.collections import BREADTH
from memory_core.engines.server.collection import check_readable, open_collection
from memory_core.engines.server.connection import check_version, translated
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.leases import Leases
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.pagination import UNCAPPED, counted_by, largest_limit, scroll
from memory_core.engines.server.upgrade import SLICE_SECONDS, CollectionUpgrade
from memory_core.engines.server.versioned_write import VersionedWrite, acknowledged
from memory_core.errors import StorageError, WriteConflict
from memory_core.ports import EncodedQuery, Entry, SparseVector
from memory_core.record.codec import from_stored

NOT_FOUND = 404
_BACKGROUND = "keepsake_background"  # of the embedding model, in what the collection says of itself


class ServerRepository:
    """A MemoryRepository over one collection, which is made when first used with these `options`, for vectors of
    `dimension`."""

    def __init__(
        self,
        client: QdrantClient,
        *,
        collection: str,
        dimension: Callable[[], int],
        options: CollectionOptions | None = None,
    ) -> None:
        self._client = client
        self._collection = collection
        self._dimension = dimension
        self._options = options or CollectionOptions()
        self._leases = Leases(self._ready_client, collection)
        self._upgrade = CollectionUpgrade(client, collection)
        self._ready = False
        self._most = UNCAPPED

    def turn(self, scope: Scope) -> AbstractContextManager[None]:
        return self._leases(scope)

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        payload.check_scope(scope, [*(entry.memory for entry in entries), *amended])
        with self._ready_client() as client:
            self._upgrade.check_writable()
            ids = [entry.memory.id for entry in entries]
            if ids and client.retrieve(self._collection, ids, with_payload=False):
                raise WriteConflict(payload.CONFLICT)
            new = [point for entry in entries for point in points_of_entry(entry)]
            VersionedWrite(client, self._collection).write(new, self._stored(client, scope, amended), amended)

    def _stored(self, client: QdrantClient, scope: Scope, memories: Sequence[Memory]) -> list[models.Record]:
        """Every stored point of these memories, vectors and all."""
        if not memories:
            return []
        ids = self._points_of(client, scope, payload.known_ids([memory.id for memory in memories]))
        payload.check_held({memory.id: memory for memory in memories}, ids)
        all_of = self._within(scope, ids=ids)
        return self._every(client, all_of, limit=len(ids), vectors=True)

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
        condition = self._within(scope, selection, heads=True)
        order = models.OrderBy(key="created_at", direction=models.Direction.DESC)
        return self._scroll(condition, limit=limit, order=order)

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        return [self.recent(scope, selection, limit=limit) for selection, limit in wanted]

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
                acknowledged([client.delete(self._collection, gone, wait=True)])

    def rewrite(self) -> bool:
        return False  # a server clears its disk by itself, when enough was deleted, and does not say when

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        until = time.monotonic() + seconds
        with self._ready_client():
            self._upgrade.check_writable()
            self._upgrade.count_again()
            if alone:
                self._upgrade.break_with_older()
            while self._upgrade.left and (left := until - time.monotonic()) > 0:
                self._upgrade.some(seconds=min(SLICE_SECONDS, left))
            return self._upgrade.left

    def strongest(
        self, scope: Scope, selection: Selection, probe: EncodedQuery, *, depth: int, limit: int
    ) -> list[Candidate]:
        asked: list[tuple[Channel, Any]] = []
        if probe.dense:
            asked += [(channel, list(probe.dense)) for channel in DENSE_CHANNELS]
        if probe.sparse.indices:
            asked += [(channel, _sparse(probe.sparse)) for channel in SPARSE_CHANNELS]
        if not asked:
            return []
        condition = self._within(scope, selection)
        with self._ready_client() as client:
            dialect = Dialect(older=self._upgrade.older, behind=bool(self._upgrade.left))
            rarity = _own_rarity(dialect, scope)
            requests = [
                models.QueryRequest(
                    limit=min(depth, self._most),
                    query=vector,
                    using=channel.value,
                    filter=condition,
                    params=rarity if channel in SPARSE_CHANNELS else models.SearchParams(hnsw_ef=BREADTH),
                    with_payload=list(payload.PIECE_FIELDS),
                )
                for channel, vector in asked
            ]
            answers = client.query_batch_points(self._collection, requests)
            weighed_in = filters.corpus(dialect, scope)
            corpus = client.count(self._collection, count_filter=weighed_in, exact=dialect.behind).count
        fields: dict[PieceId, payload.Payload] = {}
        found: dict[PieceId, dict[Channel, float]] = {}
        for (channel, _), answer in zip(asked, answers, strict=True):
            for point in answer.points:
                fields[str(point.id)] = point.payload or {}
                found.setdefault(str(point.id), {})[channel] = point.score
        best = weights.strongest(
            found, limit=limit, words=probe.sparse.words, corpus=corpus, meaning=probe.meaning, zero=probe.zero
        )
        return [payload.to_candidate(fields[piece], scores) for piece, scores in best]

    def memories_of(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate]
    ) -> dict[Hashable, Memory]:
        ids = [str(candidate.memory) for candidate in candidates]
        return {memory.id: memory for memory in self.read(scope, selection, ids)}

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        if not words.indices:
            return set()
        with self._ready_client() as client:
            answer = client.query_points(
                self._collection,
                query=_sparse(words),
                using=Channel.SPARSE.value,
                query_filter=self._within(scope, selection),
                search_params=_own_rarity(Dialect(older=self._upgrade.older), scope),
                limit=min(depth, self._most),
                with_payload=["speaker"],
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

    def check(self) -> None:
        check_version(self._client)
        with translated():
            self._client.get_collections()
            if self._client.collection_exists(self._collection):
                check_readable(self._client, self._collection)

    def close(self) -> None:
        self._client.close()

    def _scroll(self, condition: models.Filter, *, limit: int, order: models.OrderBy | None) -> list[Memory]:
        with self._ready_client() as client:
            records = self._every(client, condition, limit=limit, order=order)
        return [from_stored(record.payload or {}) for record in records]

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

    def _within(self, scope: Scope, selection: Selection | None = None, **narrowed: Any) -> models.Filter:
        """filters.within, for points as they are now."""
        with self._ready_client():
            return filters.within(Dialect(older=self._upgrade.older), scope, selection, **narrowed)

    def _go_on_upgrading(self) -> None:
        """A slice after an operation, which is done whatever becomes of it."""
        if not self._upgrade.is_due():
            return
        with suppress(StorageError), translated():
            self._upgrade.some(seconds=SLICE_SECONDS)

    @contextmanager
    def _ready_client(self) -> Iterator[QdrantClient]:
        with translated():
            if not self._ready:
                check_version(self._client)
                found = open_collection(
                    self._client, self._collection, dimension=self._dimension, options=self._options
                )
                self._most = largest_limit(found)
                self._upgrade.begin(found)
                self._ready = True
            try:
                yield self._client
                self._go_on_upgrading()
            except UnexpectedResponse as exc:
                self._ready = exc.status_code != NOT_FOUND  # somebody removed the collection: the next call makes it
                raise


def points_of_entry(entry: Entry) -> list[models.PointStruct]:
    return [
        models.PointStruct(
            id=point,
            vector={
                Channel.DENSE.value: list(indexed.dense),
                Channel.DENSE_CONTEXT.value: list(indexed.dense_context),
                Channel.SPARSE.value: _sparse(indexed.sparse),
                Channel.SPARSE_CONTEXT.value: _sparse(indexed.sparse_context),
            },
            payload=content,
        )
        for point, content, indexed in payload.of_entry(entry)
    ]


def _own_rarity(dialect: Dialect, scope: Scope) -> models.SearchParams:
    """Words weigh by their rarity (IDF) in the caller's realm, whatever others store."""
    return models.SearchParams(idf=models.IdfCorpusParams(corpus=filters.whole_realm(dialect, scope)))


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))
