"""The embedded engine: opening its files, flushing, noticing damage, and rewriting them without what was erased. The
folder's lock is held while the shard is open, for the engine must never open a shard twice; see opened.py.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import qdrant_edge as edge

from memory_core.adapters.offload import in_place
from memory_core.engines.embedded import callers, copy_before
from memory_core.engines.embedded.failures import translated
from memory_core.engines.embedded.opened import opened_folder
from memory_core.engines.embedded.shard_copy import PointId, ShardCopy, count
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.upgrade import SLICE_SECONDS, upgrade_of
from memory_core.errors import EngineFailed, FolderUnusable, StorageBusy, StorageDamaged, StorageError, StorageFull
from memory_core.ports import Offload

_BREATH_SECONDS = 0.005  # between two slices of a rewrite, for other calls to get through


class EmbeddedStore:
    """A shard that is opened when first used, and is shared by all stores of this folder in this process. All methods
    may be called from any thread of any process.

    `wait_seconds` bounds how long a call waits for another process, `free_bytes` is left free on the disk: the engine
    maps its files, so a full disk would kill the process instead of raising. Both hold for the calls of this store,
    whatever others of the same folder were given. `offload` is where the engine is called: it records a backtrace with
    each of its errors, and walking the stack of a greenlet kills the process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        config: Callable[[], edge.EdgeConfig],
        prepare: Callable[[edge.EdgeShard], None],
        wait_seconds: float,
        free_bytes: int,
        offload: Offload = in_place,
    ) -> None:
        self._folder = folder
        self._files = ShardFiles(folder)
        self._upgrade = upgrade_of(folder)
        self._config = config
        self._prepare = prepare
        self._wait_seconds = wait_seconds
        self._free_bytes = free_bytes
        self._offload = offload
        self._opened = opened_folder(folder)

    @property
    def _shard(self) -> edge.EdgeShard | None:
        return self._opened.shard

    def may_hold_erased(self) -> bool:
        """Whether the engine may still know what was erased."""
        return self._files.may_hold_erased

    def run[T](self, work: Callable[[edge.EdgeShard], T]) -> T:
        """What `work` makes of the open shard."""
        with self.turn() as shard:
            done = self._native(work, shard)
            self._go_on_upgrading()
            return done

    @property
    def holds_older(self) -> bool:
        """Whether some points may still be of schema 2: to be asked within a turn."""
        return self._upgrade.older

    @contextmanager
    def turn(self) -> Iterator[edge.EdgeShard]:
        """Opens the shard and keeps others off it, of this process and any other: all that is done within is one
        operation."""
        patience = self._opened.patience(self._wait_seconds)
        deadline = time.monotonic() + patience
        if not self._opened.enter(self, timeout=patience):
            raise self._busy()
        try:
            with translated():
                yield self._shard or self._open(deadline)
        except EngineFailed:
            self._opened.let_go()  # it may be broken inside; what is on disk is not
            raise
        finally:
            self._opened.leave()

    def upsert(self, points: Sequence[edge.Point]) -> None:
        """Writes points, and returns when they are on stable storage."""
        self._commit(edge.UpdateOperation.upsert_points(list(points)), [point.id for point in points], wanted="stored")

    def delete(self, ids: Sequence[PointId]) -> None:
        """Deletes points, and returns when that is on stable storage. Their bytes stay until `rewrite`."""
        self._commit(edge.UpdateOperation.delete_points(list(ids)), ids, wanted="erased")

    def _commit(self, operation: edge.UpdateOperation, ids: Sequence[PointId], *, wanted: str) -> None:
        """A failure is tried once more, reopened."""
        self._upgrade.stamp.check_writable()
        with self.turn() as shard:
            self._check_free_space(wanted=wanted)
            erases = len(ids) if wanted == "erased" else 0
            apply = partial(self._apply, operation=operation, erases=erases)
            if self._opened.copy:
                self._opened.copy.note(ids, erased=bool(erases))
            try:
                with translated():
                    self._native(apply, shard)
            except EngineFailed:
                self._opened.close_shard()
                self._native(apply, self._open(time.monotonic() + self._wait_seconds))
            self._go_on_upgrading()

    def check(self) -> None:
        """Whether the folder can be written, and its lock had; makes no shard that is not there."""
        self._upgrade.stamp.check_readable()
        self._make_folder()
        if self._files.hold_memories:
            with self.turn():
                pass

    def upgrade(self, *, seconds: float) -> int:
        """Brings points of older programs up to date, for so long, and lets a step begin that waits for those programs
        to be gone; how many are left. Makes no shard that is not there."""
        if not self._files.hold_memories:
            return 0
        self._upgrade.stamp.check_writable()
        until = time.monotonic() + seconds
        with self.turn():
            if self._upgrade.waits_for_older and not self._opened.copy:
                self._opened.let_go()
        while True:
            with self.turn() as shard:
                if self._upgrade.left:
                    self._check_free_space(wanted="brought up to date")
                    self._upgrade_some(shard, seconds=min(SLICE_SECONDS, until - time.monotonic()))
                if not self._upgrade.left or time.monotonic() >= until:
                    return self._upgrade.left
            time.sleep(_BREATH_SECONDS)

    def _go_on_upgrading(self) -> None:
        """A slice after an operation, which is done whatever becomes of it."""
        if self._shard is None or not self._upgrade.is_due():
            return
        try:
            self._check_free_space()
            self._upgrade_some(self._shard, seconds=SLICE_SECONDS)
        except StorageError:
            self._upgrade.pause()

    def _upgrade_some(self, shard: edge.EdgeShard, *, seconds: float) -> None:
        def note(ids: Sequence[PointId]) -> None:
            if self._opened.copy:
                self._opened.copy.note(ids, erased=False)

        with translated():
            self._native(partial(self._upgrade.some, seconds=seconds, note=note), shard)

    def rewrite(self) -> bool:
        """Leaves nothing on disk of what was erased: copies what lives to a fresh shard, which replaces the other.
        Other calls of this process get through between slices; other processes wait until the end. A process that is
        killed leaves either of the two shards. False when something was erased meanwhile: that is for the next time.
        """
        with self._opened.rewriting:
            if not self._files.may_hold_erased:
                return True
            self._upgrade.stamp.check_writable()
            config = self._config()
            with self.turn() as shard:
                self._opened.copy = copy = self._begin_copy(config)
            try:
                while self._copied_some(shard, copy):
                    time.sleep(_BREATH_SECONDS)
                self._replace(shard, copy)
            finally:
                self._opened.copy = None
                self._native(_close, copy)
            if not copy.holds_erased:
                copy_before.remove_all(self._folder)
            return not copy.holds_erased

    def close(self) -> None:
        """The files are closed when nobody else in this process uses them; the next call opens them again."""
        self._opened.drop(self)

    def _native[A, B](self, work: Callable[[A], B], item: A) -> B:
        return self._offload(work, (item,))[0]

    def _apply(self, shard: edge.EdgeShard, operation: edge.UpdateOperation, *, erases: int) -> None:
        if erases:
            self._files.note_erasing(points=max(0, shard.info().points_count - erases))
        shard.update(operation)
        shard.flush()
        self._files.note_points(shard.info().points_count)

    # -- opening and letting go ----------------------------------------------------------------------------------------

    def _open(self, deadline: float) -> edge.EdgeShard:
        self._upgrade.stamp.check_readable()
        self._make_folder()
        callers.note(self._folder)
        lock = self._opened.lock
        if not (lock.is_held or lock.acquire(deadline=deadline)):
            raise self._busy()
        began = time.monotonic()
        try:
            self._native(lambda _: self._files.recover(), None)
            if not self._files.current.exists():
                self._create()
            shard = self._native(lambda _: self._load(), None)
        except BaseException:
            lock.release()
            raise
        self._opened.hold(shard, offload=self._offload, opening=time.monotonic() - began)
        return shard

    def _create(self) -> None:
        self._check_free_space()
        config = self._config()  # may ask a model, which the host allows on the caller's thread only
        self._native(lambda _: edge.EdgeShard.create(str(self._files.fresh), config).close(), None)
        self._upgrade.stamp_new(config)
        self._files.put_first()

    def _load(self) -> edge.EdgeShard:
        self._upgrade.begin_breaking(has_room=self._has_room)
        shard = edge.EdgeShard.load(str(self._files.current))
        try:
            self._check_count(shard)
            self._upgrade.begin(shard, prepare=self._prepare, has_room=self._has_room(0))
            shard.flush()  # what a killed process had written, this one may answer for
        except BaseException:
            shard.close()
            raise
        return shard

    def _busy(self) -> StorageBusy:
        self._opened.gave_up(after=self._wait_seconds)
        return StorageBusy(
            f"Another process has held the data folder {self._folder} for {self._wait_seconds:g} seconds. Try again; "
            "if this stays, stop the other process or set data_dir to a folder of this one's own."
        )

    # -- rewriting -----------------------------------------------------------------------------------------------------

    def _begin_copy(self, config: edge.EdgeConfig) -> ShardCopy:
        self._check_free_space(for_a_while=self._native(lambda _: self._files.size(), None), wanted="removed from disk")
        self._files.make_room()
        return self._native(lambda _: ShardCopy(self._files.fresh, config, self._prepare), None)

    def _copied_some(self, shard: edge.EdgeShard, copy: ShardCopy) -> bool:
        with self.turn() as current:
            self._check_open(shard, current)
            self._check_free_space(wanted="removed from disk")
            return self._native(copy.copy_some, shard)

    def _replace(self, shard: edge.EdgeShard, copy: ShardCopy) -> None:
        """Puts the copy in the place of the shard, which is open; the next call opens it. The lock is held until then:
        between the renames there is no shard."""
        with self.turn() as current:
            self._check_open(shard, current)
            self._files.note_points(self._native(copy.conclude, shard))
            try:
                self._opened.close_shard()
                self._native(lambda _: self._files.replace(clean=not copy.holds_erased), None)
            finally:
                self._opened.lock.release()

    def _check_open(self, shard: edge.EdgeShard, current: edge.EdgeShard) -> None:
        if current is not shard:
            raise EngineFailed(
                "The data folder was reopened while it was being rewritten. Nothing was changed; try again."
            )

    # -- guards --------------------------------------------------------------------------------------------------------

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as exc:
            raise FolderUnusable(
                f"The data folder {self._folder.parent} cannot be used ({exc.strerror or type(exc).__name__}). "
                "Make it writable for Dify's plugin daemon, or set data_dir to another folder."
            ) from None

    def _has_room(self, needed: int) -> bool:
        return shutil.disk_usage(self._folder).free - needed >= self._free_bytes

    def _check_free_space(self, *, wanted: str = "stored", for_a_while: int = 0) -> None:
        """Refuses what was `wanted` when the disk is nearly full, or would be while it takes so many bytes more."""
        free = shutil.disk_usage(self._folder).free
        if free - for_a_while < self._free_bytes:
            needed = f"; {for_a_while / 2**20:,.0f} MiB are needed for a while," if for_a_while else ""
            raise StorageFull(
                f"The disk of the data folder has {free / 2**20:,.0f} MiB free{needed} and "
                f"{self._free_bytes / 2**20:,.0f} MiB are to stay free. Nothing was {wanted}; make room and try again. "
                "Searching goes on."
            )

    def _check_count(self, shard: edge.EdgeShard) -> None:
        """Some damage is not noticed by the engine: it opens with fewer points, and says nothing."""
        expected = self._files.noted_points()
        if shard.info().points_count >= expected:
            return
        left = count(shard)
        if left < expected:
            raise StorageDamaged(
                f"The memories in {self._folder} are damaged: of {expected:,} records {left:,} can be read. Restore "
                "this folder from a backup; or, to go on with what is left, delete the file 'points' in it."
            )


def _close(copy: ShardCopy) -> None:
    copy.close()
