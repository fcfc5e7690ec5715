"""Every way in which a Qdrant server can fail, on the wire: what it means, in which time; nothing leaks, no failure is
taken for an empty answer, and nothing is said to be stored that was not acknowledged."""

import socket
import struct
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import httpx
import pytest
import respx
from tenacity.wait import wait_none

from memory_core import Message, Settings
from memory_core.engines.server import connection, patience
from memory_core.engines.server.connection import connect
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import (
    EmbeddingMismatch,
    InvalidSettings,
    KeepsakeError,
    StorageAnswerUnusable,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageRefused,
    StorageTooSlow,
    StorageUnreachable,
    StorageUnsuitable,
)
from memory_core.ports import MemoryRepository, SparseVector
from tests.conftest import Clock, client_repository, contents, service_on
from tests.contract.qdrant_wire import Wire, completed, refused
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory, probe

pytestmark = pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection")

KEY, TEXT = "qd-very-secret-key", "My very secret text lies in Porto."
ECHO = f"{KEY} {TEXT}"  # servers like to quote what they refuse
URL = "http://qdrant.test:6333"
STORED = memory(1, TEXT)
BUDGET, GRACE = 1.5, 2.0  # seconds

type Call = Callable[[MemoryRepository], object]
type Answer = Callable[[httpx.Request], httpx.Response]


def _take_turn(repository: MemoryRepository) -> None:
    with repository.turn(SCOPE):
        pass


READS: dict[str, Call] = {
    "strongest": lambda r: r.strongest(SCOPE, ALIVE, probe(0, 1), depth=5, limit=5),
    "speakers": lambda r: r.speakers(SCOPE, ALIVE, SparseVector((1,), (1.0,)), depth=5),
    "read": lambda r: r.read(SCOPE, ALIVE, [STORED.id]),
    "recent": lambda r: r.recent(SCOPE, ALIVE, limit=5),
    "page": lambda r: r.page(SCOPE, ALIVE, limit=5),
    "count": lambda r: r.count(SCOPE, ALIVE),
    "sessions": lambda r: r.sessions(SCOPE, ALIVE),
    "is_empty": lambda r: r.is_empty(SCOPE),
    "check": lambda r: r.check(),
}
WRITES: dict[str, Call] = {
    "add": lambda r: r.write(SCOPE, [entry(memory(2, TEXT))]),
    "amend": lambda r: r.write(SCOPE, (), amended=[replace(STORED, pinned=True)]),
    "erase": lambda r: r.erase(SCOPE, [STORED.id]),
    "turn": _take_turn,
}
CALLS = READS | WRITES


def repository_at(url: str) -> ServerRepository:
    return client_repository(connect(Settings(qdrant_url=url, qdrant_api_key=KEY, qdrant_seconds=BUDGET)))


def holding_one(url: str = URL) -> ServerRepository:
    """A repository whose collection is there, with STORED in it."""
    repository = repository_at(url)
    repository.write(SCOPE, [entry(STORED)])
    return repository


