"""Killed at any moment, a process leaves every acknowledged memory behind, once; and a retry makes no double.

55 kills: 50 of a process with the library, 5 of the plugin. KEEPSAKE_SEED repeats the moments of an earlier run.
"""

import random
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from dev.daemon import Daemon
from memory_core import StoreStatus
from tests.plugin.conftest import KEY, Plugin
from tests.survival.conftest import Tell
from tests.survival.processes import Worker
from tests.survival.worker import turn_contents

_DURING_A_WRITE, _AT_ANY_MOMENT, _WHILE_CREATING = 41, 5, 4
_PLUGIN = 5


@dataclass
class Ledger:
    """What a folder owes us: all of the turns 1 to `acknowledged`. The next turn is in flight."""

    folder: Path
    acknowledged: int = 0

    @property
    def in_flight(self) -> int:
        return self.acknowledged + 1

    def check(self, held: list[str]) -> StoreStatus:
        """Every acknowledged turn is there once, the one in flight wholly or not at all, and nothing else. Gives the
        status that a second delivery of the one in flight must have."""
        counted = Counter(held)
        owed = {content for number in range(1, self.in_flight) for content in turn_contents(number)}
        assert [content[:40] for content, count in counted.items() if count > 1] == []
        assert [content[:40] for content in owed - counted.keys()] == []
        surplus = counted.keys() - owed
        assert surplus in (set(), set(turn_contents(self.in_flight)))
        return StoreStatus.ALREADY_STORED if surplus else StoreStatus.STORED

    def read(self, worker: Worker) -> bool:
        """Checks all that a worker reported before it ended. Whether that was between a first byte written and the
        answer."""
        redelivered, between = None, False
        while worker.next() is not None:
            pass
        for event, value in worker.reports:
            between = event == "wrote"
            if event == "holds":
                redelivered = self.check(value)
            if event == "stored":
                assert value == [self.in_flight, redelivered or StoreStatus.STORED]
                self.acknowledged, redelivered = self.in_flight, None
        return between


def kill_during_a_write(ledger: Ledger, chance: random.Random, *, within: float) -> bool:
    with Worker(ledger.folder, "turns", ledger.in_flight, 0) as worker:
        for _ in range(chance.randint(1, 3)):
            worker.wait_for("wrote")
        time.sleep(chance.uniform(0, within))
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
        return ledger.read(worker)


def kill_at_any_moment(ledger: Ledger, chance: random.Random, *, within: float) -> bool:
    with Worker(ledger.folder, "turns", ledger.in_flight, 0) as worker:
        time.sleep(chance.uniform(0, within))
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
        return ledger.read(worker)


def kill_while_creating(ledger: Ledger, chance: random.Random, *, within: float) -> bool:
    with Worker(ledger.folder, "turns", 1, 0) as worker:
        worker.wait_for("opening")
        time.sleep(chance.uniform(0, within))
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
        return ledger.read(worker)


def let_live(ledger: Ledger, turns: int) -> list[tuple[str, float]]:
    """A worker that nobody kills redelivers what was in flight and stores some more. What it reported, and when, in
    seconds from its start."""
    moments = []
    begun = time.monotonic()
    with Worker(ledger.folder, "turns", ledger.in_flight, turns) as worker:
        while (report := worker.next()) is not None:
            moments.append((report[0], time.monotonic() - begun))
        assert worker.ended() == 0
        before = ledger.acknowledged
        ledger.read(worker)
    assert ledger.acknowledged == before + turns
    return moments


def flush_time(moments: list[tuple[str, float]]) -> float:
    """How long it takes at least from a write to its answer."""
    steps = pairwise(moments)
    return min(then - now for (event, now), (_, then) in steps if event == "wrote")


def test_the_library_killed_50_times(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """While writing, at any moment from its start on, and while it makes a new store."""
    main = Ledger(tmp_path / "main")
    moments = let_live(main, 15)
    (_, opening), (_, created), *_, (_, done) = moments
    rounds = [*["write"] * _DURING_A_WRITE, *["any"] * _AT_ANY_MOMENT, *["new"] * _WHILE_CREATING]
    chance.shuffle(rounds)
    between: Counter[str] = Counter()
    for number, kind in enumerate(rounds):
        if kind == "write":
            between[kind] += kill_during_a_write(main, chance, within=flush_time(moments))
        elif kind == "any":
            between[kind] += kill_at_any_moment(main, chance, within=done)
        else:
            new = Ledger(tmp_path / f"new-{number}")
            between[kind] += kill_while_creating(new, chance, within=created - opening)
            let_live(new, 2)
    while between.total() < 30 and len(rounds) < 80:  # a busy machine oversleeps the flush that it was to hit
        rounds.append("write")
        between["write"] += kill_during_a_write(main, chance, within=flush_time(moments))
    let_live(main, 2)
    let_live(main, 1)
    tell("library processes killed", len(rounds))
    tell("of them between the first byte written and the answer", f"{between.total()} {dict(between)}")
    tell("acknowledged turns, all there once", main.acknowledged)
    assert len(rounds) >= 50
    assert between.total() >= 30


def test_the_plugin_killed_5_times(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """Within the time that it takes to answer a store; the next process redelivers what was not answered."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data")}
    acknowledged: list[str] = []
    in_flight, landed, kills = "", 0, 0
    for number in range(_PLUGIN + 1):
        with Daemon(environment={"HOME": str(tmp_path)}) as daemon, ThreadPoolExecutor(1) as caller:
            plugin = Plugin(daemon, credentials)
            if number:
                held = remembered(plugin)
                assert held - Counter([in_flight]) == Counter(acknowledged)
                assert held[in_flight] in (0, 1)
                landed += held[in_flight]
                again = plugin.store(in_flight)
                assert again["status"] == ("already_stored" if held[in_flight] else "stored")
                acknowledged.append(in_flight)
                assert remembered(plugin) == Counter(acknowledged)
            if number == _PLUGIN:
                break
            for said in (f"Canary {number} lives in Porto.", f"Canary {number} rides a bicycle."):
                begun = time.monotonic()
                assert plugin.store(said)["status"] == "stored"
                answer_time = time.monotonic() - begun
                acknowledged.append(said)
            in_flight = f"Canary {number} was said when the process died."
            answer = caller.submit(plugin.store, in_flight)
            time.sleep(chance.uniform(0, answer_time))
            daemon.kill()
            kills += 1
            if answer.exception() is None:  # it was faster than usual
                acknowledged.append(in_flight)
                in_flight = f"Canary {number} came too late."
            else:
                assert isinstance(answer.exception(), ConnectionError)
    tell("plugin processes killed", kills)
    tell("of them after the message was on disk and before the answer", landed)
    assert kills == 5


def remembered(plugin: Plugin) -> Counter[str]:
    found = plugin.search("canary", limit=50)
    return Counter(memory["content"] for memory in found["memories"])
