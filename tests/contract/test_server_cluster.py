"""A cluster of which a node is dead: stores, searches and forgetting go on."""

from collections.abc import Iterator
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
from tests.conftest import DIMENSION, Clock, contents, service_on
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.qdrant_stand_in import KEY, QdrantStandIn

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
