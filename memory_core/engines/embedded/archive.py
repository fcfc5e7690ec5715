"""Whole collections of the embedded engine, for their operator."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from memory_core.engines import filters, payload, whole_memories
from memory_core.engines.collections import model_of
from memory_core.engines.embedded.dialect import Dialect
from memory_core.engines.embedded.layout import points_of
from memory_core.engines.embedded.shard import ByTime, Shard
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.ports import Entry, Offload, in_place


class EmbeddedArchives:
    """The Archives of a data folder; see EmbeddedStore for `wait_seconds` and `free_bytes`."""

    def __init__(self, data_dir: Path, *, wait_seconds: float = 30, free_bytes: int = 0) -> None:
        self._data_dir = data_dir
        self._wait_seconds = wait_seconds
        self._free_bytes = free_bytes
        self._opened: dict[str, EmbeddedArchive] = {}

    def collections(self) -> list[str]:
        folders = sorted(self._data_dir.iterdir()) if self._data_dir.is_dir() else []
        return [folder.name for folder in folders if model_of(folder.name) and ShardFiles(folder).hold_memories]

    def open(self, collection: str) -> "EmbeddedArchive":
        if collection not in self._opened:
            self._opened[collection] = EmbeddedArchive(
                self._data_dir / collection, wait_seconds=self._wait_seconds, free_bytes=self._free_bytes
            )
        return self._opened[collection]

    def close(self) -> None:
        for archive in self._opened.values():
            archive.close()


class EmbeddedArchive:
    """An Archive over one collection folder."""

    def __init__(
        self, folder: Path, *, wait_seconds: float = 30, free_bytes: int = 0, offload: Offload = in_place
    ) -> None:
        self._folder = folder
        self._files = ShardFiles(folder)
        self._dimension = 0
        self._store = EmbeddedStore(
            folder,
            dimension=lambda: self._dimension,
            wait_seconds=wait_seconds,
            free_bytes=free_bytes,
            offload=offload,
        )

    @property
    def collection(self) -> str:
        return self._folder.name

    def count(self, space: str = "") -> int:
        if not self._files.hold_memories:
            return 0
        return self._store.run(lambda shard: shard.count(filters.first_pieces(Dialect(), space)))

    def read(self, space: str = "", *, after: int | None = None, limit: int, vectors: bool = False) -> list[Entry]:
        if not self._files.hold_memories:
            return []
        return self._store.run(partial(_read, space=space, after=after, limit=limit, vectors=vectors))

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> list[Entry]:
        known = payload.known_ids(ids)
        if not known or not self._files.hold_memories:
            return []
        return self._store.run(partial(_fetch, ids=known, vectors=vectors))

    def put(self, entries: Sequence[Entry], *, for_good: bool = False) -> None:
        if not entries:
            return
        self._dimension = len(entries[0].pieces[0].dense)
        with self._store.turn():
            left_over = self._store.run(partial(_surplus, entries))
            points = [point for entry in entries for point in points_of(entry)]
            self._store.upsert(points, for_good=for_good)
            self._delete(left_over)

    def rekey(self, space: str, to: str, *, limit: int) -> int:
        if not self._files.hold_memories:
            return 0
        with self._store.turn():
            entries = self.read(space, limit=limit, vectors=True)
            self.put([whole_memories.in_space(entry, to) for entry in entries])
        return len(entries)

    def erase(self, ids: Sequence[str]) -> None:
        if not self._files.hold_memories:
            return
        with self._store.turn():
            self._delete([point for entry in self.fetch(ids) for point in _point_ids(entry)])

    def hand_over(self, entries: Sequence[Entry], to: "EmbeddedArchive") -> int:
        """Nobody else changes one of the two meanwhile."""
        if not entries or not self._files.hold_memories:
            return 0
        ids = [entry.memory.id for entry in entries]
        to._dimension = len(entries[0].pieces[0].dense)
        with self._store.turn(), to._store.turn():
            stored = self.fetch(ids)
            still = whole_memories.unchanged(entries, stored)
            to.put(whole_memories.newer(still, to.fetch(ids)))
            handed_over = {entry.memory.id for entry in still}
            self._delete([point for one in stored if one.memory.id in handed_over for point in _point_ids(one)])
        return len(still)

    def close(self) -> None:
        self._store.close()

    def _delete(self, points: Sequence[str]) -> None:
        if points:
            self._store.delete(points)


def _point_ids(entry: Entry) -> list[str]:
    return [payload.point_id(entry.memory.id, number) for number in range(len(entry.pieces))]


def _read(shard: Shard, *, space: str, after: int | None, limit: int, vectors: bool) -> list[Entry]:
    order = ByTime(oldest_first=True, start=None if after is None else after + 1)
    condition = filters.first_pieces(Dialect(), space)
    heads = None
    while heads is None:
        found = shard.read(condition, limit=limit, order=order, vectors=vectors)
        heads = whole_memories.whole_moments(found, limit=limit)
        limit *= 2
    return _whole(shard, heads, vectors=vectors)


def _fetch(shard: Shard, *, ids: Sequence[str], vectors: bool) -> list[Entry]:
    condition = filters.first_pieces(Dialect(), ids=ids)
    return _whole(shard, shard.read(condition, limit=len(ids), vectors=vectors), vectors=vectors)


def _whole(shard: Shard, heads: Sequence[whole_memories.Record], *, vectors: bool) -> list[Entry]:
    return whole_memories.entries(heads, shard.fetch(whole_memories.other_pieces(heads), vectors=vectors))


def _surplus(entries: Sequence[Entry], shard: Shard) -> list[str]:
    stored = shard.fetch([entry.memory.id for entry in entries], fields=["memory_id", "pieces"])
    return whole_memories.surplus(stored, entries)
