"""Two processes that both store into one folder all the time: either may be killed, and either may be of an older
version. What each said is there, once.
"""

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

from memory_core import MemoryType, StoreStatus
from memory_core.domain.selection import Selection
from tests.survival.conftest import Tell
from tests.survival.engine import SCOPE, open_folder
from tests.survival.older import OlderLock
from tests.survival.processes import Worker

_KILLS = 20
_TURNS = 6
_NAMES = ("anna", "ben")


class Storing:
    """A process that stores memories of `name`, and the next one when it was killed, which begins with what was not
    acknowledged."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.acknowledged = 0
        self.landed = 0  # on disk, though nobody was told
        self._folder = folder
        self._start()

    def _start(self) -> None:
        self._worker, self._is_first = Worker(self._folder, "shares", self.name, self.acknowledged), True

    def goes_on(self) -> None:
        """Waits until it stores something more."""
        report = self._worker.next()
        assert report, "it ended by itself"
        self._read(*report[1])

    def killed(self) -> None:
        self._worker.kill()
        assert self._worker.process.returncode == -signal.SIGKILL
        while report := self._worker.next():
            self._read(*report[1])

    def again(self) -> None:
        self._start()

    def _read(self, number: int, status: str) -> None:
        assert number == self.acknowledged
        assert status == StoreStatus.STORED or self._is_first
        self.landed += status == StoreStatus.ALREADY_STORED
        self.acknowledged, self._is_first = number + 1, False


def test_either_of_two_processes_killed_20_times(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """While both store: the other one goes on, and so does the next one beside it."""
    folder = tmp_path / "shared"
    both = [Storing(folder, name) for name in _NAMES]
    try:
        for number in range(_KILLS):
            victim, other = both[number % 2], both[1 - number % 2]
            victim.goes_on()
            time.sleep(chance.uniform(0, 0.3))
            victim.killed()
            other.goes_on()
            victim.again()
        for one in both:
            one.goes_on()
    finally:
        for one in both:
            one.killed()
    tell("stores acknowledged, all there once", [one.acknowledged for one in both])
    tell("of them known already at the next start", [one.landed for one in both])
    holds(folder, {one.name: one.acknowledged for one in both})


def test_an_older_version_takes_its_turns(tmp_path: Path, tell: Tell) -> None:
    """It asks for the folder by filelock, lets go and asks again at once, while this version stores all the time; each
    gets through, and the older one finds the folder in order each time."""
    folder = tmp_path / "shared"
    storing = Storing(folder, "anna")
    storing.goes_on()
    wanted = folder / "wanted"
    os.utime(wanted, (0, 0))
    points: list[int] = []
    try:
        with Worker(folder, _TURNS, program="older") as older:
            while (report := older.next()) and report[0] == "had":
                points.append(report[1])
            assert report == ("done", None)
            storing.goes_on()
    finally:
        storing.killed()
    assert time.time() - wanted.stat().st_mtime < 600
    tell(f"stored while an older process had {_TURNS} turns", storing.acknowledged)
    assert len(points) == _TURNS
    assert points == sorted(points)
    assert points[-1] > points[0]
    holds(folder, {"anna": storing.acknowledged})


def test_who_asks_is_known_by_version(tmp_path: Path) -> None:
    """The time of `wanted` is that of the last older process that asked for the folder, or had it when this version
    did; processes of this version ask without a trace."""
    folder = tmp_path / "shared"
    storing = Storing(folder, "anna")
    other = Storing(folder, "ben")
    try:
        storing.goes_on()
        wanted = folder / "wanted"
        os.utime(wanted, (0, 0))
        for _ in range(10):
            storing.goes_on()
            other.goes_on()
        assert wanted.stat().st_mtime == 0
    finally:
        other.killed()
        storing.killed()
    older = OlderLock(folder)
    service, repository = open_folder(folder)
    assert older.acquire(deadline=time.monotonic())
    having = threading.Timer(0.5, older.release)
    having.start()
    repository.check()
    assert wanted.stat().st_mtime > 0
    having.join()
    os.utime(wanted, (0, 0))
    assert older.acquire(deadline=time.monotonic() + 30)
    older.release()
    assert wanted.stat().st_mtime > 0
    service.close()


def holds(folder: Path, acknowledged: dict[str, int]) -> None:
    """All that was acknowledged and nothing twice; what was in flight at most once."""
    service, repository = open_folder(folder)
    said = Selection(alive_at=service.now(), types=(MemoryType.EPISODIC,), states=())
    held = Counter(memory.content for memory in repository.recent(SCOPE, said, limit=100_000))
    service.close()
    owed = {f"memory {number} of {name}" for name, count in acknowledged.items() for number in range(count)}
    in_flight = {f"memory {count} of {name}" for name, count in acknowledged.items()}
    assert owed - held.keys() == set()
    assert held.keys() - owed <= in_flight
    assert set(held.values()) == {1}
