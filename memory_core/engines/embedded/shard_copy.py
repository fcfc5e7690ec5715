"""A copy of a shard, made in slices while the shard serves."""

from collections.abc import Sequence
from itertools import batched
from pathlib import Path

from memory_core.engines.embedded.layout import PointId, Stored, copied
from memory_core.engines.embedded.shard import Shard
from memory_core.errors import EngineFailed

_AT_ONCE = 500  # points; the engine lets nothing else run while it hands out one such batch, or takes it


class ShardCopy:
    """A fresh shard in an empty `folder`. What changes in the source after the first slice has to be noted, and is
    copied once more at the end."""

    def __init__(self, folder: Path, *, dimension: int) -> None:
        self._folder = folder
        self._shard = Shard.make(folder, dimension=dimension)
        self._next: PointId | None = None
        self._changed: set[PointId] = set()
        self.holds_erased = False
        self._shard.add_indexes()

    def note(self, ids: Sequence[PointId], *, erased: bool) -> None:
        """These points of the source are about to change. Those that are erased may stand in the copy's files."""
        self._changed.update(ids)
        self.holds_erased |= erased

    def copy_some(self, source: Shard) -> bool:
        """Copies the next slice; whether there is another."""
        records, self._next = source.walk(self._next, limit=_AT_ONCE)
        self._put(records)
        return self._next is not None

    def conclude(self, source: Shard) -> int:
        """Catches up, closes the copy, and counts it anew from its files: how many points both have."""
        for ids in batched(self._changed, _AT_ONCE):
            self._shard.delete(ids)
            self._put(source.fetch(ids, vectors=True))
        self.close()
        written = Shard.open(self._folder)
        made, wanted = written.count(), source.count()
        written.close()
        if made != wanted:
            raise EngineFailed(
                f"The embedded engine copied {made:,} of {wanted:,} records. Nothing was changed; try again."
            )
        return made

    def close(self) -> None:
        self._shard.close()

    def _put(self, records: Sequence[Stored]) -> None:
        if records:
            self._shard.write([copied(record) for record in records])
