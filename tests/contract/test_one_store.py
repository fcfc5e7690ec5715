"""Whatever stands on one folder in a process shares what is open of it, and lets go of its own share alone."""

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import qdrant_edge as edge
from qdrant_client.http.exceptions import ResponseHandlingException

from memory_core import Message, Settings
from memory_core.bootstrap import open_service
from memory_core.domain.selection import Selection
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.archive import EmbeddedArchives
from memory_core.engines.embedded.census import EmbeddedCensus
from memory_core.engines.embedded.folder_lock import FolderLock
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.engines.server.shared import shared_client
from memory_core.errors import StorageBusy, StorageFull
from tests.conftest import edge_repository
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.contract.two_collections import in_folder, over_two
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn

COLLECTION = collection_name("bundled-2")


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the collections that were opened, one for each opening of a shard."""
    seen: list[str] = []
    really_load = EmbeddedStore._load

    def noting(store: EmbeddedStore) -> edge.EdgeShard:
        seen.append(store._folder.name)
        return really_load(store)

    monkeypatch.setattr(EmbeddedStore, "_load", noting)
    return seen


@pytest.fixture
def first(tmp_path: Path, openings: list[str]) -> Iterator[EmbeddedRepository]:
    """It holds one memory, and is open."""
    repository = edge_repository(tmp_path / COLLECTION)
    repository.write(SCOPE, [entry(memory(1))])
    assert openings.pop() == COLLECTION
    yield repository
    repository.close()


def count(repository: EmbeddedRepository) -> int:
    return repository.count(SCOPE, ALIVE)


def is_free(folder: Path) -> bool:
    """Whether another process could have it."""
    with (folder / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def test_services_with_other_models_share_one_store(tmp_path: Path, openings: list[str]) -> None:
    """Calls by turns open the folder once; each sees at once what the other stored."""
    settings = [Settings(data_dir=tmp_path, language_model=model, free_bytes=0) for model in ("", "openai:another")]
    services = [open_service(one) for one in settings]
    for number in range(6):
        service = services[number % 2]
        service.store_messages([Message(f"Canary {number} lives in Porto.")], scope=SCOPE, learn=False)
        found = services[1 - number % 2].search("canary", scope=SCOPE, selection=Selection(alive_at=service.now()))
        assert len(found.hits) == number + 1
    assert openings == [COLLECTION]
    for service in services:
        service.close()


def test_the_operators_tools_share_it(first: EmbeddedRepository, tmp_path: Path, openings: list[str]) -> None:
    """The census, the archives and a look from another collection, by whatever path the folder is named."""
    (tmp_path / "link").symlink_to(tmp_path)
    archives = EmbeddedArchives(tmp_path / "link")
    census = EmbeddedCensus(tmp_path / COLLECTION, wait_seconds=1)
    other = over_two(in_folder(tmp_path / "link"))
    assert archives.open(COLLECTION).count() == 1
    assert len(census.places(SCOPE.space)) == 1
    assert other.count(SCOPE, ALIVE) == 1
    for user in (archives, census, other):
        user.close()
    assert count(first) == 1
    assert openings == []


def test_the_last_to_close_closes_it(first: EmbeddedRepository, tmp_path: Path, openings: list[str]) -> None:
    """One that closes twice, or never used it, lets go of nobody else's; a closed one may be used again, and counts
    again."""
    second, idle = edge_repository(tmp_path / COLLECTION), edge_repository(tmp_path / COLLECTION)
    assert count(second) == 1
    idle.close()
    second.close()
    second.close()
    assert not is_free(tmp_path / COLLECTION)
    assert openings == []
    assert count(second) == 1
    first.close()
    assert not is_free(tmp_path / COLLECTION)
    second.close()
    assert is_free(tmp_path / COLLECTION)
    assert openings == []
    assert count(first) == 1
    assert openings == [COLLECTION]


def test_each_keeps_its_own_settings(first: EmbeddedRepository, tmp_path: Path) -> None:
    """The room that one is to leave free, and the time that one waits, do not bind the other."""
    careful = edge_repository(tmp_path / COLLECTION, free_bytes=2**60, wait_seconds=0.2)
    with pytest.raises(StorageFull):
        careful.write(SCOPE, [entry(memory(2))])
    first.write(SCOPE, [entry(memory(2))])
    assert count(careful) == 2
    first.close()
    careful.close()
    lock = FolderLock(tmp_path / COLLECTION)
    assert lock.acquire(deadline=time.monotonic())
    with pytest.raises(StorageBusy, match=r"for 0\.2 seconds"):
        count(careful)
    threading.Timer(0.3, lock.release).start()
    assert count(first) == 2  # it waits longer than the other one was ready to
    careful.close()


def test_a_turn_is_never_given_away_halfway(first: EmbeddedRepository, tmp_path: Path) -> None:
    """However long another process waits, what is done within a turn is one operation; then it has the folder."""
    waiting = FolderLock(tmp_path / COLLECTION)
    had: list[bool] = []
    other = threading.Thread(target=lambda: had.append(waiting.acquire(deadline=time.monotonic() + 30)))
    opened = first._store._opened
    with first._store.turn() as shard:
        other.start()
        while not opened._slice_is_over():
            time.sleep(0.01)
        for _ in range(3):
            assert first._store.run(lambda inner: inner) is shard
        assert had == []
    other.join()
    assert had == [True]
    waiting.release()
    assert count(first) == 1


def test_an_idle_folder_is_given_away_before_its_slice_is_over(first: EmbeddedRepository, tmp_path: Path) -> None:
    """Nobody waits for a process that has nothing to do."""
    first._store._opened._slice = 3600
    waiting = FolderLock(tmp_path / COLLECTION)
    assert waiting.acquire(deadline=time.monotonic() + 30)
    waiting.release()


def test_a_healed_write_lets_nobody_between(first: EmbeddedRepository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flush that fails is tried again on a shard that was opened anew, with the folder's lock kept."""
    lock = first._store._opened.lock
    kept: list[bool] = []
    really_load, really_apply, failures = (
        EmbeddedStore._load,
        EmbeddedStore._apply,
        [Exception("Service runtime error")],
    )

    def load(store: EmbeddedStore) -> edge.EdgeShard:
        kept.append(lock.is_held)
        return really_load(store)

    def released() -> None:
        kept.append(False)

    def apply(store: EmbeddedStore, shard: edge.EdgeShard, operation: edge.UpdateOperation, **erases: int) -> None:
        if failures:
            raise failures.pop()
        really_apply(store, shard, operation, erases=erases["erases"])

    monkeypatch.setattr(EmbeddedStore, "_load", load)
    monkeypatch.setattr(EmbeddedStore, "_apply", apply)
    monkeypatch.setattr(lock, "release", released)
    first.write(SCOPE, [entry(memory(2))])
    assert kept == [True]
    monkeypatch.undo()
    assert count(first) == 2


def test_services_with_other_models_share_connections() -> None:
    """To one server, by address and key; the last to close closes them, and who closed may call again."""
    with closing(QdrantStandIn()) as server:
        places = [
            Settings(qdrant_url=server.url, qdrant_api_key=SERVER_KEY, language_model=m) for m in ("", "openai:x")
        ]
        one, other = (shared_client(settings) for settings in places)
        elsewhere = shared_client(Settings(qdrant_url=server.url, qdrant_api_key="another-key"))
        assert one.get_collections == other.get_collections
        assert one.get_collections != elsewhere.get_collections
        one.close()
        one.close()
        assert other.get_collections().collections == []
        closed = other.get_collections
        other.close()
        with pytest.raises(ResponseHandlingException, match="has been closed"):
            closed()
        assert one.get_collections().collections == []
        one.close()
        elsewhere.close()
