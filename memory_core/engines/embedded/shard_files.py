"""The files of a collection, in order whatever moment a process was killed at.

  shard/         the engine's files
  shard.new/     those of a shard that is being made: worth nothing
  shard.old/     those that a new shard replaces: worth everything while there is no shard/, nothing afterwards
  erased         stands while the engine's files may hold what was erased
  stamp          of which schema all this is, see stamp_file.py; nothing is touched before it was read
  asked-<n>      when a program of that schema asked for the folder last, see callers.py
  before-<n>/    a copy from before the step to that schema, see copy_before.py
  spaces/        a file for each space that was written here beside other collections, touched each time; see place.py
  points         how many points there are at least; more may have been written since
  lock, wanted, serving, asking   see folder_lock.py; whoever changes one of the others holds `lock`

A rewritten shard takes its place in two renames, shard -> shard.old and shard.new -> shard. A process that is killed
before the first or after the second leaves a whole shard/; between them, `recover` takes the first one back.
"""

import os
import shutil
from pathlib import Path


class ShardFiles:
    """What stands in one folder. Raises OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.current = folder / "shard"
        self.fresh = folder / "shard.new"
        self._replaced = folder / "shard.old"
        self._erased = folder / "erased"
        self._points = folder / "points"

    @property
    def hold_memories(self) -> bool:
        return self.current.exists() or self._replaced.exists()

    def written_at(self) -> int:
        """Changes when something is written (nanoseconds); 0 when nothing was."""
        try:
            return self._points.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    @property
    def may_hold_erased(self) -> bool:
        return self._erased.exists()

    def recover(self) -> None:
        """To be called before a shard is opened: afterwards shard/ is the one that counts, if there is any."""
        if self._replaced.exists() and not self.current.exists():
            self._replaced.rename(self.current)
            _sync(self._folder)
        for leftover in (self.fresh, self._replaced):
            shutil.rmtree(leftover, ignore_errors=True)

    def make_room(self) -> None:
        """For a fresh shard."""
        if self.fresh.exists():
            shutil.rmtree(self.fresh)

    def size(self) -> int:
        """The bytes that the shard takes on disk."""
        return sum(file.stat().st_blocks * 512 for file in self.current.rglob("*"))

    def note_erasing(self, *, points: int) -> None:
        """On stable storage when it returns, before anything is erased: that something will be, and how many points
        there are then. A process that is killed halfway must neither forget the bytes nor miss the points."""
        self._erased.touch()
        self.note_points(points)
        _sync(self._points)
        _sync(self._folder)

    def note_points(self, points: int) -> None:
        """In place and always as long, so that a kill leaves the one number or the other."""
        opened = os.open(self._points, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.write(opened, f"{points:020}".encode())
        finally:
            os.close(opened)

    def noted_points(self) -> int:
        """0 when none are noted."""
        noted = self._points.read_bytes() if self._points.exists() else b""
        return int(noted) if noted.isdigit() else 0

    def put_first(self) -> None:
        """Puts the fresh shard where none is yet."""
        self.fresh.rename(self.current)

    def replace(self, *, clean: bool) -> None:
        """Puts the fresh shard, which holds the same points, in the place of the other, of which nothing is left. Both
        must be closed. `clean` says that the fresh one holds nothing that was erased."""
        for path in (*self.fresh.rglob("*"), self.fresh):
            _sync(path)
        self.current.rename(self._replaced)
        self.fresh.rename(self.current)
        _sync(self._folder)
        shutil.rmtree(self._replaced)
        _sync(self._folder)
        if clean:
            self._erased.unlink()


def _sync(path: Path) -> None:
    """Puts a file, or the names in a folder, on stable storage."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
