"""A collection that is cut by buckets: each realm is in one shard, and searches of it ask no other."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from memory_core import Message, Scope, Settings
from memory_core.engines.payload import bucket
from memory_core.engines.server.archive import ServerArchive
from memory_core.engines.server.connection import connect
from memory_core.engines.server.options import parse_options
from memory_core.engines.server.promotion import Promotion
from memory_core.engines.server.repository import ServerRepository
from memory_core.engines.server.shards import Shards
from memory_core.errors import InvalidSettings, StorageError, StorageUnsuitable
from tests.conftest import DIMENSION, Clock, contents, everything, given_back, service_on, space_named
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.qdrant_stand_in import KEY, QdrantStandIn, Reply, Request

NAME = "keepsake-test-00000000"
BY_BUCKET = parse_options("shard_by=bucket, shard_number=8")
PEOPLE = [Scope(space=SCOPE.space, agent="a", realm=f"user:{n}", user=f"u{n}", session="s") for n in range(12)]


@pytest.fixture
def cluster() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn(nodes=3)) as running:
        yield running


def on(cluster: QdrantStandIn) -> ServerRepository:
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
    return ServerRepository(client, collection=NAME, dimension=lambda: DIMENSION, options=BY_BUCKET)


def test_each_person_is_in_one_shard(cluster: QdrantStandIn, clock: Clock) -> None:
    """And finds there all that was said; whoever opens the collection later knows its shards."""
    service = service_on(on(cluster), clock)
    for scope in PEOPLE:
        for text in ("I live in Lisbon.", "I am allergic to nuts.", "I live in Porto."):
            service.store_messages([Message(text)], scope=scope)
    later = service_on(on(cluster), clock)
    for scope in PEOPLE:
        assert any("Porto" in content for content in contents(later, "live", scope))
        assert sum(later.count_memories(scope=scope, selection=everything(later)).values()) >= 3
    shards = cluster.shards.points[NAME]
    assert len(shards) == 8
    assert sum(bool(points) for points in shards.values()) > 3
    for scope in PEOPLE:
        found = on(cluster).recent(scope, ALIVE, limit=99)
        assert {memory.id for memory in found} <= shards[f"bucket-{bucket(scope.space, scope.realm) % 8}"]


def test_a_search_asks_one_shard(cluster: QdrantStandIn, clock: Clock) -> None:
    """Of every channel, and of what stands beside the hits."""
    service = service_on(on(cluster), clock)
    service.store_messages([Message("I live in Lisbon.", speaker="Anna")], scope=SCOPE)
    given_back()
    cluster.requests.clear()
    contents(service, "Where does Anna live?", SCOPE)
    searched = [r.body for r in cluster.requests if "/points/query" in r.path]
    keys = {one.get("shard_key") for body in searched for one in body.get("searches", [body])}
    assert keys == {Shards(8).of(SCOPE)}


def test_what_is_moved_there_goes_to_its_shards(cluster: QdrantStandIn) -> None:
    """Of many people at once; and a space that gets another key stays as it is, with a way out."""
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
    archive = ServerArchive(client, collection=NAME, options=BY_BUCKET)
    archive.put([entry(memory(number, scope=scope)) for number, scope in enumerate(PEOPLE)])
    archive.put([entry(memory(0, "changed", scope=PEOPLE[0]))])
    assert archive.count(SCOPE.space) == len(PEOPLE)
    assert [one.content for one in on(cluster).recent(PEOPLE[0], ALIVE, limit=9)] == ["changed"]
    with pytest.raises(StorageUnsuitable, match="import it with the new key"):
        archive.rekey(SCOPE.space, space_named("new"), limit=9)
    archive.erase([memory(0).id])
    assert archive.count(SCOPE.space) == len(PEOPLE) - 1


def test_a_large_space_gets_shards_of_its_own(cluster: QdrantStandIn, clock: Clock) -> None:
    """All of it goes there, also when the first try was killed; what is stored later goes there, too."""
    service, other = service_on(on(cluster), clock), Scope(space=space_named("other"), agent="a", realm="user:1")
    for scope in (*PEOPLE, other):
        service.store_messages([Message("I live in Lisbon.")], scope=scope)
    before = len(cluster._points.scroll(NAME, limit=999)[0])
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))

    def killed(request: Request, answer: Callable[[], Reply]) -> Reply:
        return Reply(400, b"{}") if request.path.endswith("/delete") and "/points" in request.path else answer()

    cluster.fault = killed
    with pytest.raises(StorageError):
        Promotion(client)(SCOPE.space, shards=4, progress=lambda _: None)
    cluster.fault = lambda _, answer: answer()
    moved = Promotion(client)(SCOPE.space, shards=4, progress=lambda _: None)
    assert Promotion(client)(SCOPE.space, shards=4, progress=lambda _: None) == 0
    shards = cluster.shards.points[NAME]
    own = shards[f"space-{SCOPE.space}"]
    assert moved == len(own) >= 2 * len(PEOPLE)
    assert not any(own & points for key, points in shards.items() if not key.startswith("space-"))
    assert len(cluster._points.scroll(NAME, limit=999)[0]) == before
    later = service_on(on(cluster), clock)
    for scope in PEOPLE:
        assert contents(later, "Lisbon", scope)
    later.store_messages([Message("I have a cat.")], scope=PEOPLE[0])
    assert {one.id for one in on(cluster).recent(PEOPLE[0], ALIVE, limit=9)} <= own
    assert contents(later, "Lisbon", other)


def test_a_collection_that_is_not_cut_keeps_its_spaces_together(cluster: QdrantStandIn) -> None:
    """And says how it could be."""
    client = connect(Settings(qdrant_url=cluster.url, qdrant_api_key=KEY))
    ServerRepository(client, collection=NAME, dimension=lambda: DIMENSION).count(SCOPE, ALIVE)
    with pytest.raises(StorageUnsuitable, match="shard_by=bucket"):
        Promotion(client)(SCOPE.space, shards=4, progress=lambda _: None)


def test_shards_that_are_missing_are_made(cluster: QdrantStandIn) -> None:
    """Whoever made the collection was killed before it had made them all."""
    on(cluster).count(SCOPE, ALIVE)
    del cluster.shards.points[NAME]["bucket-3"]
    on(cluster).count(SCOPE, ALIVE)
    assert len(cluster.shards.points[NAME]) == 8


def test_nothing_else_is_to_cut_by() -> None:
    """As the option says."""
    with pytest.raises(InvalidSettings, match="shard_by"):
        parse_options("shard_by=user")
