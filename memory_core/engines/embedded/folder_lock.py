"""Whose turn it is with a folder, among processes.

Dify runs two versions of a plugin side by side during an upgrade, and for good when two workspaces differ. Whoever
wants the folder locks `wanted` while waiting for `lock`; the owner of `lock` looks whether `wanted` is locked, and lets
go. Both are the operating system's locks: a killed process holds nothing, and leaves no mark that could go stale.
"""

import time
from pathlib import Path

from filelock import FileLock, Timeout

_POLL_SECONDS = 0.005


class FolderLock:
    """Not inherited by a fork: the child makes one of its own."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "lock", thread_local=False)
        self._wanted = FileLock(folder / "wanted", thread_local=False)

    def acquire(self, *, deadline: float) -> bool:
        """Waits for the folder until `deadline` (of time.monotonic), behind whoever waits already."""
        try:
            with self._wanted.acquire(timeout=_left(deadline), poll_interval=_POLL_SECONDS):
                self._lock.acquire(timeout=_left(deadline), poll_interval=_POLL_SECONDS)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()

    def others_wait(self) -> bool:
        """Whether another process waits for the folder that this one owns. Nobody waits for one that was removed."""
        try:
            with self._wanted.acquire(blocking=False):
                return False
        except Timeout:
            return True
        except OSError:
            return False


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())
