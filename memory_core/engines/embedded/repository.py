"""Memories on the embedded engine: Qdrant's own core inside this process, files in a folder, no service."""

import json
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from memory_core.domain.background import Background
from memory_core.domain.candidate import Candidate, PieceId
from memory_core.domain.memory import Memory
from memory_core.domain.quota import Held
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection, following, ids_around
from memory_core.engines import background_record, filters, payload
from memory_core.engines.embedded import search, traits
from memory_core.engines.embedded.dialect import Condition, Dialect
from memory_core.engines.embedded.layout import Point, Stored, changed, points_of
from memory_core.engines.embedded.rewriting import rewrite
from memory_core.engines.embedded.shard import ByTime, Shard
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.errors import FolderUnusable, WriteConflict
from memory_core.ports import Beside, EncodedQuery, Entry, Offload, SparseVector, in_place
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
        self._store = EmbeddedStore(
            folder, dimension=dimension, wait_seconds=wait_seconds, free_bytes=free_bytes, offload=offload
        )

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        payload.check_scope(scope, [*(entry.memory for entry in entries), *amended])
        points = [point for entry in entries for point in points_of(entry)]
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

    def memories_and_beside(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate], beside: Beside
    ) -> tuple[dict[Hashable, Memory], list[list[Memory]]]:
        with self._store.turn():
            memories = self.memories_of(scope, selection, candidates)
            return memories, self.recents(scope, beside(ids_around(memories.values())))

    def answering(self) -> AbstractContextManager[None]:
        return nullcontext()

    def recent(self, scope: Scope, selection: Selection, *, limit: int) -> list[Memory]:
        return self.recents(scope, [(selection, limit)])[0]

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        with self._store.turn():
            conditions = [(self._heads(scope, selection), limit) for selection, limit in wanted]
            found = self._store.run(lambda shard: [shard.read(c, limit=n, order=ByTime()) for c, n in conditions])
        return [_memories(records) for records in found]

    def recents_and_later(
        self, scope: Scope, wanted: Sequence[tuple[Selection, int]], *, limit: int
    ) -> tuple[list[list[Memory]], list[Memory]]:
        with self._store.turn():
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
        order = ByTime(oldest_first=oldest_first, start=after.created_at if after else None)
        seen = payload.known_ids(after.ids) if after else []
        with self._store.turn():
            condition = self._heads(scope, selection, but=seen)
            records = self._store.run(lambda shard: shard.read(condition, limit=limit, order=order))
        return _memories(records)

    def count(self, scope: Scope, selection: Selection) -> int:
        if (conditions := filters.on_shelf(Dialect(), scope, selection)) is not None:
            standing, expired = conditions
            return self._store.run(lambda shard: shard.count(standing, exact=False) - shard.count(expired))
        with self._store.turn():
            condition = self._heads(scope, selection)
            return self._store.run(lambda shard: shard.count(condition))

    def held(self, scope: Scope) -> Held:
        with self._store.turn():
            heads, pieces = (filters.within(self._dialect, scope, heads=heads) for heads in (True, False))
            return Held(*self._store.run(lambda shard: [shard.count(heads), shard.count(pieces)]))

    def sessions(self, scope: Scope, selection: Selection) -> dict[str, int]:
        with self._store.turn():
            condition = self._heads(scope, selection)
            return self._store.run(lambda shard: shard.facet("session_id", condition))

    def erase(self, scope: Scope, ids: Sequence[str]) -> None:
        known = payload.known_ids(ids)
        with self._store.turn():
            points = self._store.run(partial(_points_of, self._dialect, scope, known))
            if points:
                self._store.delete(points)

    def rewrite(self) -> bool:
        return rewrite(self._store)

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        return self._store.upgrade(seconds=seconds)

    def strongest(
        self, scope: Scope, selection: Selection, probe: EncodedQuery, *, depth: int, limit: int
    ) -> list[Candidate]:
        return self._searched(search.strongest, scope, selection, probe, depth=depth, limit=limit)

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        return self._searched(search.speakers, scope, selection, words, depth=depth) if words.indices else set()

    def is_empty(self, scope: Scope) -> bool:
        with self._store.turn():
            realm = filters.whole_realm(self._dialect, scope)
            return not self._store.run(lambda shard: shard.read(realm, limit=1, fields=False))

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
        return Dialect(older=self._store.holds_older, behind=self._store.is_behind)

    def _read(self, scope: Scope, selection: Selection, ids: Sequence[PieceId]) -> list[Memory]:
        if not ids:
            return []
        with self._store.turn():
            condition = self._heads(scope, selection, ids=ids)
            records = self._store.run(lambda shard: shard.read(condition, limit=len(ids)))
        return _memories(records)

    def _heads(self, scope: Scope, selection: Selection, **narrowed: Any) -> Condition:
        """First pieces, as they are found now: to be asked within the turn in which they are read."""
        return filters.within(self._dialect, scope, selection, heads=True, **narrowed)


def _memories(records: Sequence[Stored]) -> list[Memory]:
    return [from_stored(record.payload or {}) for record in records]


def _check_new(entries: Sequence[Entry], shard: Shard) -> None:
    if shard.fetch([entry.memory.id for entry in entries], fields=False):
        raise WriteConflict(payload.CONFLICT)


def _amended_points(dialect: Dialect, scope: Scope, memories: Sequence[Memory], shard: Shard) -> list[Point]:
    """Every stored point of these memories, vectors and all, so that one operation writes them with what is new."""
    amended = {memory.id: memory for memory in memories}
    ids = _points_of(dialect, scope, payload.known_ids(list(amended)), shard)
    payload.check_held(amended, ids)
    records = shard.read(filters.within(dialect, scope, ids=ids), limit=len(ids), vectors=True)
    return [
        changed(record, payload.amended(amended[stored["memory_id"]], stored))
        for record in records
        if (stored := record.payload) and record.vector
    ]


def _points_of(dialect: Dialect, scope: Scope, ids: Sequence[str], shard: Shard) -> list[str]:
    """The ids of every point of these memories, as far as the scope holds them."""
    if not ids:
        return []
    heads = filters.within(dialect, scope, ids=ids, heads=True)
    records = shard.read(heads, limit=len(ids), fields=["memory_id", "pieces"])
    return [point for record in records for point in payload.point_ids(record.payload or {})]
