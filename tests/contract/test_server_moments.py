"""A Qdrant server that fails at any moment of a call, caps what it gives, or stalls: nothing is lost or cut short."""

import socket
import struct
import subprocess
import sys
import textwrap
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient
from tenacity.wait import wait_none

from memory_core import Memory, Message, Scope, Settings
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.selection import Selection
from memory_core.engines.server import connection, patience
from memory_core.engines.server.connection import connect
from memory_core.engines.server.leases import Leases
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import (
    KeepsakeError,
    StorageBusy,
    StorageError,
    WriteConflict,
)
from memory_core.ports import MemoryRepository
from tests.conftest import Clock, client_repository, contents, given_back, service_on
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory, probe
from tests.qdrant_stand_in import KEY, Fault, QdrantStandIn, Reply, Request

BUDGET = 2.0  # seconds that a request is given here
FAR_TOO_LONG = 12.0  # a call that takes this was not bounded by its budget: every fault that waits, waits 30
SECRET = "Anna's secret is a green bicycle."
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BACKOFF", wait_none())
    monkeypatch.setattr(patience, "AWAY_SECONDS", 0.0)


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    made = QdrantStandIn()
    yield made
    made.fault = healthy
    made.close()


@pytest.fixture
def on_it(server: QdrantStandIn) -> Iterator[ServerRepository]:
    """A repository on the server that holds one memory already, acknowledged."""
    made = repository_on(server.url)
    made.write(SCOPE, [entry(memory(1, SECRET))])
    yield made
    made.close()


def repository_on(url: str, *, seconds: float = BUDGET) -> ServerRepository:
    settings = Settings(qdrant_url=url, qdrant_api_key=KEY, qdrant_seconds=seconds)
    return client_repository(connect(settings))


def healthy(_: Request, answer: Callable[[], Reply]) -> Reply:
    return answer()


def always(reply: Reply) -> Fault:
    return lambda _, answer: reply


def says(status: int, sentence: str = "no", *headers: tuple[str, str]) -> Fault:
    content = f'{{"status": {{"error": "{sentence} {KEY} {SECRET}"}}, "time": 0}}'.encode()
    return always(Reply(status, content, (("Content-Type", "application/json"), *headers)))


def on_the_wire(do: Callable[[socket.socket], object]) -> Fault:
    return always(Reply(instead=do))


def _wait_for_the_end(connection: socket.socket) -> None:
    connection.settimeout(30)
    connection.recv(1)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def failure_of(call: Callable[[], object]) -> KeepsakeError:
    """What a call raises: in time, with nothing in it that is nobody's business."""
    started = time.monotonic()
    with pytest.raises(KeepsakeError) as caught:
        call()
    assert time.monotonic() - started < FAR_TOO_LONG
    told = "".join(traceback.format_exception(caught.value, chain=True))
    assert KEY not in told
    assert SECRET not in told
    return caught.value


def test_a_redirect_takes_the_key_nowhere(server: QdrantStandIn, on_it: ServerRepository) -> None:
    """It may lead to a stranger."""
    stranger = QdrantStandIn()
    try:
        for status in (301, 302, 307, 308):
            server.fault = says(status, "moved", ("Location", stranger.url))
            failure_of(lambda: on_it.recent(SCOPE, ALIVE, limit=1))
        assert stranger.requests == []
    finally:
        stranger.close()


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
def test_a_server_that_goes_away_at_any_moment_loses_nothing_acknowledged(
    server: QdrantStandIn, on_it: ServerRepository, scope: Scope, clock: Clock, applied: bool
) -> None:
    """Before or after it did what it was asked; whoever asks again when it is back finds one truth."""
    service = service_on(on_it, clock)
    for at in range(1, 200):
        told = replace(scope, user=f"user {at}")
        service.store_messages([Message("I live in Lisbon.", speaker="Anna", message_id="1")], scope=told)
        server.fault, requests = away_from(at, applied=applied)
        moved = [Message("I live in Porto.", speaker="Anna", message_id="2")]
        failed = raises(lambda t=told, m=moved: service.store_messages(m, scope=t))  # type: ignore[misc]
        server.fault = healthy
        clock.pass_(61 * 10**6)
        said = contents(service, "live", told)
        assert any("Lisbon" in content for content in said), at
        if not failed:
            assert any("Porto" in content for content in said), at
        given_back()
        service.store_messages(moved, scope=told)
        facts = on_it.recent(told, Selection(alive_at=service.now(), types=FACT_TYPES), limit=9)
        assert [fact.content for fact in facts] == ["I live in Porto."], at
        if not requests.exceeded:
            break
    assert at > 5


class Away:
    """Whether the server has gone away yet."""

    exceeded = False


def away_from(at: int, *, applied: bool) -> tuple[Fault, Away]:
    """A fault that begins with the request of this number, and does not end."""
    counted, away = [0], Away()

    def spoil(request: Request, answer: Callable[[], Reply]) -> Reply:
        counted[0] += 1
        if counted[0] < at:
            return answer()
        if applied and not away.exceeded:
            answer()
        away.exceeded = True
        return Reply(instead=_reset)

    return spoil, away


