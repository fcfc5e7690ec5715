"""Whose turn it is with a folder, among processes.

Dify runs two versions of a plugin side by side during an upgrade, and for good when two workspaces differ. Whoever
wants the folder locks `wanted` while waiting for `lock`; the owner of `lock` looks whether `wanted` is locked, and lets
go. Both are the operating system's locks (flock): a killed process holds nothing, and leaves no mark that could go
stale. Other versions take turns by the same two files, so neither is ever written to.
"""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

_POLL_SECONDS = 0.005


class FolderLock:
    """Not inherited by a fork: the child makes one of its own, and abandons this."""

    def __init__(self, folder: Path) -> None:
        self._lock = _FileLock(folder / "lock")
        self._wanted = _FileLock(folder / "wanted")

    @property
    def is_held(self) -> bool:
        return self._lock.is_held

    def acquire(self, *, deadline: float) -> bool:
        """Waits for the folder until `deadline` (of time.monotonic), behind whoever waits already. Raises OSError."""
        if not _until(deadline, self._wanted.take):
            return False
        try:
            return _until(deadline, self._lock.take)
        finally:
            self._wanted.give_back()

    def release(self) -> None:
        self._lock.give_back()

    def others_wait(self) -> bool:
        """Whether another process waits for the folder that this one owns. Nobody waits for one that was removed."""
        probe = _FileLock(self._wanted.path)
        try:
            return not probe.take()
        except OSError:
            return False
        finally:
            probe.give_back()

    def abandon(self) -> None:
        """In the child of a fork: closes what it has of its parent's locks, which stay the parent's."""
        self._lock.close()
        self._wanted.close()


class _FileLock:
    """A lock on one file, which is made when it is not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = -1

    @property
    def is_held(self) -> bool:
        return self._file >= 0

    def take(self) -> bool:
        """At once or not at all."""
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)  # for writing, which network drives ask for
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(opened), self.path.stat()):  # else somebody removed it meanwhile
                self._file, opened = opened, -1
        except (BlockingIOError, FileNotFoundError):
            pass
        finally:
            if opened >= 0:
                os.close(opened)
        return self.is_held

    def give_back(self) -> None:
        if self.is_held:
            fcntl.flock(self._file, fcntl.LOCK_UN)  # also for a child that was forked meanwhile
            self.close()

    def close(self) -> None:
        opened, self._file = self._file, -1
        if opened >= 0:
            os.close(opened)


def _until(deadline: float, take: Callable[[], bool]) -> bool:
    """Tries until it succeeds; once at least."""
    while not take():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True
