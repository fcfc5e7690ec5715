"""Several processes on one data folder, as during an upgrade of the plugin: they take turns, and none is in the way."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from filelock import FileLock, Timeout

from dev.daemon import Answer, Daemon
from memory_core import Extraction, KeepsakeError, MemoryType, Message
from memory_core.domain.selection import Selection
from memory_core.errors import StorageBusy
from memory_core.service import MemoryService
from tests.plugin.conftest import KEY, Plugin
from tests.survival.conftest import Tell
from tests.survival.engine import SCOPE, open_folder
from tests.survival.processes import Worker
from tests.survival.statements import Reader, Statement, all_records, waiting_of


@pytest.fixture(scope="module")
def daemons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Daemon, Daemon]]:
    environment = {"HOME": str(tmp_path_factory.mktemp("home"))}
    with Daemon(environment=environment) as one, Daemon(environment=environment) as other:
        for daemon in (one, other):
            daemon.manifest()
        yield one, other
        assert one.errors + other.errors == []


@pytest.fixture
def plugins(daemons: tuple[Daemon, Daemon], tmp_path: Path) -> tuple[Plugin, Plugin]:
    """Two plugin processes with one data folder, each of which has answered a call: its model is loaded."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data")}
    one, other = (Plugin(daemon, credentials) for daemon in daemons)
    for plugin in (one, other):
        assert plugin.store("warm", session_id="warming")["ok"]
    return one, other


class Timed:
    """Answers without an error, and how long each took."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, call: Callable[..., Answer], text: str, session: str) -> Answer:
        begun = time.monotonic()
        answer = call(text, session_id=session, **({"limit": 50} if call.__name__ == "search" else {}))
        self.seconds.append(time.monotonic() - begun)
        assert answer.error == ""
        assert answer["ok"]
        return answer

    def __str__(self) -> str:
        return f"{len(self.seconds)} calls, p50 {statistics.median(self.seconds):.3f} s, max {max(self.seconds):.3f} s"


def said(answer: Answer) -> list[str]:
    return sorted(memory["content"] for memory in answer["memories"])


def test_a_hundred_operations_in_turn(plugins: tuple[Plugin, Plugin], tell: Tell) -> None:
    """Each call goes to the other process than the call before, so each is a hand-over; each search finds exactly what
    was stored last, by whichever process."""
    timed, session, content = Timed(), "", ""
    stored: dict[str, str] = {}
    for number in range(100):
        plugin = plugins[number % 2]
        if number % 3 == 0:
            session, content = f"s{number}", f"Canary {number} lives in Porto."
            stored[session] = content
            assert timed(plugin.store, content, session)["status"] == "stored"
        else:
            assert said(timed(plugin.search, "canary", session)) == [content]
    tell("handed over at every call", timed)
    both_hold(plugins, {session: [content] for session, content in stored.items()})


def test_a_hundred_operations_at_once(plugins: tuple[Plugin, Plugin], tell: Tell) -> None:
    """Two callers of each process store and search at the same time; each finds all that it stored so far, no more."""
    timed = Timed()

    def converse(caller: int) -> list[str]:
        plugin, session, stored = plugins[caller % 2], f"s{caller}", list[str]()
        for number in range(25):
            if number % 2 == 0:
                stored.append(f"Canary {number} of caller {caller} lives in Porto.")
                assert timed(plugin.store, stored[-1], session)["status"] == "stored"
            else:
                assert said(timed(plugin.search, "canary", session)) == sorted(stored)
        return stored

    with ThreadPoolExecutor(4) as callers:
        stored = list(callers.map(converse, range(4)))
    assert len(timed.seconds) == 100
    tell("two processes at once", timed)
    both_hold(plugins, {f"s{caller}": contents for caller, contents in enumerate(stored)})


def both_hold(plugins: tuple[Plugin, Plugin], sessions: dict[str, list[str]]) -> None:
    """Nothing lost, nothing twice, seen from either process."""
    for plugin in plugins:
        for session, contents in sessions.items():
            assert said(plugin.search("canary", session_id=session, limit=50)) == sorted(contents)


def test_one_delivery_to_both_processes_is_one_memory(plugins: tuple[Plugin, Plugin]) -> None:
    """A retry that reaches the other version of the plugin while the first call still runs."""
    with ThreadPoolExecutor(2) as callers:
        for number in range(10):
            session = f"s{number}"
            calls = [callers.submit(plugin.store, "Canary was told twice.", session_id=session) for plugin in plugins]
            assert len({tuple(call.result()["memory_ids"]) for call in calls}) == 1
            assert said(plugins[0].search("canary", session_id=session)) == ["Canary was told twice."]


def test_a_killed_owner_is_in_nobodys_way(daemons: tuple[Daemon, Daemon], tmp_path: Path, tell: Tell) -> None:
    """It holds the folder and is storing when it dies; the other process answers at once, with all that was
    acknowledged."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data")}
    other = Plugin(daemons[0], credentials)
    assert other.search("warm")["total"] == 0
    acknowledged: list[str] = []
    enough = Event()
    with (
        Daemon(environment={"HOME": str(tmp_path)}) as daemon,
        ThreadPoolExecutor(1) as caller,
    ):
        owner = Plugin(daemon, credentials)

        def store_on() -> None:
            for number in range(1_000):
                content = f"Canary {number} lives in Porto."
                assert owner.store(content)["ok"]
                acknowledged.append(content)
                if number == 5:
                    enough.set()

        storing = caller.submit(store_on)
        assert enough.wait(60)
        assert is_held(next((tmp_path / "data").glob("*/lock")))
        daemon.kill()
        assert isinstance(storing.exception(), ConnectionError)
    begun = time.monotonic()
    found = other.search("canary", limit=50)
    seconds = time.monotonic() - begun
    tell("answered after the owner's death within seconds", f"{seconds:.3f}")
    assert seconds < 5
    held = Counter(said(found))
    in_flight = f"Canary {len(acknowledged)} lives in Porto."
    assert held - Counter([in_flight]) == Counter(acknowledged)
    assert held[in_flight] in (0, 1)


