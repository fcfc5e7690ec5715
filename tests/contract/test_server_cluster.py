"""A cluster of which a node is dead: stores, searches and forgetting go on."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from tenacity.wait import wait_none

from memory_core import Message, Settings
from memory_core.domain.pieces import Piece
from memory_core.engines.server import connection
from memory_core.engines.server.archive import ServerArchive
from memory_core.engines.server.connection import connect
from memory_core.engines.server.options import CollectionOptions, parse_options
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import InvalidSettings, StorageError
from memory_core.operations.choose import Selector
from tests.conftest import DIMENSION, Clock, contents, given_back, service_on
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.qdrant_stand_in import KEY, Fault, QdrantStandIn, Reply, Request

NAME = "keepsake-test"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BACKOFF", wait_none())


@pytest.fixture
def cluster() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn(nodes=3)) as running:
        yield running


def on(cluster: QdrantStandIn, *, replicas: int, needed: int = 1) -> ServerRepository:
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
    options = CollectionOptions(replication_factor=replicas)
    made = ServerRepository(client, collection=NAME, dimension=lambda: DIMENSION, options=options)
    made.count(SCOPE, ALIVE)
    cluster.cluster.needed[NAME] = needed
    return made


@pytest.mark.parametrize(("replicas", "needed"), [(3, 2), (3, 1), (2, 1)])
def test_a_dead_node_stops_nothing(cluster: QdrantStandIn, clock: Clock, replicas: int, needed: int) -> None:
    """Stores, changes, searches and both kinds of forgetting."""
    repository = on(cluster, replicas=replicas, needed=needed)
    service = service_on(repository, clock)
    service.store_messages([Message("I live in Lisbon.")], scope=SCOPE)
    cluster.cluster.dead = 1
    service.store_messages([Message("I live in Porto.")], scope=SCOPE)
    assert len(contents(service, "live", SCOPE)) > 1
    memories = repository.recent(SCOPE, replace(ALIVE, alive_at=0, states=()), limit=9)
    receipt = service.forget(Selector(ids=(memories[0].id,)), scope=SCOPE, erase=False)
    assert receipt.ids
    repository.erase(SCOPE, [one.id for one in memories])
    assert repository.count(SCOPE, ALIVE) == 0


@pytest.mark.parametrize(
    ("nodes", "options", "made"),
    [
        (1, "", (1, 1, None)),
        (2, "", (2, 1, 4)),
        (3, "", (3, 2, 6)),
        (5, "", (3, 2, 10)),
        (5, "replication_factor=2, shard_number=7", (2, 1, 7)),
    ],
)
def test_a_collection_survives_the_loss_of_a_node_unless_asked_otherwise(
    nodes: int, options: str, made: tuple[int, int, int | None]
) -> None:
    """Three copies, of which two take a write; shards for every node."""
    with closing(QdrantStandIn(nodes=nodes)) as cluster:
        client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
        repository = ServerRepository(
            client, collection=NAME, dimension=lambda: DIMENSION, options=parse_options(options)
        )
        repository.check()
        repository.count(SCOPE, ALIVE)
        asked = cluster.made[NAME]
        assert (asked["replication_factor"], asked["write_consistency_factor"], asked.get("shard_number")) == made


def test_one_copy_on_several_nodes_is_refused(cluster: QdrantStandIn) -> None:
    """At Authorize, with what to write."""
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
    options = parse_options("replication_factor=1")
    with pytest.raises(InvalidSettings, match="3 nodes"):
        ServerRepository(client, collection=NAME, dimension=lambda: DIMENSION, options=options).check()


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
def test_a_node_that_dies_at_any_moment_loses_nothing(cluster: QdrantStandIn, clock: Clock, applied: bool) -> None:
    """With the request that it was to answer, done or not; another node has to be asked once more. What was forgotten
    meanwhile stays forgotten when it is back."""
    repository = on(cluster, replicas=3, needed=2)
    service = service_on(repository, clock)
    for at in range(1, 40):
        scope, counted = replace(SCOPE, user=f"user {at}"), [0]
        cluster.cluster.dead = 0
        service.store_messages([Message("I live in Lisbon.", message_id="1")], scope=scope)
        given_back()
        cluster.fault = _dies_at(cluster, at, counted, applied=applied)
        service.store_messages([Message("I have a cat.", message_id="2")], scope=scope)
        gone = [one.id for one in repository.recent(scope, ALL, limit=9) if "Lisbon" in one.content]
        service.forget(Selector(ids=tuple(gone)), scope=scope, erase=True)
        given_back()
        cluster.fault = lambda _, answer: answer()
        cluster.cluster.dead = 0
        left = [one.content for one in repository.recent(scope, ALL, limit=9)]
        assert sum(content == "I have a cat." for content in left) >= 1, at
        assert not any("Lisbon" in content for content in left), at
        if counted[0] < at:
            break
    assert at > 8


ALL = replace(ALIVE, alive_at=0, states=())


def _dies_at(cluster: QdrantStandIn, at: int, counted: list[int], *, applied: bool) -> Fault:
    def fault(_: Request, answer: Callable[[], Reply]) -> Reply:
        counted[0] += 1
        if counted[0] != at:
            return answer()
        if applied:
            answer()
        cluster.cluster.dead = 1
        return Reply(instead=lambda connection: connection.close())

    return fault


def test_two_dead_nodes_of_three_are_too_many(cluster: QdrantStandIn) -> None:
    """What would be lost with the last one is not called stored."""
    repository = on(cluster, replicas=3, needed=2)
    cluster.cluster.dead = 2
    with pytest.raises(StorageError):
        repository.write(SCOPE, [entry(memory(1))])


def test_no_answer_is_compressed(cluster: QdrantStandIn, clock: Clock) -> None:
    """A server takes 40 ms longer over each that is."""
    service = service_on(on(cluster, replicas=1), clock)
    service.store_messages([Message("I live in Lisbon.")], scope=SCOPE)
    contents(service, "live", SCOPE)
    assert {request.encoding for request in cluster.requests} == {"identity"}


@pytest.mark.parametrize(("replicas", "consistency"), [(1, ""), (2, ""), (3, "quorum"), (5, "quorum")])
def test_replicas_are_led_where_they_are_written(cluster: QdrantStandIn, replicas: int, consistency: str) -> None:
    """Else each replica could let another one of two writers win, or take a memory back that was erased. By a leader
    that another node replaces; and what was written last is read from as many as may be dead."""
    repository = on(cluster, replicas=replicas)
    archive = ServerArchive(repository._client, collection=NAME)
    repository.write(SCOPE, [entry(memory(1), pieces=(Piece(0, 3), Piece(3, 6)))])
    amended = replace(repository.read(SCOPE, ALIVE, [memory(1).id])[0], pinned=True)
    repository.write(SCOPE, [entry(memory(2))], amended=[amended])
    with repository.turn(SCOPE):
        repository.erase(SCOPE, [memory(1).id])
    archive.put([entry(memory(3))])
    assert archive.rekey(SCOPE.space, "f" * 32, limit=9)
    archive.erase([memory(3).id])
    written = [request for request in cluster.requests if request.writes_points]
    assert len(written) >= 8
    assert {request.query for request in written} == {"wait=true&ordering=medium"}
    looked = [request for request in cluster.requests if "consistency=" in request.query]
    assert {request.query for request in looked} == ({f"consistency={consistency}"} if consistency else set())
