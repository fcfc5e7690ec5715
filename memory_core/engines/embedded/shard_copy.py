"""A copy of a shard, made in slices while the shard serves."""

from collections.abc import Callable, Sequence
from itertools import batched
from pathlib import Path
from uuid import UUID

import qdrant_edge as edge

from memory_core.errors import EngineFailed

type PointId = UUID | int | str

_AT_ONCE = 500  # points; the engine lets nothing else run while it hands out one such batch, or takes it


class ShardCopy:
    """A fresh shard in an empty `folder`. What changes in the source after the first slice has to be noted, and is
    copied once more at the end."""

    def __init__(self, folder: Path, config: edge.EdgeConfig, prepare: Callable[[edge.EdgeShard], None]) -> None:
        self._folder = folder
        self._shard = edge.EdgeShard.create(str(folder), config)
        self._next: PointId | None = None
        self._changed: set[PointId] = set()
        self.holds_erased = False
        prepare(self._shard)

    def note(self, ids: Sequence[PointId], *, erased: bool) -> None:
        """These points of the source are about to change. Those that are erased may stand in the copy's files."""
        self._changed.update(ids)
        self.holds_erased |= erased

    def copy_some(self, source: edge.EdgeShard) -> bool:
        """Copies the next slice; whether there is another."""
        request = edge.ScrollRequest(offset=self._next, limit=_AT_ONCE, with_payload=True, with_vector=True)
        records, self._next = source.scroll(request)
        self._put(records)
        return self._next is not None

    def conclude(self, source: edge.EdgeShard) -> int:
        """Catches up, closes the copy, and counts it anew from its files: how many points both have."""
        for ids in batched(self._changed, _AT_ONCE):
            self._shard.update(edge.UpdateOperation.delete_points(list(ids)))
            self._put(source.retrieve(list(ids), with_payload=True, with_vector=True))
        self.close()
        written = edge.EdgeShard.load(str(self._folder))
        copied, wanted = count(written), count(source)
        written.close()
        if copied != wanted:
            raise EngineFailed(
                f"The embedded engine copied {copied:,} of {wanted:,} records. Nothing was changed; try again."
            )
        return copied

    def close(self) -> None:
        self._shard.close()

    def _put(self, records: Sequence[edge.Record]) -> None:
        if records:
            points = [edge.Point(record.id, record.vector or {}, record.payload) for record in records]
            self._shard.update(edge.UpdateOperation.upsert_points(points))
            self._shard.flush()


def count(shard: edge.EdgeShard) -> int:
    """All its points, exactly."""
    return shard.count(edge.CountRequest(exact=True))