def raises(call: Callable[[], object]) -> bool:
    try:
        call()
    except KeepsakeError:
        return True
    return False


def test_a_server_that_gives_little_at_once_is_asked_more_often() -> None:
    """Its strict mode caps a limit; pages, counts and sessions are whole nevertheless."""
    server = QdrantStandIn(largest_limit=5)
    try:
        repository = client_repository(connect(Settings(qdrant_url=server.url, qdrant_api_key=KEY)))
        everywhere = replace(SCOPE, session=None)
        stored = [memory(n, scope=replace(SCOPE, session=f"s{n}")) for n in range(12)]
        same_moment = [replace(one, created_at=stored[0].created_at) for one in stored]
        for kept, scope in ((stored, everywhere), (same_moment, replace(everywhere, agent="another"))):
            own = [replace(one, scope=replace(one.scope, agent=scope.agent), id=other_id(one, scope)) for one in kept]
            repository.write(scope, [entry(one) for one in own])
            check_whole(repository, scope, own)
    finally:
        server.close()


def other_id(one: Memory, scope: Scope) -> str:
    return one.id if scope.agent == SCOPE.agent else "1" + one.id[1:]


def check_whole(repository: MemoryRepository, scope: Scope, stored: Sequence[Memory]) -> None:
    ids = {one.id for one in stored}
    assert {one.id for one in repository.recent(scope, ALIVE, limit=99)} == ids
    assert len(repository.recent(scope, ALIVE, limit=7)) == 7
    assert {one.id for one in repository.page(scope, ALIVE, limit=99, oldest_first=True)} == ids
    assert {one.id for one in repository.read(scope, ALIVE, sorted(ids))} == ids
    assert repository.count(scope, ALIVE) == len(ids)
    assert repository.sessions(scope, ALIVE) == {one.scope.session: 1 for one in stored}
    assert len(repository.strongest(scope, ALIVE, probe(0, 1), depth=99, limit=7)) == 5
    repository.write(scope, (), amended=[replace(one, pinned=True) for one in repository.read(scope, ALIVE, list(ids))])
    assert all(one.pinned for one in repository.recent(scope, ALIVE, limit=99))
    with pytest.raises(WriteConflict):
        repository.write(scope, (), amended=list(stored))
    repository.erase(scope, list(ids))
    assert repository.count(scope, ALIVE) == 0


def test_a_server_that_stalls_stops_no_heartbeat(server: QdrantStandIn, on_it: ServerRepository) -> None:
    """In a process patched by gevent, as the plugin's is, others run while a call waits, and the budget holds."""
    server.fault = on_the_wire(_wait_for_the_end)
    script = f"""
        from gevent import monkey
        monkey.patch_all()
        import gevent
        from memory_core.errors import StorageTooSlow
        from tests.contract.test_repository import ALIVE, SCOPE
        from tests.contract.test_server_moments import repository_on

        beats = 0
        def beat():
            global beats
            while True:
                gevent.sleep(0.05)
                beats += 1
        gevent.spawn(beat)
        try:
            repository_on({server.url!r}).recent(SCOPE, ALIVE, limit=1)
        except StorageTooSlow:
            print("beats", beats)
    """
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(script)],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.stdout.startswith("beats "), run.stderr[-2000:]
    assert int(run.stdout.split()[1]) > 3


def test_a_lease_that_nobody_knows_of_is_given_back(server: QdrantStandIn) -> None:
    """It was taken, and the question who has it failed: others need not wait until it is over."""
    repository = repository_on(server.url)
    repository.count(SCOPE, ALIVE)

    def no_answer_to_who(request: Request, answer: Callable[[], Reply]) -> Reply:
        return Reply(400, b"{}") if (request.method, request.path[-7:]) == ("POST", "/points") else answer()

    server.fault = no_answer_to_who
    with pytest.raises(StorageError), repository.turn(SCOPE):
        raise AssertionError("it has no turn")
    server.fault = healthy
    given_back()
    with impatient(repository._client)(SCOPE):
        pass


def test_a_turn_that_cannot_be_given_back_was_one_all_the_same(server: QdrantStandIn) -> None:
    """What was written in it is not called failed; the process that had it goes on at once, others when it is over."""
    repository = repository_on(server.url)
    with repository.turn(SCOPE):
        repository.write(SCOPE, [entry(memory(1))])
        server.fault = lambda _, answer: Reply(400, b"{}")
    given_back()
    server.fault = healthy
    with pytest.raises(StorageBusy), impatient(repository._client)(SCOPE):
        pass
    repository._leases._wait_seconds = 0
    with repository.turn(SCOPE):
        pass


def impatient(client: QdrantClient) -> Leases:
    return Leases(lambda: nullcontext(client), "keepsake-test", wait_seconds=0)
