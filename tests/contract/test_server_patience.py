"""How long a slow, hung or absent server is waited for."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from memory_core import Message, Settings
from memory_core.engines.server.connection import connect
from memory_core.engines.server.patience import AWAY_SECONDS, FAILURES, Circuit
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import KeepsakeError, StorageAway, StorageTooSlow, StorageUnreachable
from tests.conftest import DIMENSION, Clock, contents, service_on
from tests.contract.test_repository import ALIVE, SCOPE
from tests.qdrant_stand_in import KEY, QdrantStandIn, Reply, Request

QUERY_SECONDS, FAR_TOO_LONG = 0.6, 5.0  # what a request is given by itself is 30


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        yield running


def repository_on(server: QdrantStandIn) -> ServerRepository:
    client = connect(Settings(qdrant_url=server.url, qdrant_api_key=KEY, qdrant_seconds=30))
    return ServerRepository(
        client, collection="keepsake-test", dimension=lambda: DIMENSION, query_seconds=QUERY_SECONDS
    )


def failure_of(call: Callable[[], object]) -> KeepsakeError:
    started = time.monotonic()
    with pytest.raises(KeepsakeError) as caught:
        call()
    assert time.monotonic() - started < FAR_TOO_LONG
    return caught.value


@pytest.mark.parametrize("seconds", [0.35, 20.0], ids=["slow", "hung"])
def test_a_search_waits_no_longer_than_it_may(server: QdrantStandIn, clock: Clock, seconds: float) -> None:
    """For all of its requests together; the card likewise. A store takes as long as it needs."""
    service, over = service_on(repository_on(server), clock), threading.Event()
    service.store_messages([Message("I live in Lisbon.")], scope=SCOPE)
    contents(service, "live", SCOPE)

    def slow(_: Request, answer: Callable[[], Reply]) -> Reply:
        over.wait(seconds)
        return answer()

    server.fault = slow
    assert type(failure_of(lambda: contents(service, "live", SCOPE))) is StorageTooSlow
    if seconds > 1:
        assert type(failure_of(lambda: service.card(scope=SCOPE))) is StorageTooSlow
        over.set()
    service.store_messages([Message("I live in Porto.")], scope=SCOPE)
    server.fault = lambda _, answer: answer()
    assert len(contents(service, "live", SCOPE)) > 1


def test_who_is_away_is_not_asked(server: QdrantStandIn) -> None:
    """After a few requests without an answer each call fails at once, with a code of its own; until one of those that
    ask again every few seconds is answered."""
    repository = repository_on(server)
    repository.count(SCOPE, ALIVE)
    transport: Any = repository._client.http.client._client._transport
    circuit, now = transport._circuit, [100.0]
    circuit.clock = lambda: now[0]
    server.fault = lambda _, answer: Reply(instead=lambda connection: connection.close())
    failures = [failure_of(lambda: repository.count(SCOPE, ALIVE)) for _ in range(FAILURES)]
    assert {type(failure) for failure in failures} == {StorageUnreachable}
    asked = len(server.requests)
    away = [failure_of(lambda: repository.count(SCOPE, ALIVE)) for _ in range(20)]
    assert {(type(failure), failure.code, failure.retryable) for failure in away} == {
        (StorageAway, "storage_away", True)
    }
    assert len(server.requests) == asked
    server.fault = lambda _, answer: answer()
    now[0] += AWAY_SECONDS
    assert [repository.count(SCOPE, ALIVE) for _ in range(3)] == [0, 0, 0]


def test_one_asks_for_all_whether_it_is_back() -> None:
    """Twenty calls at that moment do not all wait for it."""
    now = [0.0]
    circuit, asked = Circuit(clock=lambda: now[0]), []

    def call() -> None:
        with circuit.request(10.0):
            asked.append(1)
            raise httpx.ReadTimeout("")

    def calls(number: int) -> int:
        asked.clear()
        for _ in range(number):
            with pytest.raises(httpx.TransportError):
                call()
        return len(asked)

    assert calls(20) == FAILURES
    now[0] += AWAY_SECONDS
    assert calls(20) == 1
