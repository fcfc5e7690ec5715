"""Collections of every schema so far on a server, made by the programs of their time and brought up to date by this
one."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from memory_core.engines.collections import COLLECTION_SCHEMA, READABLE_FROM
from memory_core.engines.migrations import steps
from memory_core.engines.server import upgrade
from memory_core.engines.server.census import ServerCensus
from memory_core.engines.server.repository import ServerRepository
from tests.qdrant_stand_in import KEY, QdrantStandIn
from tests.schemas.make import NAME, SPACES, on_server
from tests.schemas.shelf import check_found, check_told_in_realm, known, put_on

SCHEMAS = (2, 3, 4, 5, 6, 7)
OLDER = (2, 3, 4, 5, 6)
KILLS = 10


class Killed(BaseException):
    """The process is no more."""


class Mortal:
    """A client that dies at one of its writes, before or after the server has it."""

    def __init__(self, client: Any, *, at: int, before: bool) -> None:
        self._client, self._at, self._before = client, at, before

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name not in ("batch_update_points", "update_collection"):
            return method

        def call(*arguments: Any, **named: Any) -> Any:
            self._at -= 1
            if self._at == 0 and self._before:
                raise Killed
            answer = method(*arguments, **named)
            if self._at == 0:
                raise Killed
            return answer

        return call


@pytest.fixture
def stand_in() -> Iterator[QdrantStandIn]:
    made = QdrantStandIn()
    yield made
    made.close()


@pytest.fixture
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrade, "_FEW", 0)
    monkeypatch.setattr(upgrade, "_AT_ONCE", 5)
    monkeypatch.setattr(upgrade, "_BETWEEN_SECONDS", float("inf"))


def repository_on(stand_in: QdrantStandIn) -> ServerRepository:
    made: ServerRepository = on_server(stand_in.url, KEY)
    return made


def memories_in(stand_in: QdrantStandIn) -> list[dict[str, Any]]:
    points, _ = stand_in._points.scroll(NAME, limit=100_000)
    return [point.payload for point in points if point.payload and "memory_id" in point.payload]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_collection_is_brought_up_to_date(schema: int, stand_in: QdrantStandIn) -> None:
    """All is found, and programs of schema 3 may go on."""
    put_on(stand_in, schema)
    repository = repository_on(stand_in)
    assert repository.upgrade(seconds=60) == 0
    check_found(repository, known(schema, "server"))
    assert all(steps.schema_of(point) == COLLECTION_SCHEMA and "bucket" in point for point in memories_in(stand_in))
    metadata = stand_in._points.get_collection(NAME).config.metadata or {}
    assert metadata["keepsake_schema"] == READABLE_FROM
    assert (metadata["keepsake_stamp"]["schema"], metadata["keepsake_stamp"]["left"]) == (COLLECTION_SCHEMA, 0)
    assert stand_in.strict.indexes[NAME]["bucket"] == "integer"


@pytest.mark.parametrize("schema", SCHEMAS)
def test_rarity_is_counted_in_a_realm(schema: int, stand_in: QdrantStandIn) -> None:
    """As in a folder."""
    put_on(stand_in, schema)
    assert repository_on(stand_in).upgrade(seconds=60) == 0
    points = memories_in(stand_in)
    told = [check_told_in_realm(point) for point in points]
    assert 0 < sum(told) < len(points)


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("schema", OLDER)
def test_ten_kills_in_the_middle(schema: int, stand_in: QdrantStandIn) -> None:
    """A client that dies at a random write leaves what is found, and the next goes on; programs of schema 3 are let in
    when nothing of schema 2 is left."""
    put_on(stand_in, schema)
    wanted, chance = known(schema, "server"), random.Random()
    total, lefts = len(memories_in(stand_in)), []
    for kill in range(KILLS):
        repository = repository_on(stand_in)
        mortal: Any = Mortal(repository._client, at=chance.randrange(1, 5), before=bool(chance.randrange(2)))
        repository._client = repository._upgrade._client = mortal
        with pytest.raises(Killed):
            repository.upgrade(seconds=60)
        after = repository_on(stand_in)
        if kill in (0, KILLS // 2):
            check_found(after, wanted)
        assert after.count(_scope(), _everything()) > 0
        lefts.append(after._upgrade.left)
        assert (stand_in._points.get_collection(NAME).config.metadata or {})["keepsake_schema"] == min(
            schema, READABLE_FROM
        )
    assert lefts == sorted(lefts, reverse=True)
    assert 0 < lefts[-1] < lefts[0], "no kill was in the middle"
    census = ServerCensus(repository_on(stand_in)._client, collection=NAME)
    assert {place.realm for place in census.places(SPACES[0])} == {"", "user:1"}
    repository = repository_on(stand_in)
    assert repository.upgrade(seconds=60) == 0
    check_found(repository, wanted)
    assert len(memories_in(stand_in)) == total


def _scope() -> Any:
    from tests.schemas.make import scopes

    return next(scopes())


def _everything() -> Any:
    from memory_core.domain.selection import Selection

    return Selection(alive_at=0, states=())
