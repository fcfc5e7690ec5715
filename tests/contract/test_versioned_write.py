"""Writes of several processes into one server's collection: each is whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from qdrant_client import QdrantClient

from memory_core import Memory
from memory_core.domain.pieces import Piece
from memory_core.domain.selection import Selection
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import WriteConflict
from tests.conftest import client_repository
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory

EVERYTHING = replace(ALIVE, states=())
TWO_PIECES = Piece(0, 3), Piece(3, 6)


class Interrupted:
    """A client whose `method` is called after, and followed by, what somebody else does, once each."""

    def __init__(self, client: QdrantClient, method: str, *, before: Any = None, after: Any = None) -> None:
        self._client = client
        self._method = method
        self._before: list[Callable[[], object]] = [before] if before else []
        self._after: list[Callable[[], object]] = [after] if after else []

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*arguments: Any, **named: Any) -> Any:
            if name == self._method and self._before:
                self._before.pop()()
            answer = method(*arguments, **named)
            if name == self._method and self._after:
                self._after.pop()()
            return answer

        return call


@pytest.fixture
def shared() -> QdrantClient:
    return QdrantClient(":memory:")


@pytest.fixture
def other(shared: QdrantClient) -> ServerRepository:
    """Somebody else's, on the same server."""
    return client_repository(shared)


def interrupted(shared: QdrantClient, **at: Callable[[], object]) -> ServerRepository:
    client: Any = Interrupted(shared, "batch_update_points", **at)
    return client_repository(client)


def all_of(repository: ServerRepository, selection: Selection = EVERYTHING) -> list[Memory]:
    return sorted(repository.recent(SCOPE, selection, limit=99), key=lambda one: one.id)


def only(repository: ServerRepository, number: int) -> Memory:
    (one,) = repository.read(SCOPE, EVERYTHING, [memory(number).id])
    return one


def test_who_makes_the_same_memory_later_makes_nothing(shared: QdrantClient, other: ServerRepository) -> None:
    """Not what was to be made beside it either: it is planned anew, on what is there by then."""
    repository = interrupted(shared, before=lambda: other.write(SCOPE, [entry(memory(1, "theirs"))]))
    with pytest.raises(WriteConflict):
        repository.write(SCOPE, [entry(memory(1, "mine")), entry(memory(2), pieces=TWO_PIECES)])
    assert all_of(other) == [memory(1, "theirs")]
    assert shared.count("keepsake-test").count == 1


def test_who_changes_the_same_memory_later_changes_nothing(shared: QdrantClient, other: ServerRepository) -> None:
    """What it wrote beside that is taken back, pieces and all, and nothing reads as it did for a moment."""
    other.write(SCOPE, [entry(memory(1)), entry(memory(2), pieces=TWO_PIECES)])
    first, second = all_of(other)
    repository = interrupted(
        shared, before=lambda: other.write(SCOPE, (), amended=[replace(first, superseded_by="theirs")])
    )
    with pytest.raises(WriteConflict):
        repository.write(
            SCOPE,
            [entry(memory(3), pieces=TWO_PIECES)],
            amended=[replace(first, superseded_by="mine"), replace(second, pinned=True)],
        )
    assert all_of(other) == [replace(first, superseded_by="theirs"), second]
    assert shared.count("keepsake-test").count == 3


def test_no_revision_names_two_contents(shared: QdrantClient, other: ServerRepository) -> None:
    """Who read what was taken back since cannot write over what came after it."""
    other.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    first, second = all_of(other)
    read: list[Memory] = []
    repository = interrupted(
        shared,
        before=lambda: other.write(SCOPE, (), amended=[replace(first, superseded_by="theirs")]),
        after=lambda: read.append(only(other, 2)),
    )
    with pytest.raises(WriteConflict):
        repository.write(SCOPE, (), amended=[replace(first, pinned=True), replace(second, pinned=True)])
    assert (read[0].pinned, only(other, 2).pinned) == (True, False)
    other.write(SCOPE, (), amended=[replace(only(other, 2), superseded_by="later")])
    with pytest.raises(WriteConflict):
        other.write(SCOPE, (), amended=[replace(read[0], language="fr")])
    assert only(other, 2).superseded_by == "later"


def test_who_goes_on_from_a_write_at_once_does_not_undo_it(shared: QdrantClient, other: ServerRepository) -> None:
    """What was written is found to be written, though it is another's by the time it is looked at."""
    other.write(SCOPE, [entry(memory(1))])
    first = only(other, 1)

    def goes_on() -> None:
        amended = [replace(only(other, 1), pinned=True), replace(only(other, 2), pinned=True)]
        other.write(SCOPE, [entry(memory(3))], amended=amended)

    repository = interrupted(shared, after=goes_on)
    repository.write(SCOPE, [entry(memory(2))], amended=[replace(first, superseded_by="mine")])
    assert all_of(other) == [
        replace(first, superseded_by="mine", pinned=True),
        memory(2, pinned=True),
        memory(3),
    ]
