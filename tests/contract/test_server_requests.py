"""How often a server is asked: each request costs a way there and back."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from memory_core import Message, Scope, Settings
from memory_core.engines.payload import Mark
from memory_core.engines.server.connection import connect
from memory_core.engines.server.realms import RealmSizes
from memory_core.service import MemoryService
from tests.conftest import Clock, client_repository, contents, given_back, service_on
from tests.contract.test_repository import SCOPE
from tests.qdrant_stand_in import KEY, QdrantStandIn

MOST_OF_A_SEARCH, MOST_OF_A_STORE = 3, 6
PLAIN = "The weather was good, and so was the walk along the river."
FACT = "I am allergic to peanuts."


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        yield running


@pytest.fixture
def service(server: QdrantStandIn, clock: Clock) -> MemoryService:
    """One that has stored and searched before: the collection is there, and what is counted once a minute was."""
    made = service_on(client_repository(connect(Settings(qdrant_url=server.url, qdrant_api_key=KEY))), clock)
    for text in ("I live in Lisbon.", "I live in Porto."):
        made.store_messages([Message(text, speaker="Anna", message_id=text)], scope=SCOPE)
    contents(made, "Where does Anna live?", SCOPE)
    return made


def asked(server: QdrantStandIn, call: Callable[[], object]) -> int:
    """How many answers the call waits for."""
    given_back()
    server.requests.clear()
    call()
    given_back()
    return len([one for one in server.requests if "lease_holder': ''" not in str(one.body)])


@pytest.mark.parametrize("query", ["walk", "Where does Anna live?", "What am I allergic to?", "Lisbon or Porto?"])
def test_a_search(server: QdrantStandIn, service: MemoryService, query: str) -> None:
    """Also one that finds outdated messages, and names somebody."""
    assert asked(server, lambda: contents(service, query, SCOPE)) <= MOST_OF_A_SEARCH


@pytest.mark.parametrize("message_id", ["", "1"])
def test_a_store(server: QdrantStandIn, service: MemoryService, message_id: str) -> None:
    """Its lease, what was said before, what is near, the write, and whether it was whole."""
    said = [Message(PLAIN, message_id=message_id)]
    assert asked(server, lambda: service.store_messages(said, scope=SCOPE)) <= MOST_OF_A_STORE


def test_a_store_that_tells_a_fact(server: QdrantStandIn, service: MemoryService) -> None:
    """Two more: what is known of that, and what says the same."""
    said = [Message(FACT, message_id="1")]
    assert asked(server, lambda: service.store_messages(said, scope=SCOPE)) <= MOST_OF_A_STORE + 2


def test_what_is_counted_seldom_follows_what_is_written(server: QdrantStandIn, service: MemoryService) -> None:
    """Nobody is named in a realm until somebody is; from then on names are names."""
    scope = Scope(space=SCOPE.space, agent=SCOPE.agent, realm="user:9", user="ben", session="s")
    service.store_messages([Message("The dog sleeps.")], scope=scope)
    asks_for_names = []
    for speaker in ("", "Clara"):
        service.store_messages([Message("The cat sleeps.", speaker=speaker)], scope=scope)
        server.requests.clear()
        contents(service, "What does Clara say?", scope)
        asks_for_names.append(any(request.path.endswith("/points/query") for request in server.requests))
    assert asks_for_names == [False, True]


def test_sizes_are_counted_again_after_a_minute(clock: Clock) -> None:
    """Others write, too."""
    seconds, counted = [0.0], [5, 7]
    sizes = RealmSizes(clock=lambda: seconds[0])

    def of() -> int:
        return sizes.of(Mark.TOLD, SCOPE, lambda: counted.pop(0))

    assert (of(), of()) == (5, 5)
    seconds[0] = 61.0
    assert of() == 7
