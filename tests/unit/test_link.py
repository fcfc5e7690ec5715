"""What was said later is brought to a hit, on the real engine."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memory_core import Hit, Memory, MemoryType, Scope, State
from memory_core.domain.memory import Aside, Followed, Source
from memory_core.domain.selection import ids_around
from memory_core.domain.why import Reason, Why
from memory_core.operations import link
from memory_core.operations.link import linked as linked_with
from memory_core.operations.search import _Beside
from memory_core.ports import MemoryRepository
from tests.conftest import edge_repository
from tests.contract.test_repository import ALIVE, NOW, SCOPE, entry, memory

WANTED = replace(ALIVE, types=(MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL))
SURE, UNLIKELY = 0.9, link._LIKELY / 2


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[MemoryRepository]:
    made = edge_repository(tmp_path / "collection")
    yield made
    made.close()


def later_than(number: int, *earlier: Memory, likely: float = SURE, scope: Scope = SCOPE, **changes: Any) -> Any:
    """A statement that may have changed these."""
    follows = tuple(Followed(one.id, likely) for one in earlier)
    return memory(number, f"statement {number}", scope=scope, follows=follows, **changes)


def linked(
    repository: MemoryRepository, found: Sequence[Memory], stored: Sequence[Memory] = (), **narrowed: object
) -> list[str | None]:
    """Of each of the found, what was said later; `stored` is there, and was not found."""
    for one in (*found, *stored):
        repository.write(one.scope, [entry(one)])
    hits = [Hit(one, Why(0.5, {Reason.WORDS: 1.0}), one.content) for one in found]
    selection = replace(WANTED, **narrowed)  # type: ignore[arg-type]
    wanted = _Beside(selection, selection, 0)
    beside = wanted.read(repository.recents(SCOPE, wanted(ids_around(found))))
    after = linked_with(hits, beside.later)
    assert [hit.memory for hit in after] == list(found)
    return [hit.later.memory.id if hit.later else None for hit in after]


def test_a_hit_brings_what_may_have_changed_it(repository: MemoryRepository) -> None:
    """Though it was not found itself; what changed nothing brings nothing."""
    old, new = memory(1), later_than(3, memory(1))
    assert linked(repository, [old, memory(2)], [new]) == [new.id, None]


def test_the_likeliest_is_brought(repository: MemoryRepository) -> None:
    """Not the last."""
    old = memory(1)
    likely, last = later_than(2, old, likely=0.8), later_than(3, old, likely=0.4)
    assert linked(repository, [old], [likely, last]) == [likely.id]


def test_what_is_unlikely_is_linked_and_not_brought(repository: MemoryRepository) -> None:
    """Where it was found itself, both stand together."""
    old = memory(1)
    new = later_than(2, old, likely=UNLIKELY)
    assert linked(repository, [old], [new]) == [None]
    repository.erase(SCOPE, [old.id, new.id])
    assert linked(repository, [old, new]) == [new.id, None]


def test_only_the_best_bring_something(repository: MemoryRepository) -> None:
    """The context is theirs; what was found itself is linked wherever it stands."""
    olds = [memory(n) for n in range(1, link._BRINGING + 3)]
    news = [later_than(100 + n, old) for n, old in enumerate(olds)]
    found = linked(repository, [*olds, news[-1]], news[:-1])
    best = [new.id for new in news[: link._BRINGING]]
    assert found == [*best, None, news[-1].id, None]


def test_what_changed_two_is_brought_once(repository: MemoryRepository) -> None:
    """By the better of them."""
    one, other = memory(1), memory(2)
    new = later_than(3, one, other)
    assert linked(repository, [one, other], [new]) == [new.id, None]


def test_a_fact_is_changed_by_what_changed_its_message(repository: MemoryRepository) -> None:
    """And a fact stands for no other message."""
    message, other = memory(1), memory(2)
    fact = memory(3, type=MemoryType.SEMANTIC, sources=(Source(message.id, "a"),), event_at=message.event_at)
    new = later_than(4, message)
    assert linked(repository, [fact], [message, other, new]) == [new.id]


@pytest.mark.parametrize(
    "changes",
    [
        {"event_at": NOW - 9},
        {"state": State.SUPERSEDED},
        {"state": State.FORGOTTEN},
        {"expires_at": NOW},
        {"aside": Aside.ASKS},
        {"scope": replace(SCOPE, user="ben")},
        {"scope": replace(SCOPE, realm="user:2")},
    ],
    ids=str,
)
def test_what_no_search_would_show_is_not_brought(repository: MemoryRepository, changes: dict[str, Any]) -> None:
    """Nor what was said before, though it is stored as following."""
    old = memory(1)
    new = later_than(2, old, **changes)
    assert linked(repository, [old], [new]) == [None]


def test_what_narrows_the_time_does_not_hide_what_was_said_after_it(repository: MemoryRepository) -> None:
    """Whoever asks for May is told that it changed in June."""
    old, new = memory(1), later_than(500, memory(1))
    assert linked(repository, [old], [new], until=NOW + 9) == [new.id]


def test_whoever_wants_facts_alone_is_brought_no_messages(repository: MemoryRepository) -> None:
    """Nothing is linked then."""
    old, new = memory(1), later_than(2, memory(1))
    assert linked(repository, [old], [new], types=(MemoryType.SEMANTIC,)) == [None]


def test_nothing_is_asked_for_nothing() -> None:
    """No hits, no links."""
    assert _Beside(WANTED, WANTED, 0)([]) == []
    assert linked_with([], []) == ()
