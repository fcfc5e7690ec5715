"""A collection on a Qdrant server: made once, as asked for, with an index for all that is ever asked by, and only used
when it is of this version."""

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Any

import httpx
import pytest
import respx
from qdrant_client import QdrantClient

from memory_core import MemoryType, Role, Settings, State
from memory_core.domain.background import Background
from memory_core.domain.card import Part
from memory_core.domain.memory import SEARCHED_TYPES, Extraction
from memory_core.domain.selection import Position, Selection
from memory_core.engines.collections import COLLECTION_SCHEMA, READABLE_FROM, collection_name
from memory_core.engines.server import layout
from memory_core.engines.server.census import ServerCensus
from memory_core.engines.server.collection import open_collection
from memory_core.engines.server.connection import connect
from memory_core.engines.server.options import parse_options
from memory_core.engines.server.repository import ServerRepository
from memory_core.engines.stamp import parse
from memory_core.errors import StorageUnsuitable
from memory_core.ports import MemoryRepository, SparseVector
from memory_core.version import VERSION
from tests.conftest import DIMENSION, client_repository
from tests.contract.qdrant_wire import Wire
from tests.contract.test_repository import ALIVE, NOW, SCOPE, entry, memory, probe

NAME = collection_name("openai:fake-1")
TEN = 10


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=made)
        yield made


def at_server(options: str = "") -> ServerRepository:
    client = connect(Settings(qdrant_url="http://qdrant.test:6333"))
    return ServerRepository(client, collection=NAME, dimension=lambda: DIMENSION, options=parse_options(options))


# -- making ------------------------------------------------------------------------------------------------------------


def at_once(work: Callable[[int], object]) -> None:
    """Does it for ten numbers in as many threads, which begin together; raises what any of them raises."""
    together = threading.Barrier(TEN)

    def one(number: int) -> object:
        together.wait(10)
        return work(number)

    with ThreadPoolExecutor(TEN) as threads:
        list(threads.map(one, range(TEN)))


def test_ten_that_open_it_in_memory_at_once_make_one() -> None:
    """Whoever comes second takes what is there."""
    client = QdrantClient(":memory:")
    options = parse_options("")
    at_once(lambda _: open_collection(client, NAME, dimension=lambda: DIMENSION, options=options))
    assert [found.name for found in client.get_collections().collections] == [NAME]


def test_ten_processes_that_start_at_once_make_one_and_lose_nothing() -> None:
    """All find that there is none, all make it, nine are refused; and what each of them stores is there."""
    wire, all_asked, questions = Wire(), threading.Barrier(TEN), itertools.count()

    def answer(request: httpx.Request) -> httpx.Response:
        reply = wire(request)
        if request.url.path.endswith("/exists") and next(questions) < TEN:
            all_asked.wait(10)
        return reply

    with respx.mock(assert_all_called=False) as router:
        router.route().mock(side_effect=answer)
        at_once(lambda number: at_server().write(SCOPE, [entry(memory(number))]))
        made = wire.bodies("PUT", f"/collections/{NAME}")
        kept = client_repository(wire.engine, NAME)
        assert len(made) == TEN
        assert kept.count(SCOPE, ALIVE) == TEN


def test_an_index_is_made_once_and_again_when_it_is_lacking(wire: Wire) -> None:
    """By whoever opens the collection next, as after an upgrade of Keepsake."""
    at_server().count(SCOPE, ALIVE)
    first = [body["field_name"] for body in wire.bodies("PUT", "/index")]
    assert len(first) == len(set(first)) > 1
    at_server().count(SCOPE, ALIVE)
    assert len(wire.bodies("PUT", "/index")) == len(first)
    wire.indexes[NAME].pop("event_at")
    at_server().count(SCOPE, ALIVE)
    assert [body["field_name"] for body in wire.bodies("PUT", "/index")[len(first) :]] == ["event_at"]


