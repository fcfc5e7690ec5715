"""Memories on the embedded engine: Qdrant's own core inside this process, files in a folder, no service."""

import json
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import qdrant_edge as edge

from memory_core.adapters.offload import in_place
from memory_core.domain.background import Background
from memory_core.domain.memory import Memory
from memory_core.domain.ranking import DENSE_CHANNELS, SPARSE_CHANNELS, Candidate, Channel, Found, PieceId
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.engines import background_record, filters, payload
from memory_core.engines.embedded import search, traits
from memory_core.engines.embedded.dialect import Dialect
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.errors import FolderUnusable, WriteConflict
from memory_core.ports import MAXIMUM_SESSIONS, Entry, Offload, Probe, SparseVector
from memory_core.record.codec import from_stored


class EmbeddedRepository:
    """A MemoryRepository over one collection folder; see EmbeddedStore for `wait_seconds` and `free_bytes`. `dimension`
    is asked for when the collection is made."""

    def __init__(
        self,
        folder: Path,
        *,
        dimension: Callable[[], int],
        wait_seconds: float,
        free_bytes: int,
        offload: Offload = in_place,
    ) -> None:
        self._folder = folder
        self._background = folder / "background.json"  # of the embedding model
        self._dimension = dimension
        self._offload = offload
        self._store = open_store(
            folder, dimension=dimension, wait_seconds=wait_seconds, free_bytes=free_bytes, offload=offload
        )

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        payload.check_scope(scope, [*(entry.memory for entry in entries), *amended])
        points = [point for entry in entries for point in points_of_entry(entry)]
        with self._store.turn():
            self._store.run(partial(_check_new, entries))
            if amended:
                points += self._store.run(partial(_amended_points, self._dialect, scope, amended))
            if points:
                self._store.upsert(points)

    def turn(self, scope: Scope) -> AbstractContextManager[None]:
        return nullcontext()

    def read(self, scope: Scope, selection: Selection, ids: Sequence[str]) -> list[Memory]:
        return self._read(scope, selection, payload.known_ids(ids))

    def memories_of(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate]
    ) -> dict[Hashable, Memory]:
        def look_up(points: Sequence[PieceId]) -> dict[PieceId, payload.Payload]:
            return self._store.run(lambda shard: search.piece_fields(shard, self._dialect, scope, points))

        with self._store.turn():
            memories = self._read(scope, selection, traits.memory_ids(candidates, look_up))
        return {traits.key(memory.id): memory for memory in memories}

    def recent(self, scope: Scope, selection: Selection, *, limit: int) -> list[Memory]:
        return self.recents(scope, [(selection, limit)])[0]

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        order = edge.OrderBy("created_at", edge.Direction.Desc)
        with self._store.turn():
            requests = [self._request(scope, selection, limit=limit, order=order) for selection, limit in wanted]
            found = self._store.run(lambda shard: [shard.scroll(request)[0] for request in requests])
        return [_memories(records) for records in found]

    def page(
        self,
        scope: Scope,
        selection: Selection,
        *,
        limit: int,
        after: Position | None = None,
        oldest_first: bool = False,
    ) -> list[Memory]:
        direction = edge.Direction.Asc if oldest_first else edge.Direction.Desc
        order = edge.OrderBy("created_at", direction, after.created_at if after else None)
        seen = payload.known_ids(after.ids) if after else []
        return self._scroll(scope, selection, limit=limit, order=order, but=seen)

    def count(self, scope: Scope, selection: Selection) -> int:
        if (conditions := filters.on_shelf(Dialect(), scope, selection)) is not None:
            standing, expired = conditions
            requests = edge.CountRequest(exact=False, filter=standing), edge.CountRequest(filter=expired)
            known, gone = self._store.run(lambda shard: [shard.count(request) for request in requests])
            return known - gone
        with self._store.turn():
            request = edge.CountRequest(filter=filters.within(self._dialect, scope, selection, heads=True))
            return self._store.run(lambda shard: shard.count(request))

    def sessions(self, scope: Scope, selection: Selection) -> dict[str, int]:
        with self._store.turn():
            condition = filters.within(self._dialect, scope, selection, heads=True)
            request = edge.FacetRequest("session_id", limit=MAXIMUM_SESSIONS, exact=True, filter=condition)
            return {str(hit.value): hit.count for hit in self._store.run(lambda shard: shard.facet(request).hits)}

    def erase(self, scope: Scope, ids: Sequence[str]) -> None:
        known = payload.known_ids(ids)
        with self._store.turn():
            points = self._store.run(partial(_points_of, self._dialect, scope, known))
            if points:
                self._store.delete([UUID(point) for point in points])

    def rewrite(self) -> bool:
        return self._store.rewrite()

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        return self._store.upgrade(seconds=seconds)

    def search(self, scope: Scope, selection: Selection, probe: Probe, *, depth: int) -> Found:
        return self._searched(search.found, scope, selection, probe, depth=depth)

    def strongest(self, scope: Scope, selection: Selection, probe: Probe, *, depth: int, limit: int) -> list[Candidate]:
        return self._searched(search.strongest, scope, selection, probe, depth=depth, limit=limit)

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        return self._searched(search.speakers, scope, selection, words, depth=depth) if words.indices else set()

    def space_is_empty(self, scope: Scope) -> bool:
        request = edge.ScrollRequest(limit=1, filter=filters.whole_space(Dialect(), scope), with_payload=False)
        return not self._store.run(lambda shard: shard.scroll(request)[0])

    def background(self) -> Background | None:
        with suppress(OSError, ValueError):
            return background_record.of_record(json.loads(self._background.read_text(encoding="utf-8")))
        return None

    def keep_background(self, background: Background) -> None:
        """A kill leaves the one that was kept before, or none."""
        made = self._background.with_suffix(f".{uuid4().hex}.new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            made.write_text(json.dumps(background_record.to_record(background)), encoding="utf-8")
            made.replace(self._background)
        except OSError as exc:
            made.unlink(missing_ok=True)
            raise FolderUnusable(
                f"The data folder {self._folder.parent} cannot be written ({exc.strerror or type(exc).__name__}). "
                "Make it writable for Dify's plugin daemon, or set data_dir to another folder."
            ) from None

    def check(self) -> None:
        self._store.check()

    def close(self) -> None:
        self._store.close()

    def _searched[T](self, find: Callable[..., T], scope: Scope, selection: Selection, probe: object, **how: Any) -> T:
        how |= {"may_hold_erased": self._store.may_hold_erased}
        with self._store.turn():
            dialect = self._dialect
            return self._store.run(lambda shard: find(shard, dialect, scope, selection, probe, **how))

    @property
    def _dialect(self) -> Dialect:
        """How points are found now; to be asked within a turn."""
        return Dialect(older=self._store.holds_older)

    def _read(self, scope: Scope, selection: Selection, ids: Sequence[PieceId]) -> list[Memory]:
        if not ids:
            return []
        return self._scroll(scope, selection, limit=len(ids), ids=ids)

    def _scroll(self, scope: Scope, selection: Selection, **how: Any) -> list[Memory]:
        with self._store.turn():
            request = self._request(scope, selection, **how)
            records, _ = self._store.run(lambda shard: shard.scroll(request))
        return _memories(records)

    def _request(
        self, scope: Scope, selection: Selection, *, limit: int, order: edge.OrderBy | None = None, **narrowed: Any
    ) -> edge.ScrollRequest:
        """Whole records. To be made in the turn it is asked in: what is stored may be of an older schema before it."""
        condition = filters.within(self._dialect, scope, selection, heads=True, **narrowed)
        return edge.ScrollRequest(limit=limit, filter=condition, with_payload=True, order_by=order)


def _memories(records: Sequence[edge.Record]) -> list[Memory]:
    return [from_stored(record.payload or {}) for record in records]


def open_store(
    folder: Path, *, dimension: Callable[[], int], wait_seconds: float, free_bytes: int, offload: Offload = in_place
) -> EmbeddedStore:
    """The store of a collection of memories, which is made for vectors of `dimension`."""
    return EmbeddedStore(
        folder,
        config=lambda: _config(dimension()),
        prepare=_create_indexes,
        wait_seconds=wait_seconds,
        free_bytes=free_bytes,
        offload=offload,
    )


def _config(size: int) -> edge.EdgeConfig:
    """Searches run on the thread that asks, for handing them to another one takes as long as a small search. Vectors of
    16-bit numbers find what those of 32 find, on half the disk and in three quarters of the time of a scan; those of
    bytes are made when the collection is optimized. Nobody searches by traits, so they get no graph."""
    dense = edge.EdgeVectorParams(
        size,
        edge.Distance.Cosine,
        datatype=edge.VectorStorageDatatype.Float16,
        quantization_config=edge.ScalarQuantizationConfig(edge.ScalarType.Int8, quantile=0.99),
    )
    no_graph = edge.HnswIndexConfig(m=0, payload_m=0, ef_construct=1, full_scan_threshold=1)
    of_ranking = edge.EdgeVectorParams(traits.SIZE, edge.Distance.Dot, hnsw_config=no_graph)
    return edge.EdgeConfig(
        vectors={channel.value: dense for channel in DENSE_CHANNELS} | {traits.NAME: of_ranking},
        sparse_vectors={c.value: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for c in SPARSE_CHANNELS},
        max_search_threads=1,
    )


def _check_new(entries: Sequence[Entry], shard: edge.EdgeShard) -> None:
    ids: Any = [UUID(entry.memory.id) for entry in entries]
    if ids and shard.retrieve(ids, with_payload=False, with_vector=False):
        raise WriteConflict(payload.CONFLICT)


def _amended_points(
    dialect: Dialect, scope: Scope, memories: Sequence[Memory], shard: edge.EdgeShard
) -> list[edge.Point]:
    """Every stored point of these memories, vectors and all, so that one operation writes them with what is new."""
    changed = {memory.id: memory for memory in memories}
    ids = _points_of(dialect, scope, payload.known_ids(list(changed)), shard)
    payload.check_held(changed, ids)
    all_of = filters.within(dialect, scope, ids=ids)
    records, _ = shard.scroll(edge.ScrollRequest(limit=len(ids), filter=all_of, with_payload=True, with_vector=True))
    return [
        _point(r.id, r.vector, payload.amended(changed[stored["memory_id"]], stored))
        for r in records
        if (stored := r.payload) and r.vector
    ]


def _points_of(dialect: Dialect, scope: Scope, ids: Sequence[str], shard: edge.EdgeShard) -> list[str]:
    """The ids of every point of these memories, as far as the scope holds them."""
    if not ids:
        return []
    heads = filters.within(dialect, scope, ids=ids, heads=True)
    sizes = edge.ScrollRequest(limit=len(ids), filter=heads, with_payload=["memory_id", "pieces"])
    return [i for record in shard.scroll(sizes)[0] for i in payload.point_ids(record.payload or {})]


def _create_indexes(shard: edge.EdgeShard) -> None:
    """Every field that is filtered or ordered by gets its index; those that are there stay."""
    kinds: dict[str, Any] = {payload.TENANT_FIELD: edge.KeywordIndexParams(is_tenant=True)}
    kinds |= dict.fromkeys(payload.UUID_FIELDS, edge.PayloadSchemaType.Uuid)
    kinds |= dict.fromkeys(payload.KEYWORD_FIELDS, edge.PayloadSchemaType.Keyword)
    kinds |= dict.fromkeys(payload.INTEGER_FIELDS, edge.IntegerIndexParams(lookup=False, range=True))
    present = shard.info().payload_schema
    for field, kind in kinds.items():
        if field not in present:
            shard.update(edge.UpdateOperation.create_field_index(field, kind))


def points_of_entry(entry: Entry) -> list[edge.Point]:
    return [
        _point(
            UUID(point),
            {
                Channel.DENSE.value: list(indexed.dense),
                Channel.DENSE_CONTEXT.value: list(indexed.dense_context),
                Channel.SPARSE.value: search.sparse(indexed.sparse),
                Channel.SPARSE_CONTEXT.value: search.sparse(indexed.sparse_context),
            },
            content,
        )
        for point, content, indexed in payload.of_entry(entry)
    ]


def _point(point_id: Any, channels: Any, content: payload.Payload) -> edge.Point:
    return edge.Point(point_id, channels | {traits.NAME: traits.of(content)}, content)
