"""Optimize: the engine rearranges a collection for faster searches over whole spaces.

It holds Python's interpreter lock throughout, for a minute or more at 50,000 memories, and takes much memory. So it
runs in a process of its own, `python -m memory_core.engines.embedded.optimize FOLDER`, and only while no other
process has the folder open. Killed halfway, it leaves everything as it was.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from memory_core.errors import EngineFailed, StorageBusy

_BUSY = 3  # the exit code that says so
_POLL_SECONDS = 0.5


def optimize(folder: Path, *, waiting: Callable[[], object]) -> None:
    """Optimizes the collection in `folder`, and calls `waiting` now and then. Raises StorageBusy at once when another
    process has it open, and EngineFailed."""
    command = [sys.executable, "-m", "memory_core.engines.embedded.optimize", str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while (code := process.poll()) is None:
            waiting()
            time.sleep(_POLL_SECONDS)
    finally:
        process.kill()
        process.wait()
    if code == _BUSY:
        raise StorageBusy(
            f"Another process has the data folder {folder} open, and optimizing never runs while a plugin serves. "
            "Stop the plugin and try again."
        )
    if code:
        raise EngineFailed("The embedded engine failed while it optimized; the memories are as they were. Try again.")


def _optimize_here(folder: Path) -> int:
    """The exit code."""
    from memory_core.engines.embedded.folder_lock import FolderLock
    from memory_core.engines.embedded.shard import Shard

    lock = FolderLock(folder)
    if not lock.acquire(deadline=time.monotonic()):
        return _BUSY
    shard = Shard.open(folder / "shard")
    shard.optimize()
    shard.close()
    lock.release()
    return 0


if __name__ == "__main__":
    sys.exit(_optimize_here(Path(sys.argv[1])))
