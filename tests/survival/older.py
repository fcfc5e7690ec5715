"""One process that takes turns with a folder as an older version of the program does: by filelock, each turn of 60 ms
at least, a look for others each 20 ms. It opens the engine in each turn, which fails when anybody else has it open.

python -m tests.survival.older FOLDER COUNT   reports how many points it sees in each of COUNT turns, and asks again
"""

import sys
import time
from pathlib import Path

import qdrant_edge as edge
from filelock import FileLock, Timeout

from tests.survival.worker import report

_POLL_SECONDS, _WATCH_SECONDS, _SLICE_SECONDS = 0.005, 0.02, 0.06
_PATIENCE_SECONDS = 30.0


class OlderLock:
    """The folder's lock as it was."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "lock", thread_local=False)
        self._wanted = FileLock(folder / "wanted", thread_local=False)

    def acquire(self, *, deadline: float) -> bool:
        try:
            with self._wanted.acquire(timeout=_left(deadline), poll_interval=_POLL_SECONDS):
                self._lock.acquire(timeout=_left(deadline), poll_interval=_POLL_SECONDS)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        self._lock.release()

    def others_wait(self) -> bool:
        try:
            with self._wanted.acquire(blocking=False):
                return False
        except Timeout:
            return True


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def take_turns(folder: Path, turns: int) -> None:
    lock = OlderLock(folder)
    for _ in range(turns):
        if not lock.acquire(deadline=time.monotonic() + _PATIENCE_SECONDS):
            report("starved")
            return
        shard = edge.EdgeShard.load(str(folder / "shard"))
        opened_at = time.monotonic()
        report("had", shard.count(edge.CountRequest(exact=True)))
        while time.monotonic() - opened_at < _SLICE_SECONDS or not lock.others_wait():
            time.sleep(_WATCH_SECONDS)
        shard.close()
        lock.release()
    report("done")


if __name__ == "__main__":
    take_turns(Path(sys.argv[1]), int(sys.argv[2]))
