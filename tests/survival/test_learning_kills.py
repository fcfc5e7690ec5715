"""Killed between any two writes, a process that draws facts leaves the old state or the new one, and the next heals it.

58 kills: 40 of a process with a scripted model, which writes a message and then its facts, and 18 of one with the
built-in rules, which writes both at once. KEEPSAKE_SEED repeats the moments of an earlier run.
"""

import random
import signal
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from memory_core import Extraction, StoreStatus
from tests.survival.conftest import Tell
from tests.survival.learner import Step
from tests.survival.processes import Report, Worker
from tests.survival.statements import Reader, Record, Statement, waiting_of

_ANY = "any moment"
_ROUNDS = {
    Reader.MODEL: {
        Step.FLUSH_MESSAGE: 6,
        Step.ASK: 12,
        Step.WRITE_FACTS: 6,
        Step.FLUSH_FACTS: 12,
        _ANY: 4,
    },
    Reader.RULES: {Step.WRITE_BOTH: 4, Step.FLUSH_BOTH: 10, _ANY: 4},
}
_BETWEEN_THE_WRITES = (Step.ASK, Step.WRITE_FACTS)  # of a message and of its facts
_MESSAGE_IS_KEPT = (*_BETWEEN_THE_WRITES, Step.FLUSH_FACTS)
_SOMETHING_IS_WRITTEN = (Step.FLUSH_MESSAGE, *_MESSAGE_IS_KEPT, Step.FLUSH_BOTH)


@dataclass
class Ledger:
    """What a folder owes us: all of the statements 1 to `acknowledged`, and their facts. The next one is in flight,
    and `is_kept` when its words were on stable storage already."""

    folder: Path
    reader: Reader
    acknowledged: int = 0
    is_kept: bool = False
    found: Counter[str] = field(default_factory=Counter)  # how often, of the one in flight

    @property
    def in_flight(self) -> Statement:
        return Statement(self.acknowledged + 1, self.reader)

    def learner(self, count: int) -> Worker:
        return Worker(self.folder, "tells", self.reader, self.in_flight.number, count, program="learner")

    def check(self, held: list[Record]) -> str:
        """Whatever was acknowledged is there once, and has been read; the one in flight is not there, or waits (but not
        where both are written at once), or has been read, and nothing in between. Gives which."""
        landed = self.in_flight.content in {record.content for record in held}
        told = [Statement(number, self.reader) for number in range(1, self.acknowledged + 1 + landed)]
        waiting = waiting_of(held, told)
        assert waiting == [] or (waiting == [self.in_flight] and self.reader is Reader.MODEL)
        assert landed or not self.is_kept
        return "waiting" if waiting else "read" if landed else "nothing"

    def read(self, worker: Worker) -> str:
        """Checks all that a learner reported before it ended. Gives the step that it ended in: none before the first of
        a store, and after its answer."""
        left, looks, step = "", 0, ""
        while worker.next() is not None:
            pass
        for event, value in worker.reports:
            step = value if event == "step" else ""
            if event == "holds":
                left = self.check([Record(**record) for record in value])
                self.found[left] += looks == 0
                looks += 1
            elif event == "stored":
                delivered = StoreStatus.STORED if left == "nothing" else StoreStatus.ALREADY_STORED
                assert value == [self.in_flight.content, delivered, Extraction.DONE, ""]
                self.acknowledged += 1
                self.is_kept = False
            self.is_kept |= step in _MESSAGE_IS_KEPT
        return step


def kill_during(step: str, ledger: Ledger, chance: random.Random, *, within: float) -> str:
    """While what was in flight before is healed, or one or two stores later."""
    with ledger.learner(0) as worker:
        for _ in range(chance.randint(1, 3)):
            while worker.wait_for("step") != step:
                pass
        time.sleep(chance.uniform(0, within))
        worker.kill()
        assert worker.process.returncode == -signal.SIGKILL
        return ledger.read(worker)


def kill_at_any_moment(ledger: Ledger, chance: random.Random, *, within: float) -> str:
    with ledger.learner(0) as worker:
        end = threading.Timer(chance.uniform(0, within), worker.process.kill)
        end.start()
        step = ledger.read(worker)
        end.join()
        assert worker.process.wait() == -signal.SIGKILL
        return step


def let_live(ledger: Ledger, statements: int) -> list[tuple[Report, float]]:
    """A learner that nobody kills is told again what was in flight, and some more. What it reported, and when, in
    seconds from its start."""
    moments = []
    begun = time.monotonic()
    with ledger.learner(statements) as worker:
        while (report := worker.next()) is not None:
            moments.append((report, time.monotonic() - begun))
        assert worker.ended() == 0
        before = ledger.acknowledged
        ledger.read(worker)
    assert ledger.acknowledged == before + statements
    return moments


def shortest(moments: list[tuple[Report, float]]) -> dict[str, float]:
    """How long each step takes at least."""
    lasted: dict[str, list[float]] = defaultdict(list)
    for ((event, step), now), (_, then) in pairwise(moments):
        if event == "step":
            lasted[step].append(then - now)
    return {step: min(seconds) for step, seconds in lasted.items()}


class Killer:
    """Kills learners of either reader, and counts in which step."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.ledgers = {reader: Ledger(folder / reader, reader) for reader in Reader}
        moments = {reader: let_live(ledger, 8) for reader, ledger in self.ledgers.items()}
        self.times = {reader: shortest(of_one) | {_ANY: of_one[-1][1]} for reader, of_one in moments.items()}
        self.killed: Counter[str] = Counter()

    def kill(self, reader: Reader, moment: str) -> None:
        ledger, within = self.ledgers[reader], self.times[reader][moment]
        if moment == _ANY:
            self.killed[kill_at_any_moment(ledger, self.chance, within=within)] += 1
        else:
            self.killed[kill_during(moment, ledger, self.chance, within=within)] += 1

    @property
    def while_written(self) -> int:
        return sum(self.killed[step] for step in _SOMETHING_IS_WRITTEN)

    @property
    def between_writes(self) -> int:
        return sum(self.killed[step] for step in _BETWEEN_THE_WRITES)


def test_a_learner_killed_50_times(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """Before the model answers, while messages or facts are written, and at any moment: no fact is lost, none is there
    twice, none is superseded by halves, and nothing waits after the next store."""
    killer = Killer(tmp_path, chance)
    rounds = [(reader, moment) for reader, moments in _ROUNDS.items() for moment in Counter(moments).elements()]
    chance.shuffle(rounds)
    for reader, moment in rounds:
        killer.kill(reader, moment)
    while (killer.while_written < 30 or killer.between_writes < 10) and killer.killed.total() < 80:
        killer.kill(Reader.MODEL, Step.ASK)  # a busy machine oversleeps what it was to hit
    for ledger in killer.ledgers.values():
        let_live(ledger, 2)
        let_live(ledger, 1)
    tell("learners killed", killer.killed.total())
    tell("of them between the first byte written and the answer", f"{killer.while_written} {dict(killer.killed)}")
    tell("of them between the message's write and the facts' write", killer.between_writes)
    for reader, ledger in killer.ledgers.items():
        tell(f"statements told to {reader}, all there once with their facts", ledger.acknowledged)
        tell("what the next process found of the one in flight", dict(ledger.found))
    assert killer.killed.total() >= 50
    assert killer.while_written >= 30
    assert killer.between_writes >= 10