def test_a_collection_is_made_as_the_options_say(wire: Wire) -> None:
    """Copies, shards, disk and quantization; and it says of what version and model it is."""
    at_server("replication_factor=2, shard_number=6, on_disk=true, quantization=scalar").count(SCOPE, ALIVE)
    (made,) = wire.bodies("PUT", f"/collections/{NAME}")
    assert (made["replication_factor"], made["shard_number"]) == (2, 6)
    assert {(vector["size"], vector["on_disk"]) for vector in made["vectors"].values()} == {(DIMENSION, True)}
    assert {vector["index"]["on_disk"] for vector in made["sparse_vectors"].values()} == {True}
    assert {vector["modifier"] for vector in made["sparse_vectors"].values()} == {"idf"}
    assert made["quantization_config"]["scalar"]["type"] == "int8"
    told = made["metadata"]
    assert (told["keepsake_schema"], told["keepsake_embedding_model"]) == (READABLE_FROM, "openai-fake-1")
    stamp = parse(told["keepsake_stamp"], "here")
    assert (stamp.schema, stamp.embedding_model, stamp.dimension) == (COLLECTION_SCHEMA, "openai-fake-1", DIMENSION)
    assert (stamp.readable_from, stamp.writable_from, stamp.made_by) == (READABLE_FROM, READABLE_FROM, VERSION)


def test_without_options_a_single_server_is_assumed(wire: Wire) -> None:
    """One copy, in memory, as it is; the server decides on shards; and people are told apart."""
    at_server().count(SCOPE, ALIVE)
    (made,) = wire.bodies("PUT", f"/collections/{NAME}")
    assert made["replication_factor"] == 1
    assert made.get("shard_number") is None
    assert made.get("quantization_config") is None
    assert {vector["on_disk"] for vector in made["vectors"].values()} == {False}
    tenants = [body["field_name"] for body in wire.bodies("PUT", "/index") if "is_tenant" in str(body)]
    assert tenants == ["standing"]


def test_each_person_has_a_graph_and_all_together_none(wire: Wire) -> None:
    """Or a server builds one over all for an hour, and one for each value of every index."""
    at_server().count(SCOPE, ALIVE)
    (made,) = wire.bodies("PUT", f"/collections/{NAME}")
    assert (made["hnsw_config"]["m"], made["hnsw_config"]["payload_m"]) == (0, 16)
    schemas = {body["field_name"]: body["field_schema"] for body in wire.bodies("PUT", "/index")}
    assert schemas.pop("standing") == {"type": "uuid", "is_tenant": True}
    assert {schema["enable_hnsw"] for schema in schemas.values()} == {False}


