"""What can go wrong under a service becomes one clear error, and the next call works once the cause is gone."""

import itertools
import json
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from dev.daemon import PLUGIN
from memory_core import KeepsakeError, MemoryType, Message, StoreStatus
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.errors import EngineFailed, StorageDamaged, StorageFull
from memory_core.service import MemoryService
from tests.survival.disks import fill_up, small_disk
from tests.survival.engine import SCOPE, around, open_folder
from tests.survival.processes import Worker

MARGIN = 32 * 2**20
SECRET = "the canary sings at 4711"


class Opened:
    """A service on a folder of its own, and what it holds."""

    def __init__(self, folder: Path, *, free_bytes: int = 0) -> None:
        self.folder = folder
        self.service: MemoryService
        self.repository: EmbeddedRepository
        self.service, self.repository = open_folder(folder, wait_seconds=10, free_bytes=free_bytes)

    def store(self, content: str, *, learn: bool = True) -> StoreStatus:
        return self.service.store_messages([Message(content)], scope=SCOPE, learn=learn).status

    def search(self) -> int:
        selection = Selection(alive_at=self.service.now())
        return len(self.service.search("memory", scope=SCOPE, selection=selection, limit=50).hits)

    def held(self, memory_type: MemoryType = MemoryType.EPISODIC) -> Counter[str]:
        wanted = Selection(alive_at=self.service.now(), types=(memory_type,), states=())
        memories = self.repository.recent(SCOPE, wanted, limit=1_000)
        return Counter(memory.content for memory in memories)

    def opened_again(self) -> "Opened":
        self.service.close()
        return Opened(self.folder)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """Holds one memory already."""
    made = Opened(tmp_path / "collection")
    made.store("memory 1")
    yield made
    made.service.close()


class PanicException(BaseException):
    """Known by its name, like the engine's own, which cannot be imported."""


class Faults:
    """From now on shards raise what is in `next`, one after another, instead of doing one of `methods`; when that is
    empty, `always`."""

    def __init__(self, opened: Opened, patch: pytest.MonkeyPatch, *methods: str) -> None:
        self.next: list[BaseException] = []
        self.always: BaseException | None = None
        self.raised = 0
        self.openings = 0
        really_open = EmbeddedStore._load

        def open_around(store: EmbeddedStore) -> Shard:
            self.openings += 1
            return around(really_open(store), **dict.fromkeys(methods, self._strike))

        patch.setattr(EmbeddedStore, "_load", open_around)
        opened.service.close()  # so that the next call opens one of ours

    def _strike(self) -> None:
        fault = self.next.pop(0) if self.next else self.always
        if fault is not None:
            self.raised += 1
            raise fault


# -- a full disk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "ballast_mib"), [("tmpfs", 4), ("ext4", 40)])
def test_a_disk_that_fills_up(tmp_path: Path, kind: str, ballast_mib: int) -> None:
    """Storing ends with storage_full before the disk does. The process lives and searches on, even when others take
    the last block, and stores again when there is room."""
    with small_disk(kind, tmp_path) as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(ballast_mib * 2**20))
        with Worker(disk / "collection", "fill", MARGIN) as worker:
            count, code, sentence = worker.wait_for("refused")
            assert count >= 5
            assert code == "storage_full"
            assert "Nothing was stored; make room and try again. Searching goes on." in sentence
            assert worker.wait_for("found") == [5, count]
            filler = fill_up(disk)
            worker.go_on()
            assert worker.wait_for("tried")[0] == "storage_full"
            assert worker.wait_for("found") == [5, count]
            filler.unlink()
            ballast.unlink()
            worker.go_on()
            assert worker.wait_for("tried") is None
            assert worker.wait_for("found") == [5, count + 1]
            assert worker.ended() == 0


def test_a_full_disk_is_opened_for_reading(tmp_path: Path) -> None:
    """A plugin that is started when others have taken the last block finds its memories, and lives."""
    with small_disk("ext4", tmp_path) as disk:
        opened = Opened(disk / "collection", free_bytes=MARGIN)
        for number in range(5):
            opened.store(f"large memory {number}")
        opened.service.close()
        filler = fill_up(disk)
        for _ in range(2):
            with Worker(disk / "collection", "look", MARGIN) as worker:
                assert worker.wait_for("found") == [5, 5]
                assert worker.wait_for("tried")[0] == "storage_full"
                assert worker.ended() == 0
        filler.unlink()
        again = Opened(disk / "collection", free_bytes=MARGIN)
        assert again.store("there is room") is StoreStatus.STORED
        assert again.held().total() == 6
        again.service.close()


def test_a_full_disk_in_memory_is_not_opened(tmp_path: Path) -> None:
    """It would kill the process; with room again all is there."""
    with small_disk("tmpfs", tmp_path) as disk:
        opened = Opened(disk / "collection", free_bytes=2**12)
        opened.store("memory 1")
        opened.service.close()
        full = Opened(disk / "collection", free_bytes=MARGIN)
        filler = fill_up(disk)
        with pytest.raises(StorageFull, match=r"MiB free, and the memories need 64 to be opened"):
            full.search()
        filler.unlink()
        assert full.search() == 1
        full.service.close()