class Server:
    """A Qdrant server of respx, in whose place `fault` answers while it is set."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.fault: Answer | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return (self.fault or self.wire)(request)

    @contextmanager
    def failing(self, fault: Answer) -> Iterator[None]:
        self.fault = fault
        yield
        self.fault = None


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=made)
        yield made


@pytest.fixture(autouse=True)
def asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "AWAY_SECONDS", 0.0)


@pytest.fixture
def without_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BACKOFF", wait_none())


def failure_of(call: Call, repository: MemoryRepository) -> KeepsakeError:
    """The error of the call, which shows nothing, and takes no longer than it may."""
    started = time.monotonic()
    with pytest.raises(KeepsakeError) as info:
        call(repository)
    assert time.monotonic() - started < BUDGET + GRACE
    error = info.value
    told = "".join((str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)))
    assert KEY not in told
    assert TEXT not in told
    assert str(error).endswith((".", ")"))
    return error


def assert_nothing_changed(repository: MemoryRepository) -> None:
    assert repository.page(SCOPE, ALIVE, limit=9) == [STORED]


def always(reply: httpx.Response) -> Answer:
    return lambda request: httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)


# -- answers that are refusals -----------------------------------------------------------------------------------------

OK = {"status": "ok", "time": 0.0}
REFUSALS: dict[str, tuple[httpx.Response, type[KeepsakeError], str]] = {  # the answer, its error, and what that says
    "wrong key": (refused(401, ECHO), StorageRefused, "refused our key. Check qdrant_api_key at Authorize"),
    "read-only key": (refused(403, ECHO), StorageRefused, "may be read-only. Check qdrant_api_key"),
    "too many": (refused(429, ECHO), StorageBusy, "takes no more requests for now. Try again later"),
    "too many, with seconds": (refused(429, ECHO, Retry_After="3"), StorageBusy, "Try again later"),
    "too many, with a date": (
        refused(429, ECHO, Retry_After="Wed, 21 Oct 2099 07:28:00 GMT"),
        StorageBusy,
        "Try again later",
    ),
    "strict mode": (refused(400, f"Index required but not found for {ECHO}"), StorageError, r"strict mode\)"),
    "other vectors": (
        refused(400, f"Wrong input: Vector dimension error: expected dim: 64, got 3 {ECHO}"),
        EmbeddingMismatch,
        "another length than those that are stored",
    ),
    "another address": (httpx.Response(404, html=f"<p>{ECHO}"), StorageError, "nothing at this address. Check qdrant"),
    "another method": (httpx.Response(405, text=ECHO), StorageError, "nothing at this address"),
    "elsewhere": (httpx.Response(307, headers={"Location": "http://x.test/"}), StorageError, "nothing at this address"),
    "broken": (refused(500, ECHO), StorageError, "failed. Try again later"),
    "starting": (httpx.Response(503, text=ECHO), StorageError, "failed. Try again later"),
    "full": (httpx.Response(507, text=ECHO), StorageFull, "no room left. Nothing was stored; make room"),
    "full disk": (refused(500, f"Service internal error: No space left on device: {ECHO}"), StorageFull, "no room"),
    "garbage": (httpx.Response(200, content=b"\x00\xff" + ECHO.encode()), StorageAnswerUnusable, "no Qdrant server"),
    "nothing": (httpx.Response(200), StorageAnswerUnusable, "no Qdrant server"),
    "no content": (httpx.Response(204), StorageAnswerUnusable, "no Qdrant server"),
    "a page": (httpx.Response(200, html=f"<p>{ECHO}</p>"), StorageAnswerUnusable, "Check qdrant_url, or try again"),
    "no zip": (
        httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(ECHO.encode())),
        StorageAnswerUnusable,
        "Check qdrant_url",
    ),
    "a well": (httpx.Response(200, content=b"[" * 100_000), StorageAnswerUnusable, "Check qdrant_url"),
    "a list": (httpx.Response(200, json=[ECHO]), StorageAnswerUnusable, "Check qdrant_url"),
    "another shape": (httpx.Response(200, json={"hello": ECHO}), StorageAnswerUnusable, "Check qdrant_url"),
    "another result": (httpx.Response(200, json=OK | {"result": ECHO}), StorageAnswerUnusable, "Check qdrant_url"),
    "no result": (httpx.Response(200, json=OK | {"result": None}), StorageAnswerUnusable, "Check qdrant_url"),
}


@pytest.mark.parametrize("fault", REFUSALS)
@pytest.mark.usefixtures("without_backoff")
def test_every_refusal_has_its_sentence_whatever_is_called(server: Server, fault: str) -> None:
    """The same for reads, which never answer as if nothing were there, and for writes, which change nothing."""
    reply, error, sentence = REFUSALS[fault]
    fresh, repository = repository_at(URL), holding_one()
    with server.failing(always(reply)):
        failed = {f"{name} of the first": failure_of(call, fresh) for name, call in CALLS.items()}
        failed |= {name: failure_of(call, repository) for name, call in CALLS.items()}
    assert {name: type(failure) for name, failure in failed.items()} == dict.fromkeys(failed, error)
    for failure in failed.values():
        assert failure.code == error.code
        with pytest.raises(error, match=sentence):
            raise failure
    assert_nothing_changed(repository)


NEEDING = [name for name in CALLS if name not in ("check", "turn")]  # the collection itself


@pytest.mark.parametrize("call", [*NEEDING, "turn"])
def test_a_collection_that_was_removed_is_missed(server: Server, call: str) -> None:
    """Whoever looks into it is told so each time, and not that nothing is there; the next store makes it."""
    repository = holding_one()
    server.wire.remove("keepsake-test")
    missed = [failure_of(CALLS[call], repository)]
    missed += [failure_of(CALLS[name], repository) for name in ("count", "strongest", "is_empty", "recent")]
    assert {(failure.code, failure.retryable) for failure in missed} == {("storage_gone", False)}
    assert not server.wire.engine.collection_exists("keepsake-test")
    with repository.turn(SCOPE):
        repository.write(SCOPE, [entry(memory(3))])
    assert [one.id for one in repository.recent(SCOPE, ALIVE, limit=9)] == [memory(3).id]


@pytest.mark.usefixtures("without_backoff")
def test_a_limit_of_strict_mode_is_named(server: Server) -> None:
    """With what is needed; to try again is of no use."""
    repository = holding_one()
    with server.failing(always(refused(400, f'Bad request: Limit exceeded 60 > 8 for "upsert limit" {ECHO}'))):
        failure = failure_of(WRITES["add"], repository)
    assert (failure.code, failure.retryable) == ("storage_limits", False)
    assert 'allows 8 for "upsert limit" in strict mode, and 60 are needed' in str(failure)


@pytest.mark.parametrize("reply", [refused(503, ECHO), refused(500, ECHO), refused(429, ECHO, Retry_After="1")])
@pytest.mark.usefixtures("without_backoff")
def test_what_heals_is_never_seen(server: Server, reply: httpx.Response) -> None:
    """Each request that fails once is sent again: first uses, reads and writes come out as if nothing had been."""
    seen: list[bytes] = []

    def once_each(request: httpx.Request) -> httpx.Response:
        asked = request.method.encode() + request.url.raw_path + request.content
        if asked in seen:
            return server.wire(request)
        seen.append(asked)
        return always(reply)(request)

    with server.failing(once_each):
        repository = holding_one()
        assert_nothing_changed(repository)
        WRITES["add"](repository)
        WRITES["erase"](repository)
    assert [m.id for m in repository.recent(SCOPE, ALIVE, limit=9)] == [memory(2).id]


# -- writes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["acknowledged", "wait_timeout", "something new"])
@pytest.mark.parametrize("call", ["add", "amend", "erase"])
def test_only_what_was_completed_is_stored(server: Server, call: str, status: str) -> None:
    """A server that took a write and has not applied it is no reason to say that it is kept."""
    repository = holding_one()

    def later(request: httpx.Request) -> httpx.Response:
        result = {"operation_id": 1, "status": status}
        match request.url.path.rsplit("/", 1)[-1]:
            case "batch":
                return completed([result])
            case "delete":
                return completed(result)
        return server.wire(request)

    with server.failing(later):
        failure = failure_of(CALLS[call], repository)
    assert type(failure) is (StorageAnswerUnusable if status == "something new" else StorageTooSlow)
    assert failure.retryable
    assert_nothing_changed(repository)
    CALLS[call](repository)


def test_a_store_is_not_answered_before_the_server_has_it(server: Server, clock: Clock) -> None:
    """Nor is a search answered with nothing: the whole service raises, and goes on when the server is back."""
    service = service_on(repository_at(URL), clock)
    service.store_messages([Message(TEXT)], scope=SCOPE)
    with server.failing(always(httpx.Response(403))):
        with pytest.raises(StorageRefused):
            service.store_messages([Message("another text")], scope=SCOPE)
        with pytest.raises(StorageRefused):
            contents(service, TEXT, SCOPE)
    assert contents(service, TEXT, SCOPE) == [TEXT]


# -- versions and settings ---------------------------------------------------------------------------------------------


def test_a_server_that_is_too_old_is_refused(server: Server) -> None:
    """With both versions in the sentence, before anything is made there."""
    server.wire.version = "1.18.2"
    for call in CALLS.values():
        failure = failure_of(call, repository_at(URL))
        assert type(failure) is StorageUnsuitable
        assert "is version 1.18, and Keepsake needs 1.19 or later. Upgrade the server." in str(failure)
    assert {asked for asked, _ in server.wire.asked} == {"GET /"}


@pytest.mark.parametrize("version", ["1.19.0", "1.20.0-dev", "v1.19.4", "2.0.0", "10.0.1"])
def test_newer_servers_are_accepted(server: Server, version: str) -> None:
    """Also one that is being developed."""
    server.wire.version = version
    assert_nothing_changed(holding_one())


@pytest.mark.parametrize(
    ("version", "error"), [(None, StorageAnswerUnusable), ("", StorageUnsuitable), (ECHO, StorageUnsuitable)]
)
def test_what_tells_no_version_is_no_server_of_ours(
    server: Server, version: str | None, error: type[StorageError]
) -> None:
    """Something else answers at the address."""
    server.wire.version = version
    assert type(failure_of(READS["count"], repository_at(URL))) is error


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY} é", f"{KEY}\x00", "密钥"])
def test_a_key_that_no_header_can_hold_is_refused_without_being_shown(key: str) -> None:
    """As a setting to mend, not as a server that fails."""
    with pytest.raises(InvalidSettings, match="qdrant_api_key") as info:
        client_repository(connect(Settings(qdrant_url=URL, qdrant_api_key=key))).check()
    told = "".join((str(info.value), repr(info.value), *traceback.format_exception(info.value)))
    assert key not in told
    assert KEY not in told


@pytest.mark.parametrize("url", ["ftp://qdrant.test", "http://", "http://qdrant.test:port", "http://[::1", "no place"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """With the setting to mend."""
    with pytest.raises(KeepsakeError, match="qdrant_url"):
        client_repository(connect(Settings(qdrant_url=url, qdrant_seconds=BUDGET))).check()


# -- connections that fail, over a real socket -------------------------------------------------------------------------

type Behaviour = Callable[[socket.socket, httpx.Request], None]


class Port:
    """A Qdrant server at a real port, in whose place `behave` deals with the connection while it is set."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.wire = Wire()
        self.behave: Behaviour | None = None

    def answer(self, connection: socket.socket) -> None:
        request = _read_request(connection)
        (self.behave or self.serve)(connection, request)

    def serve(self, connection: socket.socket, request: httpx.Request) -> None:
        reply = self.wire(request)
        head = f"HTTP/1.1 {reply.status_code} X\r\nContent-Length: {len(reply.content)}\r\nConnection: close\r\n\r\n"
        connection.sendall(head.encode() + reply.content)


