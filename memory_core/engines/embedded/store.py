"""The embedded engine: opening its files, writing, and noticing damage. The folder's lock is held while the shard is
open, for the engine must never open a shard twice; see opened.py.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import UUID

from memory_core.adapters.spare_memory import give_back
from memory_core.engines.embedded import callers
from memory_core.engines.embedded.disks import is_in_memory
from memory_core.engines.embedded.layout import Point, PointId
from memory_core.engines.embedded.opened import opened_folder
from memory_core.engines.embedded.shard import Shard, translated
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.upgrade import SLICE_SECONDS, upgrade_of
from memory_core.errors import EngineFailed, FolderUnusable, StorageBusy, StorageDamaged, StorageError, StorageFull
from memory_core.ports import Offload, in_place

BREATH_SECONDS = 0.005  # between two slices of long work, for other calls to get through
_OPENINGS = 2  # that must fail before files count as damaged
_ROOM_TO_OPEN = 64 * 2**20  # bytes: two files of the log, and what is mapped beside
_PRIVATE = 0o700


class EmbeddedStore:
    """A shard that is opened when first used, and is shared by all stores of this folder in this process. All methods
    may be called from any thread of any process.

    `dimension` is that of the vectors, and is asked for when the shard is made: a model may have to say it.
    `wait_seconds` bounds how long a call waits for another process, `free_bytes` is left free on the disk: the engine
    maps its files, so a full disk would kill the process instead of raising. Both hold for the calls of this store,
    whatever others of the same folder were given. `offload` is where the engine is called: it records a backtrace with
    each of its errors, and walking the stack of a greenlet kills the process.
    """

    def __init__(
        self,
        folder: Path,
        *,
        dimension: Callable[[], int],
        wait_seconds: float,
        free_bytes: int,
        offload: Offload = in_place,
    ) -> None:
        self.folder = folder
        self.files = ShardFiles(folder)
        self._upgrade = upgrade_of(folder)
        self.dimension = dimension
        self._wait_seconds = wait_seconds
        self._free_bytes = free_bytes
        self._offload = offload
        self.opened = opened_folder(folder)

    @property
    def _shard(self) -> Shard | None:
        return self.opened.shard

    def may_hold_erased(self) -> bool:
        """Whether the engine may still know what was erased."""
        return self.files.may_hold_erased

    def check_writable(self) -> None:
        """Raises StorageReadOnly, or StorageUnsuitable."""
        self._upgrade.stamp.check_writable()

    def run[T](self, work: Callable[[Shard], T]) -> T:
        """What `work` makes of the open shard."""
        with self.turn() as shard:
            done = self.native(work, shard)
            self._go_on_upgrading()
            return done

    @property
    def holds_older(self) -> bool:
        """Whether some points may still be of schema 2: to be asked within a turn."""
        return self._upgrade.older

    @property
    def is_behind(self) -> bool:
        """Whether some points may still be of an earlier schema: to be asked within a turn."""
        return bool(self._upgrade.left)

    @contextmanager
    def turn(self) -> Iterator[Shard]:
        """Opens the shard and keeps others off it, of this process and any other: all that is done within is one
        operation."""
        patience = self.opened.patience(self._wait_seconds)
        deadline = time.monotonic() + patience
        if not self.opened.enter(self, timeout=patience):
            raise self._busy()
        try:
            with translated():
                yield self._shard or self._open(deadline)
        except EngineFailed:
            self.opened.let_go()  # it may be broken inside; what is on disk is not
            raise
        finally:
            self.opened.leave()

    def upsert(self, points: Sequence[Point], *, for_good: bool = False) -> None:
        """Writes points, and returns when they are on stable storage; `for_good`, what they replace counts as erased
        from then on."""
        if for_good:
            self.files.note_erasing(points=self.files.noted_points())
            if self.opened.copy:
                self.opened.copy.note([point.id for point in points], erased=True)
        self._commit(lambda shard: shard.write(points), [point.id for point in points], wanted="stored")

    def delete(self, points: Sequence[str]) -> None:
        """Deletes points, and returns when that is on stable storage. Their bytes stay until they are rewritten."""
        ids = [UUID(point) for point in points]
        self._commit(lambda shard: shard.delete(ids), ids, wanted="erased")

    def _commit(self, change: Callable[[Shard], None], ids: Sequence[PointId], *, wanted: str) -> None:
        """A failure is tried once more, reopened. Nobody else changes the stamp while the shard is open."""
        with self.turn() as shard:
            if not self._upgrade.may_write:
                self.check_writable()
            self.check_free_space(wanted=wanted)
            erases = len(ids) if wanted == "erased" else 0
            apply = partial(self._apply, change=change, erases=erases)
            if self.opened.copy:
                self.opened.copy.note(ids, erased=bool(erases))
            try:
                with translated():
                    self.native(apply, shard)
            except EngineFailed:
                self.opened.close_shard()
                self.native(apply, self._open(time.monotonic() + self._wait_seconds))
            self._go_on_upgrading()

    def check(self) -> None:
        """Whether the folder can be written, and its lock had; makes no shard that is not there."""
        self._upgrade.stamp.check_readable()
        self._make_folder()
        if self.files.hold_memories:
            with self.turn():
                pass

    def upgrade(self, *, seconds: float) -> int:
        """Brings points of older programs up to date, for so long, and lets a step begin that waits for those programs
        to be gone; how many are left. Makes no shard that is not there."""
        if not self.files.hold_memories:
            return 0
        self.check_writable()
        until = time.monotonic() + seconds
        with self.turn():
            if self._upgrade.waits_for_older and not self.opened.copy:
                self.opened.let_go()
        while True:
            with self.turn() as shard:
                if self._upgrade.left:
                    self.check_free_space(wanted="brought up to date")
                    self._upgrade_some(shard, seconds=min(SLICE_SECONDS, until - time.monotonic()))
                if not self._upgrade.left or time.monotonic() >= until:
                    return self._upgrade.left
            time.sleep(BREATH_SECONDS)

    def _go_on_upgrading(self) -> None:
        """A slice after an operation, which is done whatever becomes of it."""
        if self._shard is None or not self._upgrade.left or not self._upgrade.is_due():
            return
        try:
            self.check_free_space()
            self._upgrade_some(self._shard, seconds=SLICE_SECONDS)
        except StorageError:
            self._upgrade.pause()

    def _upgrade_some(self, shard: Shard, *, seconds: float) -> None:
        def note(ids: Sequence[PointId]) -> None:
            if self.opened.copy:
                self.opened.copy.note(ids, erased=False)

        with translated():
            self.native(partial(self._upgrade.some, seconds=seconds, note=note), shard)

    def close(self) -> None:
        """The files are closed when nobody else in this process uses them; the next call opens them again."""
        self.opened.drop(self)

    def native[A, B](self, work: Callable[[A], B], item: A) -> B:
        return self._offload(work, (item,))[0]

    def _apply(self, shard: Shard, change: Callable[[Shard], None], *, erases: int) -> None:
        if erases:
            self.files.note_erasing(points=max(0, shard.size() - erases))
        change(shard)
        self.files.note_points(shard.size())

    # -- opening and letting go ----------------------------------------------------------------------------------------

    def _open(self, deadline: float) -> Shard:
        self._upgrade.stamp.check_readable()
        self._make_folder()
        callers.note(self.folder)
        lock = self.opened.lock
        if not (lock.is_held or lock.acquire(deadline=deadline)):
            raise self._busy()
        began = time.monotonic()
        try:
            self.native(lambda _: self.files.recover(), None)
            if not self.files.current.exists():
                self._create()
            shard = self.native(lambda _: self._load(), None)
        except BaseException:
            lock.release()
            raise
        self.opened.hold(shard, offload=self._offload, opening=time.monotonic() - began)
        self.opened.was_there = True
        return shard

    def _create(self) -> None:
        self.check_free_space()
        dimension = self.dimension()  # may ask a model, which the host allows on the caller's thread only
        self.native(lambda _: Shard.make(self.files.fresh, dimension=dimension).close(), None)
        self._upgrade.stamp_new(dimension)
        self.files.put_first()

    def _load(self) -> Shard:
        self._check_room_to_open()
        self._upgrade.begin_breaking(has_room=self._has_room)
        shard = self._opened_files()
        try:
            self._check_count(shard)
            self._upgrade.begin(shard, has_room=self._has_room(0))
            shard.flush()  # what a killed process had written, this one may answer for
            give_back()
        except BaseException:
            shard.close()
            raise
        return shard

    def _opened_files(self) -> Shard:
        """What cannot be opened twice is damaged: nobody else has it, and there is room."""
        for _ in range(_OPENINGS - 1):
            with suppress(EngineFailed), translated():
                return Shard.open(self.files.current)
        try:
            with translated():
                return Shard.open(self.files.current)
        except EngineFailed:
            raise StorageDamaged(
                f"The memories in {self.folder} are damaged: their files cannot be opened. Bring them back with "
                "'python -m memory_core restore FOLDER', where FOLDER is a backup: it sets the damaged folder aside. "
                "Without a backup, move the folder away to begin anew.",
                folder=self.folder,
            ) from None

    def _busy(self) -> StorageBusy:
        self.opened.gave_up(after=self._wait_seconds)
        return StorageBusy(
            f"Another process has held the data folder {self.folder} for {self._wait_seconds:g} seconds. Try again; "
            "if this stays, stop the other process or set data_dir to a folder of this one's own."
        )

    # -- guards --------------------------------------------------------------------------------------------------------

    def _make_folder(self) -> None:
        """Nobody else of the machine reads it. One that was there, and is not any longer, is not made anew."""
        if self.opened.was_there and not self.folder.exists():
            raise FolderUnusable(
                f"The data folder {self.folder} was there and has vanished. Bring it back, or restart the program to "
                "begin with an empty one."
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
            if self.folder.stat().st_mode & ~_PRIVATE & 0o777:
                with suppress(PermissionError):  # another user of the machine made it, and lets this one write
                    self.folder.chmod(_PRIVATE)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as exc:
            raise FolderUnusable(
                f"The data folder {self.folder.parent} cannot be used ({exc.strerror or type(exc).__name__}). "
                "Make it writable for Dify's plugin daemon, or set data_dir to another folder."
            ) from None

    def _has_room(self, needed: int) -> bool:
        return shutil.disk_usage(self.folder).free - needed >= self._free_bytes

    def check_free_space(self, *, wanted: str = "stored", for_a_while: int = 0) -> None:
        """Refuses what was `wanted` when the disk is nearly full, or would be while it takes so many bytes more."""
        free = shutil.disk_usage(self.folder).free
        if free - for_a_while < self._free_bytes:
            needed = f"; {for_a_while / 2**20:,.0f} MiB are needed for a while," if for_a_while else ""
            raise StorageFull(
                f"The disk of the data folder has {free / 2**20:,.0f} MiB free{needed} and "
                f"{self._free_bytes / 2**20:,.0f} MiB are to stay free. Nothing was {wanted}; make room and try again. "
                "Searching goes on."
            )

    def _check_room_to_open(self) -> None:
        """Where files are in memory, a full disk kills the process as soon as the engine maps them."""
        free = shutil.disk_usage(self.folder).free
        if free < min(_ROOM_TO_OPEN, self._free_bytes) and is_in_memory(self.folder):
            raise StorageFull(
                f"The disk of the data folder has {free / 2**20:,.0f} MiB free, and the memories need "
                f"{_ROOM_TO_OPEN / 2**20:,.0f} to be opened. Make room and try again."
            )

    def _check_count(self, shard: Shard) -> None:
        """Some damage is not noticed by the engine: it opens with fewer points, and says nothing."""
        expected = self.files.noted_points()
        if shard.size() >= expected:
            return
        left = shard.count()
        if left < expected:
            raise StorageDamaged(
                f"The memories in {self.folder} are damaged: of {expected:,} records {left:,} can be read. Bring them "
                "back with 'python -m memory_core restore FOLDER', where FOLDER is a backup; or, to go on with what is "
                "left, delete the file 'points' in it.",
                folder=self.folder,
            )