def test_the_margin_is_kept_free(opened: Opened) -> None:
    """With less free than is to stay free nothing is stored, whether the service is new or old, and all is found."""
    opened.service.close()
    full = Opened(opened.folder, free_bytes=2**60)
    for _ in range(2):
        with pytest.raises(StorageFull, match=r"MiB free and .* MiB are to stay free. Nothing was stored") as refused:
            full.store("memory 2")
        assert (refused.value.code, refused.value.retryable) == ("storage_full", False)
        assert full.search() == 1
    full.service.close()
    assert opened.held() == Counter(["memory 1"])
    assert opened.store("memory 2") is StoreStatus.STORED


def test_no_store_is_made_on_a_full_disk(tmp_path: Path) -> None:
    """A new folder is refused as well, and works once there is room."""
    with pytest.raises(StorageFull):
        Opened(tmp_path / "new", free_bytes=2**60).store("memory 1")
    assert not (tmp_path / "new" / "shard").exists()
    opened = Opened(tmp_path / "new")
    assert opened.store("memory 1") is StoreStatus.STORED
    opened.service.close()


# -- an engine that fails ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Exception("Service runtime error: flush"), OSError(5, "I/O"), PanicException()])
def test_a_flush_that_fails_once_is_healed(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """The caller notices nothing, and the memory is there once, also for the next process."""
    faults = Faults(opened, monkeypatch, "flush")
    faults.next = [fault]
    assert opened.store("memory 2") is StoreStatus.STORED
    assert (faults.raised, faults.openings) == (1, 2)
    assert opened.store("memory 2") is StoreStatus.ALREADY_STORED
    assert opened.held() == Counter(["memory 1", "memory 2"])
    again = opened.opened_again()
    assert again.held() == Counter(["memory 1", "memory 2"])
    again.service.close()


def test_a_flush_that_really_fails_is_healed(opened: Opened) -> None:
    """Somebody else's program tries to open our files: from then on the engine cannot flush, until it is reopened."""
    shard = opened.repository._store._shard
    assert shard is not None
    program = f"import qdrant_edge; qdrant_edge.EdgeShard.load({str(opened.folder / 'shard')!r})"
    stranger = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=PLUGIN, check=False)
    assert b"failed to open WAL" in stranger.stderr
    assert opened.store("memory 2") is StoreStatus.STORED
    assert opened.repository._store._shard is not shard, "the engine was not harmed, so nothing was tried here"
    assert opened.held() == Counter(["memory 1", "memory 2"])


