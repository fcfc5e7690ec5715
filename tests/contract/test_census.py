"""Who is in a space, and how much of what: the same on every engine."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from qdrant_client import QdrantClient

from memory_core.domain.memory import MemoryType
from memory_core.domain.pieces import Piece
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines.embedded.census import EmbeddedCensus
from memory_core.engines.server.census import ServerCensus
from memory_core.engines.several_censuses import SeveralCensuses
from memory_core.ports import Census, MemoryRepository
from tests.conftest import InMemoryClient, client_repository, edge_repository, space_named
from tests.contract.test_repository import entry, memory

SPACE, OTHER = space_named("one"), space_named("other")
HOME, AWAY = Scope(space=SPACE, agent="dify", realm="user:anna"), Scope(space=SPACE, agent="dify", realm="user:ben")
FOREIGN, ELSEWHERE = replace(HOME, agent="support"), replace(HOME, space=OTHER)
ANYTHING = Selection(alive_at=0, states=())
EPISODIC = replace(ANYTHING, types=(MemoryType.EPISODIC,))


@pytest.fixture(params=["edge", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[MemoryRepository, Census]]:
    """A repository and the census over it."""
    if request.param == "edge":
        embedded = edge_repository(tmp_path / "collection")
        yield embedded, EmbeddedCensus(tmp_path / "collection", wait_seconds=5)
        embedded.close()
    else:
        client = cast("QdrantClient", InMemoryClient())
        yield client_repository(client), ServerCensus(client, collection="keepsake-test")


def fill(repository: MemoryRepository) -> None:
    for place, numbers in ((HOME, range(3)), (AWAY, range(3, 5)), (FOREIGN, [5]), (ELSEWHERE, [6])):
        for number in numbers:
            one = memory(number, scope=place.to_store(), created_at=1_000 * number)
            parts = (Piece(0, 2), Piece(2, 4)) if number == 0 else ()
            repository.write(place.to_store(), [entry(one, pieces=parts)])
    ended = replace(memory(7, scope=HOME.to_store(), created_at=7_000), state=State.FORGOTTEN)
    repository.write(HOME.to_store(), [entry(ended)])


def test_memories_are_told_by_place_and_state(kept: tuple[MemoryRepository, Census]) -> None:
    """Each once, however many pieces it has; those of another space are none of them."""
    repository, census = kept
    assert census.tally(SPACE, [ANYTHING, EPISODIC]) == [{}, {}]
    assert census.counts(SPACE, [ANYTHING, EPISODIC]) == [0, 0]
    fill(repository)
    every = {(HOME, State.ACTIVE): 3, (HOME, State.FORGOTTEN): 1, (AWAY, State.ACTIVE): 2, (FOREIGN, State.ACTIVE): 1}
    for one in (census, SeveralCensuses([census])):
        assert list(map(dict, one.tally(SPACE, [ANYTHING, Selection(alive_at=0)]))) == [
            every,
            {named: number for named, number in every.items() if named[1] is State.ACTIVE},
        ]
        assert one.counts(SPACE, [ANYTHING, Selection(alive_at=0)]) == [7, 6]
    assert SeveralCensuses([]).counts(SPACE, [ANYTHING]) == [0]
    assert SeveralCensuses([]).tally(SPACE, [ANYTHING]) == [{}]
    twice = SeveralCensuses([census, census])
    assert twice.counts(SPACE, [ANYTHING]) == [14]
    assert dict(twice.tally(SPACE, [ANYTHING])[0]) == {named: 2 * number for named, number in every.items()}


def test_what_was_stored_in_a_stretch_of_time(kept: tuple[MemoryRepository, Census]) -> None:
    """Both bounds are inclusive; of a repository's own reads, too."""
    repository, census = kept
    fill(repository)
    some = replace(ANYTHING, stored_since=1_000, stored_until=3_000)
    assert census.counts(SPACE, [some, replace(some, stored_until=None), replace(some, stored_since=None)]) == [3, 6, 4]
    assert dict(census.tally(SPACE, [some])[0]) == {(HOME, State.ACTIVE): 2, (AWAY, State.ACTIVE): 1}
    assert repository.count(HOME, some) == 2
