"""An embedded collection is brought up to date: at once where little is to be done, else in slices between calls.

Whoever has the folder's lock calls this. Each slice reads points that are behind and writes them whole, in one
operation, so that a kill at any moment leaves each point as it was or as it is to be; the next slice, of whichever
process, goes on with what is still behind. Nothing is noted but the stamp, which says how far it is.
"""

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from memory_core.domain.candidate import Channel
from memory_core.engines import filters
from memory_core.engines.collections import COLLECTION_SCHEMA, model_of
from memory_core.engines.embedded import callers, copy_before
from memory_core.engines.embedded.dialect import Dialect
from memory_core.engines.embedded.layout import Point, PointId, Stored, changed, has_traits
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.stamp_file import StampFile
from memory_core.engines.migrations import steps
from memory_core.engines.stamp import Stamp, made_now

QUIET_SECONDS = 600.0  # that Dify lets an old process of the plugin drain for
SLICE_SECONDS = 0.2
_BETWEEN_SECONDS = 1.0  # from one slice to the next, so that calls wait for a fifth of the time at most
_AT_ONCE = 200  # points of one operation
_FIRST_WITH_TRAITS = 3  # schema
_FEW = 1_000  # points that an opening waits for

type Note = Callable[[Sequence[PointId]], object]  # is told of points that are about to be written


class Upgrade:
    """Of one folder, shared by all that open it in this process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ShardFiles(folder)
        self.stamp = StampFile(folder)
        self.left = 0  # points that are behind, when the shard was opened or after the last slice
        self.older = False  # whether some of them may be of schema 2
        self.may_write = True  # as the stamp said when the shard was opened
        self._to = steps.newest()
        self._last_slice = 0.0

    # -- before the shard is opened ------------------------------------------------------------------------------------

    def stamp_new(self, dimension: int) -> None:
        """For a shard that is about to be made."""
        self.stamp.write(self._made(COLLECTION_SCHEMA, dimension))

    @property
    def waits_for_older(self) -> bool:
        """Whether a breaking step is all that is left to do."""
        stamp = self.stamp.read()
        return bool(stamp and stamp.is_writable and not stamp.to and steps.next_breaking(stamp.readable_from))

    def begin_breaking(self, *, has_room: Callable[[int], bool]) -> None:
        """Lets a breaking step begin, when one waits, all before it is done and no older program has asked for the
        folder of late: copies the collection, and shuts those programs out."""
        stamp = self.stamp.read()
        if stamp is None or not stamp.is_writable or not self._files.current.exists():
            return
        step = steps.next_breaking(stamp.readable_from)
        if step is None or stamp.to or stamp.schema < steps.reachable(stamp.readable_from):
            return
        quiet = callers.seconds_since(self._folder, older_than=step.schema) > QUIET_SECONDS
        if quiet and has_room(copy_before.bytes_needed(self._folder)):
            copy_before.make(self._folder, step.schema)
            self.stamp.write(stamp.broken_with(step.schema))

    # -- on the open shard ---------------------------------------------------------------------------------------------

    def begin(self, shard: Shard, *, has_room: bool) -> None:
        """To be called with every shard that was just opened; makes what it lacks, and counts what is behind."""
        stamp = self.stamp.read()
        self.may_write = stamp is None or stamp.is_writable
        if stamp is not None:
            stamp.check_readable(self.stamp.place)
            if not self.may_write:
                self.left, self.older = 0, False
                return
        shard.add_indexes()
        had_traits = has_traits(self._files.current)
        if not had_traits:
            shard.add_traits()
        if stamp is None:  # what is in it says of which schema it is
            stamp = self._made(_FIRST_WITH_TRAITS if had_traits else steps.OLDEST, self._dimension(shard))
        self._to = steps.reachable(stamp.readable_from)
        self._count(shard)
        if self.left <= _FEW and has_room:
            self._bring_up(shard, until=float("inf"), note=lambda _: None)
        self._note_progress(stamp)
        self.older = bool(self.left and _of_schema_2(shard))

    def is_due(self) -> bool:
        """Whether the next slice may begin, when points are left."""
        return time.monotonic() - self._last_slice > _BETWEEN_SECONDS

    def some(self, shard: Shard, *, seconds: float, note: Note) -> None:
        """One slice."""
        self._bring_up(shard, until=time.monotonic() + seconds, note=note)
        self._last_slice = time.monotonic()
        stamp = self.stamp.read()
        if stamp is not None:
            self._note_progress(stamp)
        self.older = self.older and bool(self.left)

    def pause(self) -> None:
        """After a failure: no more slices until the shard is opened anew."""
        self._last_slice = float("inf")

    def _bring_up(self, shard: Shard, *, until: float, note: Note) -> None:
        """At least one batch, so that whoever has little time comes to an end, too."""
        while self.left:
            records = shard.read(filters.behind(Dialect(), self._to), limit=_AT_ONCE, vectors=True)
            if not records:
                self.left = 0
                return
            note([record.id for record in records])
            shard.write([_brought_up(record, to=self._to) for record in records])
            self._count(shard)
            if time.monotonic() >= until:
                return

    def _count(self, shard: Shard) -> None:
        done = filters.up_to_date(Dialect(), self._to)
        self.left = shard.count() - shard.count(done, exact=False)

    def _note_progress(self, stamp: Stamp) -> None:
        now = stamp.going_on(to=self._to, left=self.left)
        if now != stamp or self.stamp.read() is None:
            self.stamp.write(now)

    def _made(self, schema: int, dimension: int) -> Stamp:
        name = self._folder.name
        return made_now(schema=schema, embedding_model=model_of(name) or name, dimension=dimension)

    @staticmethod
    def _dimension(shard: Shard) -> int:
        first = shard.read(limit=1, fields=False, vectors=True)
        vectors = (first[0].vector if first else None) or {}
        return len(vectors.get(Channel.DENSE.value, ()))


def _brought_up(record: Stored, *, to: int) -> Point:
    return changed(record, steps.brought_up(record.payload or {}, to=to))


def _of_schema_2(shard: Shard) -> int:
    return shard.count(Dialect().all_of([Dialect().lacks("standing")], []))


@cache
def upgrade_of(folder: Path) -> Upgrade:
    return Upgrade(folder)
