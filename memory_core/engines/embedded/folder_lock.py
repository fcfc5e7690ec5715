"""Whose turn it is with a folder, among processes.

Dify runs two versions of a plugin side by side during an upgrade, and for good when two workspaces differ. Whoever
wants the folder locks `wanted` while waiting for `lock`; the owner of `lock` looks whether `wanted` is locked, and
lets go. All are the operating system's locks (flock): a killed process holds nothing, and leaves no mark that could go
stale.

Older versions know these two files alone. This one locks `asking` around `wanted`, and `serving` within `lock`, so that
who does not is known to be older; `wanted` is given the present time then, and is never written to otherwise.
"""

import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

_POLL_SECONDS = 0.005
_SURE = 4  # looks in a row that find an owner who is older, not one who is about to begin or to end
_LOOK_SECONDS = 0.1


class FolderLock:
    """Not inherited by a fork: the child makes one of its own, and abandons this."""

    def __init__(self, folder: Path) -> None:
        self._lock, self._serving = _FileLock(folder / "lock"), _FileLock(folder / "serving")
        self._wanted, self._asking = _FileLock(folder / "wanted"), _FileLock(folder / "asking")
        self._older_seen = 0  # times in a row

    @property
    def is_held(self) -> bool:
        return self._lock.is_held

    def acquire(self, *, deadline: float) -> bool:
        """Waits for the folder until `deadline` (of time.monotonic), behind whoever waits already. Raises OSError."""
        try:
            return all(_until(deadline, take) for take in (self._asking.take, self._wanted.take, self._take))
        finally:
            self._wanted.give_back()
            self._asking.give_back()

    def _take(self) -> bool:
        if self._lock.take():
            _until(time.monotonic() + _LOOK_SECONDS, self._serving.take)  # for others may just look
            self._older_seen = 0
            return True
        self._older_seen = self._older_seen + 1 if self._serving.is_free() else 0
        if self._older_seen == _SURE:
            os.utime(self._wanted.path)
        return False

    def release(self) -> None:
        self._lock.give_back()
        self._serving.give_back()

    def others_wait(self) -> bool:
        """Whether another process waits for the folder that this one owns. Nobody waits for one that was removed."""
        try:
            if self._wanted.is_free():
                return False
            if self._asking.is_free() and not self._wanted.is_free():
                os.utime(self._wanted.path)
        except OSError:
            return False
        return True

    def abandon(self) -> None:
        """In the child of a fork: closes what it has of its parent's locks, which stay the parent's."""
        for one in (self._lock, self._serving, self._wanted, self._asking):
            one.close()


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

    def is_free(self) -> bool:
        """Whether nobody else has it, as far as can be known of something that changes."""
        probe = _FileLock(self.path)
        try:
            return probe.take()
        finally:
            probe.give_back()

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