@pytest.fixture
def port() -> Iterator[Port]:
    listening = socket.create_server(("127.0.0.1", 0))
    made = Port(listening.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError, IndexError):  # the client has gone away, as it should from some
            made.answer(connection)

    threading.Thread(target=accept, daemon=True).start()
    yield made
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def _read_request(connection: socket.socket) -> httpx.Request:
    with connection.makefile("rb") as stream:
        method, path, _ = stream.readline().decode().split(" ")
        lines = iter(lambda: stream.readline().decode().strip(), "")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return httpx.Request(method, f"{URL}{path}", content=stream.read(int(headers.get("content-length", 0))))


def reset(connection: socket.socket, request: httpx.Request) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def close_at_once(connection: socket.socket, request: httpx.Request) -> None:
    connection.close()


def half_a_body(connection: socket.socket, request: httpx.Request) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"result": {"points": []')


def speak_no_http(connection: socket.socket, request: httpx.Request) -> None:
    connection.sendall(f"220 {ECHO} ESMTP\r\n".encode())


def stall(connection: socket.socket, request: httpx.Request) -> None:
    connection.recv(1)  # nothing comes: ends when the client goes away


def stall_in_the_body(connection: socket.socket, request: httpx.Request) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{"result"')
    connection.recv(1)


def drip(prefix: bytes) -> Behaviour:
    def behave(connection: socket.socket, request: httpx.Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + prefix)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    return behave


def endless(connection: socket.socket, request: httpx.Request) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + ECHO.encode())
    while True:
        connection.sendall(b" " * 2**16)


BREAKS: dict[str, tuple[Behaviour, type[KeepsakeError], str]] = {
    "reset": (reset, StorageUnreachable, "broke off its answer. Try again"),
    "closed": (close_at_once, StorageUnreachable, "broke off its answer. Try again"),
    "half a body": (half_a_body, StorageUnreachable, "broke off its answer. Try again"),
    "no HTTP": (speak_no_http, StorageUnreachable, "broke off its answer. Try again"),
    "stalls": (stall, StorageTooSlow, "took too long"),
    "stalls in the body": (stall_in_the_body, StorageTooSlow, "took too long"),
    "drips headers": (drip(b"X-Slow: "), StorageTooSlow, "took too long"),
    "drips the body": (drip(b"\r\n"), StorageTooSlow, "took too long"),
    "no end": (endless, StorageAnswerUnusable, "no Qdrant server"),
}


@pytest.mark.parametrize("fault", BREAKS)
def test_every_broken_connection_has_its_sentence_in_time(
    port: Port, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the tries, within the budget of one request and a little; afterwards all is as it was."""
    monkeypatch.setattr(connection, "_LARGEST_REPLY", 2**20)
    behave, error, sentence = BREAKS[fault]
    repository = holding_one(port.url)
    port.behave = behave
    for name in ("strongest", "count", "add"):
        failure = failure_of(CALLS[name], repository)
        assert (type(failure), failure.code, sentence in str(failure)) == (error, error.code, True)
    port.behave = None
    assert_nothing_changed(repository)


def test_a_server_that_is_away_is_named_as_such() -> None:
    """Nobody listens at the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    for name in ("strongest", "count", "add", "turn", "check"):
        failure = failure_of(CALLS[name], repository_at(f"http://127.0.0.1:{free}"))
        assert type(failure) is StorageUnreachable
        assert "could not be reached. Check that it runs, that qdrant_url is right" in str(failure)


def test_a_reply_that_is_lost_makes_no_double(port: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request is applied, and its first reply breaks: the transport sends it again, and nothing more changes."""
    monkeypatch.setattr(connection, "_BACKOFF", wait_none())
    lost: set[bytes] = set()

    def lose_the_first(connected: socket.socket, request: httpx.Request) -> None:
        asked = request.method.encode() + request.url.raw_path + request.content
        if asked in lost:
            return port.serve(connected, request)
        lost.add(asked)
        port.wire(request)
        return reset(connected, request)

    port.behave = lose_the_first
    repository = holding_one(port.url)
    with repository.turn(SCOPE):
        repository.write(SCOPE, [entry(memory(2, TEXT))], amended=[replace(STORED, pinned=True)])
    (amended, added) = repository.page(SCOPE, ALIVE, limit=9, oldest_first=True)
    assert (amended.pinned, amended.revision, added.id) == (True, 1, memory(2).id)
    repository.erase(SCOPE, [STORED.id])
    assert repository.count(SCOPE, ALIVE) == 1
    with repository.turn(SCOPE):  # the lease of before was given back
        pass