def test_a_collection_of_before_is_laid_out_anew(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small one when it is opened, a large one by maintenance; once."""
    at_server().count(SCOPE, ALIVE)
    for small in (True, False):
        wire.engine.update_collection(NAME, metadata={layout.FIELD: 0})
        monkeypatch.setattr(layout, "_AT_ONCE", 10_000 if small else -1)
        before = len(wire.bodies("PATCH", NAME))
        repository = at_server()
        repository.count(SCOPE, ALIVE)
        assert len(wire.bodies("PATCH", NAME)) - before == small
        repository.upgrade(seconds=1)
        at_server().upgrade(seconds=1)
        (made,) = [body for body in wire.bodies("PATCH", NAME)[before:] if "hnsw_config" in body]
        assert (made["hnsw_config"]["m"], made["hnsw_config"]["payload_m"]) == (0, 16)


# -- versions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({"keepsake_schema": COLLECTION_SCHEMA + 1}, str(COLLECTION_SCHEMA + 1)),
        ({"keepsake_schema": 1}, "1"),
        ({"keepsake_schema": "x"}, "x"),
        ({"somebody": "else"}, "unknown"),
        ({}, "unknown"),
        (None, "unknown"),
    ],
)
def test_a_collection_of_another_version_is_refused(wire: Wire, metadata: dict[str, Any] | None, told: str) -> None:
    """With both versions and the way out; nothing is made or written in it."""
    wire.engine.create_collection(NAME, vectors_config={}, metadata=metadata)
    for call in (lambda: at_server().count(SCOPE, ALIVE), lambda: at_server().write(SCOPE, [entry(memory(1))])):
        with pytest.raises(StorageUnsuitable) as info:
            call()
        assert f"(schema {told}, this one has {COLLECTION_SCHEMA}). Upgrade Keepsake, or name another" in str(
            info.value
        )
        assert not info.value.retryable
    assert {asked.split()[0] for asked, _ in wire.asked} == {"GET"}


# -- what is asked by --------------------------------------------------------------------------------------------------

NARROWED = Selection(
    alive_at=NOW,
    types=(MemoryType.EPISODIC, MemoryType.SEMANTIC),
    states=(State.ACTIVE,),
    roles=(Role.USER,),
    tags=("a",),
    sources=("s",),
    short_ids=("x",),
    since=NOW,
    until=NOW,
    since_day="2027-01-01",
    until_day="2027-02-01",
    digest="d",
    attribute="a",
    operation="o",
    extraction=Extraction.PENDING,
    expired_by=NOW,
    as_of=NOW,
    evidence=True,
    follows=("f",),
    card=Part.KNOWN.value,
    ids=(memory(1).id,),
    stored_since=NOW,
    stored_until=NOW,
)
SELECTIONS = (
    ALIVE,
    NARROWED,
    replace(ALIVE, types=(MemoryType.EPISODIC,)),  # a shelf
    replace(ALIVE, types=SEARCHED_TYPES),
    *(replace(ALIVE, **{f.name: getattr(NARROWED, f.name)}) for f in fields(Selection)),
)
SCOPES = (SCOPE, replace(SCOPE, user=None, session=None), replace(SCOPE, include_shared=True))


def use_everything(repository: MemoryRepository) -> None:
    """Every method, in every kind of scope, and with everything that a selection can hold."""
    repository.keep_background(Background())
    assert repository.background() == Background([])
    repository.check()
    repository.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    repository.write(SCOPE, (), amended=[memory(1, pinned=True)])
    with repository.turn(SCOPE), repository.answering():
        repository.rewrite()
    repository.upgrade(seconds=1)
    for scope in SCOPES:
        repository.is_empty(scope)
        repository.held(scope)
        for selection in SELECTIONS:
            found = repository.strongest(scope, selection, probe(0, 1), depth=3, limit=3)
            repository.memories_of(scope, selection, found)
            repository.memories_and_beside(scope, selection, found, lambda _: [(ALIVE, 3)])
            repository.speakers(scope, selection, SparseVector((1,), (1.0,)), depth=3)
            repository.read(scope, selection, [memory(1).id])
            repository.recents(scope, [(selection, 3)])
            repository.recents_and_later(scope, [(selection, 3)], limit=3)
            repository.recent(scope, selection, limit=3)
            for oldest_first in (True, False):
                after = Position(NOW, (memory(1).id,))
                repository.page(scope, selection, limit=3, after=after, oldest_first=oldest_first)
            repository.count(scope, selection)
            repository.sessions(scope, selection)
    repository.erase(SCOPE, [memory(1).id])
    repository.close()


class Called:
    """A repository that notes which of its methods are called."""

    def __init__(self, repository: MemoryRepository) -> None:
        self._repository = repository
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self._repository, name)


def keys_in(body: Any) -> Iterator[str]:
    """The fields that a request filters, orders, facets or writes on condition by, wherever in it they stand."""
    if isinstance(body, list):
        for part in body:
            yield from keys_in(part)
    if isinstance(body, dict):
        for name, part in body.items():
            if name in ("key", "order_by") and isinstance(part, str):
                yield part
            elif name not in ("payload", "vector"):
                yield from keys_in(part)


def test_everything_that_is_asked_by_has_an_index(wire: Wire) -> None:
    """A server in strict mode filters, orders and counts by nothing else. Taken from what is sent: every method of the
    port is called, with everything that a selection can say."""
    assert {f.name for f in fields(Selection) if getattr(NARROWED, f.name) == f.default} <= {"states"}
    called: Any = Called(at_server())
    use_everything(called)
    assert called.names == {name for name in vars(MemoryRepository) if not name.startswith("_")}
    asked = {key for _, body in wire.asked for key in keys_in(body)}
    assert {"standing", "marks", "created_at", "session_id", "revision", "lease_until"} <= asked  # it looks everywhere
    assert asked - set(wire.indexes[NAME]) == set()


def test_every_index_is_asked_by(wire: Wire) -> None:
    """Each takes memory on the server and time at each write. Nobody asks for a bucket: whoever runs a cluster does."""
    use_everything(at_server())
    ServerCensus(connect(Settings(qdrant_url="http://qdrant.test:6333")), collection=NAME).places(SCOPE.space)
    asked = {key for _, body in wire.asked for key in keys_in(body)}
    assert set(wire.indexes[NAME]) - asked == {"bucket"}