@pytest.mark.parametrize("fault", [Exception("Service runtime error: flush"), PanicException()])
def test_a_flush_that_keeps_failing_is_an_error(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    """Tried twice, then told; once the cause is gone the next call works, and the retry makes no double."""
    faults = Faults(opened, monkeypatch, "flush")
    faults.always = fault
    for attempt in (1, 2):
        with pytest.raises(EngineFailed) as failed:
            opened.store(f"memory {1 + attempt}")
        assert faults.raised == 2 * attempt
        assert (failed.value.code, failed.value.retryable) == ("engine_failed", True)
    faults.always = None
    opened.store("memory 3")
    assert opened.search() == 3
    assert opened.store("memory 4") is StoreStatus.STORED
    again = opened.opened_again()
    assert again.held() == Counter(["memory 1", "memory 2", "memory 3", "memory 4"])
    again.service.close()


@pytest.mark.parametrize(
    ("method", "call"),
    [("query_batch", Opened.search), ("scroll", Opened.held), ("scroll", lambda opened: opened.store("memory 2"))],
)
def test_a_panic_is_an_error(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, method: str, call: Callable[[Opened], object]
) -> None:
    """Not the end of the process. The engine is reopened, since it may be broken inside, and the next call works."""
    faults = Faults(opened, monkeypatch, method)
    faults.next = [PanicException("index out of bounds")]
    with pytest.raises(EngineFailed, match="a panic"):
        call(opened)
    assert (faults.raised, faults.openings) == (1, 1)
    call(opened)
    assert faults.openings == 2
    assert opened.held()["memory 1"] == 1


def test_an_interrupt_is_not_swallowed(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is no failure of the engine, nothing is translated; and the folder's turn is given back."""
    faults = Faults(opened, monkeypatch, "query_batch")
    faults.next = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        opened.search()
    assert opened.search() == 1


def test_an_opening_that_fails_leaves_nothing_open(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next call opens the files anew, although somebody still looks at the error of the first."""
    opened.service.close()
    failures = [Exception("Service runtime error: index")]

    really_add = Shard.add_indexes

    def add_after_failing(shard: Shard) -> None:
        if failures:
            raise failures.pop()
        really_add(shard)

    monkeypatch.setattr(Shard, "add_indexes", add_after_failing)
    with pytest.raises(EngineFailed) as failed:
        opened.search()
    assert opened.search() == 1
    assert opened.store("memory 2") is StoreStatus.STORED
    assert failed.value.code == "engine_failed"


@pytest.mark.parametrize(
    "message",
    [
        f"Service internal error: cannot write '{SECRET}'",
        f"failed to parse {SECRET} as UUID: invalid character",  # a real one's form
        f"Wrong value {SECRET}",
        SECRET,
    ],
)
@pytest.mark.parametrize("method", ["query_batch", "flush", "update"])
def test_an_engine_error_quotes_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, method: str, message: str
) -> None:
    """Whatever the engine says, no stored text gets into our error, nor into its traceback."""
    faults = Faults(opened, monkeypatch, method)
    faults.always = Exception(message)
    call = opened.search if method == "query_batch" else partial(opened.store, SECRET)
    with pytest.raises(KeepsakeError) as failed:
        call()
    assert faults.raised
    assert SECRET not in str(failed.value)
    assert SECRET not in repr(failed.value)
    shown = traceback.format_exception(failed.value)
    assert SECRET not in "".join(shown)


# -- fork --------------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded, use of fork")
def test_a_forked_process_works_and_so_does_its_parent(opened: Opened) -> None:
    """With the store open at the fork: the parent lets go, the child searches and stores, then the parent again."""
    for number in range(2, 6):
        opened.store(f"memory of the parent {number}")
        assert opened.repository._store._shard is not None
        found, status = in_a_fork(lambda: [opened.search(), opened.store(f"memory of the child {number}")])  # noqa: B023
        assert (found, status) == (2 * number - 2, "stored")
        assert opened.store(f"memory of the child {number}") is StoreStatus.ALREADY_STORED
        assert opened.search() == 2 * number - 1
    assert set(opened.held().values()) == {1}
    assert set(opened.held(MemoryType.SEMANTIC).values()) == {1}


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded, use of fork")
def test_a_fork_while_another_thread_stores(opened: Opened) -> None:
    """The child inherits no lock that somebody held at that moment."""
    stop = threading.Event()

    def keep_storing() -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            opened.store(f"memory of the thread {number}")

    thread = threading.Thread(target=keep_storing)
    thread.start()
    try:
        for number in range(5):
            _, status = in_a_fork(lambda: [opened.search(), opened.store(f"memory of the child {number}")])  # noqa: B023
            assert status == "stored"
    finally:
        stop.set()
        thread.join()
    assert set(opened.held().values()) == {1}
    assert set(opened.held(MemoryType.SEMANTIC).values()) == {1}


def in_a_fork(work: Callable[[], list[object]], *, timeout: float = 30) -> list[object]:
    """What `work` gives in a child process, which ends without unwinding anything of pytest's."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = json.dumps(work())
        except BaseException as exc:  # noqa: BLE001 - nothing may leave the child
            answer = json.dumps([type(exc).__name__, str(exc)])
        os.write(writing, answer.encode())
        os._exit(0)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], timeout)
        assert ready, "the child did not answer"
        answered: list[object] = json.loads(os.read(reading, 2**16) or '["", "the child died"]')
        return answered
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# -- damage ------------------------------------------------------------------------------------------------------------


def promise_more(folder: Path) -> None:
    (folder / "points").write_text("9")


def lose_half(folder: Path) -> None:
    [file] = folder.glob("shard/segments/*/mutable_id_tracker.mappings")
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize(
    ("damage", "promised", "left"), [(promise_more, 9, 4), (lose_half, 4, 3)], ids=["count", "files"]
)
def test_damage_is_told_until_somebody_decides(
    opened: Opened, damage: Callable[[Path], None], promised: int, left: int
) -> None:
    """Fewer memories than there were: every call says so and what to do, until the count is deleted."""
    for number in range(2, 5):
        opened.store(f"memory {number}", learn=False)
    opened.service.close()
    damage(opened.folder)
    for call in (opened.search, lambda: opened.store("memory 5", learn=False), opened.service.check, opened.held) * 2:
        with pytest.raises(StorageDamaged) as told:
            call()
        assert str(told.value) == (
            f"The memories in {opened.folder} are damaged: of {promised} records {left} can be read. Bring them back "
            "with 'python -m memory_core restore FOLDER', where FOLDER is a backup; or, to go on with what is left, "
            "delete the file 'points' in it."
        )
        assert (told.value.code, told.value.retryable) == ("storage_damaged", False)
    (opened.folder / "points").unlink()
    assert opened.search() == left
    assert opened.store("memory 5", learn=False) is StoreStatus.STORED
    again = opened.opened_again()
    assert again.held().total() == left + 1
    again.service.close()


@pytest.mark.parametrize("content", ["", "\0\0"])
def test_a_torn_count_stops_nobody(opened: Opened, content: str) -> None:
    """A power cut can leave the count's file empty or blank, while the memories are all there."""
    opened.service.close()
    (opened.folder / "points").write_text(content)
    assert opened.search() == 1
    assert opened.store("memory 2", learn=False) is StoreStatus.STORED
    assert int((opened.folder / "points").read_text()) == 2
