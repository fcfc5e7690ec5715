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
from tests.qdrant_stand_in import KEY, QdrantStandIn, Reply, Request


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        yield running


def repository_on(server: QdrantStandIn) -> ServerRepository:
    return client_repository(connect(Settings(qdrant_url=server.url, qdrant_api_key=KEY, qdrant_seconds=30)))


def impatient(client: QdrantClient, *, clock: Callable[[], float] = time.monotonic) -> Leases:
    """One that sees at once whether a turn is to be had."""
    return Leases(lambda: nullcontext(client), "keepsake-test", wait_seconds=0, clock=clock, later=at_once)


def at_once(work: Callable[[], None]) -> None:
    work()


def never(_: Callable[[], None]) -> None:
    """As if what is done later failed."""


def is_busy(turn: Leases, scope: Scope = SCOPE) -> bool:
    try:
        with turn(scope):
            return False
    except StorageBusy:
        return True


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
            assert repository.speakers(scope, ALIVE, SparseVector((1,), (1.0,)), depth=9) <= {""}
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


class Seconds:
    """A clock of one machine, that counts from any moment."""

    def __init__(self, start: float) -> None:
        self.now = start

    def __call__(self) -> float:
        return self.now


def test_who_outlived_a_lease_does_not_end_the_next_one(shared: QdrantClient) -> None:
    """It was given to somebody else meanwhile, who still has it."""
    theirs = Seconds(9.0)
    slow = impatient(shared)(SCOPE)
    slow.__enter__()
    turn = impatient(shared, clock=theirs)
    assert is_busy(turn)
    theirs.now += 16
    with turn(SCOPE):
        slow.__exit__(None, None, None)
        assert is_busy(impatient(shared))


@pytest.mark.parametrize("hours", [-24, -1, 1, 24])
def test_clocks_apart_take_no_lease(shared: QdrantClient, hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever time another machine thinks it is: a holder that is at work keeps its turn."""
    with impatient(shared)(SCOPE):
        moved = time.time() + 3600 * hours
        monkeypatch.setattr(time, "time", lambda: moved)
        assert is_busy(impatient(shared))


def test_a_lease_ends_when_nobody_renews_it(shared: QdrantClient) -> None:
    """As its waiter's clock counts: a killed holder is in the way for 15 seconds."""
    seconds = Seconds(5.0)
    killed = Leases(lambda: nullcontext(shared), "keepsake-test", later=never)
    with killed(SCOPE):
        pass
    waiter = impatient(shared, clock=seconds)
    waits = []
    for seconds.now in (5.0, 12.0, 19.9, 20.1):
        waits.append(is_busy(waiter))
    assert waits == [True, True, True, False]


def test_a_lease_that_is_renewed_lasts(server: QdrantStandIn) -> None:
    """Its holder may take as long as it needs."""
    ours, theirs = repository_on(server), repository_on(server)
    ours._leases._seconds = theirs._leases._seconds = 0.3
    theirs._leases._wait_seconds = 1.5
    with ours.turn(SCOPE), pytest.raises(StorageBusy), theirs.turn(SCOPE):
        raise AssertionError("it has no turn")
    with theirs.turn(SCOPE):
        pass


def test_who_lost_sight_of_a_lease_takes_it_again(shared: QdrantClient) -> None:
    """It was not given back: whoever had it knows that it is nobody's, and need not wait."""
    turn = Leases(lambda: nullcontext(shared), "keepsake-test", wait_seconds=0, later=never)
    for _ in range(3):
        with turn(SCOPE):
            pass
    assert is_busy(impatient(shared))


def test_nobody_waits_for_a_lease_to_be_given_back(server: QdrantStandIn) -> None:
    """The call has its answer while the server is still asked to take it."""
    repository, given = repository_on(server), threading.Event()

    def slow_to_take(request: Request, answer: Callable[[], Reply]) -> Reply:
        if request.method == "PUT" and request.body.get("points", [{}])[0].get("payload", {}).get("lease_holder") == "":
            given.wait(30)
        return answer()

    server.fault = slow_to_take
    with repository.turn(SCOPE):
        pass
    with repository.turn(SCOPE):  # nor does its next turn
        pass
    given.set()


def test_who_steps_back_does_so_when_somebody_is_at_work(server: QdrantStandIn) -> None:
    """And takes the turn of somebody who is not."""
    ours = repository_on(server)
    ours._leases._seconds = 0.3
    client = ours._client
    theirs = Leases(lambda: nullcontext(client), "keepsake-test", steps_back=True, seconds=0.6)
    with ours.turn(SCOPE), pytest.raises(StorageBusy), theirs(SCOPE):
        raise AssertionError("it has no turn")
    killed = Leases(lambda: nullcontext(client), "keepsake-test", later=never)
    with killed(SCOPE):
        pass
    with theirs(SCOPE):
        pass


def test_a_turn_ends_with_whatever_fails_in_it(shared: QdrantClient) -> None:
    """The next one need not wait."""
    turn = impatient(shared)
    with pytest.raises(ValueError, match="inside"), turn(SCOPE):
        raise ValueError("inside")
    with turn(SCOPE):
        pass
