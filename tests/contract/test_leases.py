"""Turns among processes that share a server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext

import pytest
from qdrant_client import QdrantClient

from memory_core import Scope, Settings
from memory_core.engines.server.connection import connect
from memory_core.engines.server.leases import Leases
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import StorageBusy
from memory_core.ports import SparseVector
from tests.conftest import client_repository, space_named
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory, probe, scores_of
from tests.qdrant_stand_in import KEY, QdrantStandIn


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        yield running


def repository_on(server: QdrantStandIn) -> ServerRepository:
    return client_repository(connect(Settings(qdrant_url=server.url, qdrant_api_key=KEY, qdrant_seconds=30)))


def impatient(client: QdrantClient, *, now: Callable[[], float] = time.time) -> Leases:
    """One that sees at once whether a turn is to be had."""
    return Leases(lambda: nullcontext(client), "keepsake-test", wait_seconds=0, now=now)


@pytest.fixture
def shared() -> QdrantClient:
    """A client in memory, with a collection."""
    client = QdrantClient(":memory:")
    client_repository(client).count(SCOPE, ALIVE)
    return client


def test_turns_of_one_scope_never_overlap(server: QdrantStandIn) -> None:
    """Five clients, ten turns each."""
    inside, most, taken = [0], [0], [0]
    counting = threading.Lock()

    def work() -> None:
        repository = repository_on(server)
        for _ in range(10):
            with repository.turn(SCOPE):
                with counting:
                    inside[0] += 1
                    taken[0] += 1
                    most[0] = max(most[0], inside[0])
                time.sleep(0.001)
                with counting:
                    inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert (taken[0], most[0]) == (50, 1)


def test_a_lease_is_no_memory(shared: QdrantClient) -> None:
    """Nothing that reads memories meets it: not an empty scope, nor an empty realm."""
    repository, without_leases = client_repository(shared), client_repository(QdrantClient(":memory:"))
    without_leases.write(SCOPE, [entry(memory(1))])
    everywhere = Scope(space=SCOPE.space, agent=SCOPE.agent, realm=SCOPE.realm)
    with repository.turn(SCOPE):
        assert repository.is_empty(SCOPE)
        repository.write(SCOPE, [entry(memory(1))])
        for scope in (SCOPE, everywhere):
            assert [one.id for one in repository.recent(scope, ALIVE, limit=9)] == [memory(1).id]
            assert repository.count(scope, ALIVE) == 1
            alone = scores_of(repository, probe(0, 1), scope=scope)
            assert alone == scores_of(without_leases, probe(0, 1), scope=scope) != {}
            assert repository.speakers(scope, ALIVE, SparseVector((1,), (1.0,)), depth=9) == {""}
            assert sum(repository.sessions(scope, ALIVE).values()) == 1


def test_every_exact_scope_has_a_turn_of_its_own(shared: QdrantClient) -> None:
    """And what names no user or session shares one with what is stored without."""
    first = Scope(space=space_named("space"), agent="agent", realm="r", user="anna", session="s")
    others = [
        Scope(space=space_named("other"), agent="agent", realm="r", user="anna", session="s"),
        Scope(space=space_named("space"), agent="other", realm="r", user="anna", session="s"),
        Scope(space=space_named("space"), agent="agent", realm="", user="anna", session="s"),
        Scope(space=space_named("space"), agent="agent", realm="r", user="ben", session="s"),
        Scope(space=space_named("space"), agent="agent", realm="r", user="anna", session=""),
        Scope(space=space_named("space"), agent="agent", realm="r", user="", session="s"),
    ]
    turn = impatient(shared)
    with turn(first):
        with pytest.raises(StorageBusy), turn(first):
            pass
        for other in others:
            with turn(other):
                pass
    nobody, everybody = (
        Scope(space=space_named("space"), agent="agent", user=user, session=user) for user in ("", None)
    )
    with turn(nobody), pytest.raises(StorageBusy), turn(everybody):
        pass


def test_who_outlived_a_lease_does_not_end_the_next_one(shared: QdrantClient) -> None:
    """It was given to somebody else meanwhile, who still has it."""
    now = 1_000.0
    turn = impatient(shared, now=lambda: now)
    slow = turn(SCOPE)
    slow.__enter__()
    now += 61
    with turn(SCOPE):
        slow.__exit__(None, None, None)
        with pytest.raises(StorageBusy), turn(SCOPE):
            pass


def test_a_turn_ends_with_whatever_fails_in_it(shared: QdrantClient) -> None:
    """The next one need not wait."""
    turn = impatient(shared)
    with pytest.raises(ValueError, match="inside"), turn(SCOPE):
        raise ValueError("inside")
    with turn(SCOPE):
        pass