def is_held(lock: Path) -> bool:
    try:
        with FileLock(lock).acquire(blocking=False):
            return False
    except Timeout:
        return True


def test_three_processes_share_without_starving(tmp_path: Path, tell: Tell) -> None:
    """45 stores, 15 by each, all at once: everyone gets through, none waits long for any of them, and what
    each said is there once, and as a fact once."""
    names = ("anna", "ben", "chloe")
    workers = [Worker(tmp_path / "shared", "stores", name, 15) for name in names]
    try:
        for worker in workers:
            worker.wait_for("ready")
        begun = time.monotonic()
        for worker in workers:
            worker.go_on()
        assert [worker.ended() for worker in workers] == [0, 0, 0]
        everyone = time.monotonic() - begun
    finally:
        for worker in workers:
            worker.kill()
    waits = [[value for event, value in worker.reports if event == "took"] for worker in workers]
    assert [len(of_one) for of_one in waits] == [15, 15, 15]
    tell("three processes, 45 stores, seconds", f"{everyone:.1f}")
    tell("longest store of each, seconds", ", ".join(f"{max(of_one):.2f}" for of_one in waits))
    assert everyone < 60
    assert max(map(max, waits)) < 15
    service, repository = open_folder(tmp_path / "shared")
    expected = Counter(f"I collect stamp {number} of {name}." for name in names for number in range(15))
    for kind in (MemoryType.EPISODIC, MemoryType.SEMANTIC):
        memories = repository.recent(SCOPE, Selection(alive_at=service.now(), types=(kind,)), limit=1_000)
        assert Counter(memory.content for memory in memories) == expected
    service.close()


@pytest.mark.parametrize(("reader", "times"), [(Reader.MODEL, 1), (Reader.RULES, 3)])
def test_two_processes_learn_the_same_at_once(tmp_path: Path, tell: Tell, reader: Reader, times: int) -> None:
    """Both store the same 20 statements, each of which supersedes what the one before it said: none fails, no fact is
    there twice, and none is superseded by halves."""
    for number in range(times):
        folder = tmp_path / f"shared-{number}"
        seconds = learn_at_once(folder, reader)
        tell(f"two processes learn 20 statements each by {reader}, seconds", f"{seconds:.1f}")
        service, repository = open_folder(folder)
        assert waiting_of(all_records(repository), [Statement(n, reader) for n in range(1, 21)]) == []
        service.close()


def learn_at_once(folder: Path, reader: Reader) -> float:
    """How long it took both."""
    learners = [Worker(folder, "shares", reader, 1, 20, program="learner") for _ in range(2)]
    try:
        for learner in learners:
            learner.wait_for("ready")
        begun = time.monotonic()
        for learner in learners:
            learner.go_on()
        assert [learner.ended() for learner in learners] == [0, 0]
        seconds = time.monotonic() - begun
    finally:
        for learner in learners:
            learner.kill()
    for learner in learners:
        stored = [value for event, value in learner.reports if event == "stored"]
        assert [(extraction, code) for _, _, extraction, code in stored] == [(Extraction.DONE, "")] * 20
    return seconds


@pytest.mark.parametrize("call", ["store", "search"])
def test_waiting_is_bounded(tmp_path: Path, call: str) -> None:
    """A process that never lets go costs the others `wait_seconds`, and then one clear sentence; its death frees the
    folder."""
    service, _ = open_folder(tmp_path / "held", wait_seconds=1)
    attempt(service, "store")
    service.close()
    with Worker(tmp_path / "held", "hold") as holder:
        assert holder.wait_for("holding") is True
        for at_least, at_most in ((1, 5), (0, 1)):  # the next call does not wait as long again
            begun = time.monotonic()
            with pytest.raises(StorageBusy) as refused:
                attempt(service, call)
            assert at_least <= time.monotonic() - begun < at_most
            assert str(refused.value) == (
                f"Another process has held the data folder {tmp_path / 'held'} for 1 seconds. Try again; if this "
                "stays, stop the other process or set data_dir to a folder of this one's own."
            )
            assert isinstance(refused.value, KeepsakeError)
            assert refused.value.retryable
    attempt(service, call)
    service.close()


def test_a_queue_does_not_add_up_its_waits(tmp_path: Path) -> None:
    """Stores of one user wait for each other, but not each for the folder as long as the first."""
    service, _ = open_folder(tmp_path / "held", wait_seconds=3)
    attempt(service, "store")
    service.close()
    with Worker(tmp_path / "held", "hold") as holder, ThreadPoolExecutor(8) as crowd:
        assert holder.wait_for("holding") is True
        begun = time.monotonic()
        refused = [crowd.submit(attempt, service, "store") for _ in range(8)]
        assert all(isinstance(call.exception(), StorageBusy) for call in refused)
        assert time.monotonic() - begun < 12  # one after the other: 24
    service.close()


def attempt(service: MemoryService, call: str) -> None:
    if call == "store":
        service.store_messages([Message("I live in Porto.")], scope=SCOPE)
    else:
        result = service.search("Porto", scope=SCOPE, selection=Selection(alive_at=service.now()))
        assert [hit.memory.content for hit in result.hits] == ["I live in Porto."]
