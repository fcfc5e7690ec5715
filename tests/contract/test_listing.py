"""What every engine owes a MemoryRepository that lists, counts and erases."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from memory_core import Memory, MemoryType, Role, Scope, State
from memory_core.domain.edits import Before, Edit
from memory_core.domain.memory import Extraction, Source
from memory_core.domain.pieces import Piece
from memory_core.domain.selection import Position, Selection
from memory_core.ports import MemoryRepository
from tests.conftest import space_named
from tests.contract import two_collections
from tests.contract.test_repository import ALIVE, NOW, SCOPE, candidates, entry, found, memory

repository = two_collections.repository

EVERYTHING = replace(ALIVE, alive_at=0, states=())
TWO_PIECES = Piece(0, 3), Piece(3, 6)
FOREIGN = (
    replace(SCOPE, space=space_named("other")),
    replace(SCOPE, agent="other"),
    replace(SCOPE, realm="user:2"),
    replace(SCOPE, user="ben"),
    replace(SCOPE, user=""),
    replace(SCOPE, session="s2"),
    replace(SCOPE, session="", include_shared=True),
)


def numbers(memories: Sequence[Memory]) -> list[int]:
    return [int(memory.id[-12:]) for memory in memories]


def store(repository: MemoryRepository, *memories: Memory) -> None:
    repository.write(replace(SCOPE, user=None, session=None), [entry(one) for one in memories])


def walk(
    repository: MemoryRepository,
    *,
    limit: int,
    oldest_first: bool = False,
    selection: Selection = ALIVE,
    between: Callable[[], None] = lambda: None,
) -> list[int]:
    """The numbers on all pages, one after another; `between` is called after each."""
    listed: list[Memory] = []
    after: Position | None = None
    while page := repository.page(SCOPE, selection, limit=limit, after=after, oldest_first=oldest_first):
        assert len(page) <= limit
        listed += page
        after = Position.after(page, after)
        between()
    return numbers(listed)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 9])
def test_pages_are_in_the_order_of_storing(repository: MemoryRepository, limit: int) -> None:
    """Either way round, whatever was written in one operation, and in whichever order."""
    store(repository, *(memory(number) for number in (3, 7, 1, 5)))
    store(repository, *(memory(number) for number in (6, 2, 4)))
    assert walk(repository, limit=limit) == [7, 6, 5, 4, 3, 2, 1]
    assert walk(repository, limit=limit, oldest_first=True) == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 20])
@pytest.mark.parametrize("oldest_first", [False, True])
def test_pages_split_what_was_stored_at_one_moment(
    repository: MemoryRepository, limit: int, oldest_first: bool
) -> None:
    """None of it is on two pages, and none on no page."""
    moments = {1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2, 7: 3, 8: 3, 9: 3}
    store(repository, *(memory(number, created_at=NOW + moment) for number, moment in moments.items()))
    listed = walk(repository, limit=limit, oldest_first=oldest_first)
    assert sorted(listed) == list(moments)
    assert [moments[number] for number in listed] == sorted(moments.values(), reverse=not oldest_first)


def test_pages_count_memories(repository: MemoryRepository) -> None:
    """And not their pieces."""
    repository.write(SCOPE, [entry(memory(number), pieces=TWO_PIECES) for number in range(1, 6)])
    assert walk(repository, limit=2) == [5, 4, 3, 2, 1]
    assert repository.count(SCOPE, ALIVE) == 5
    assert repository.sessions(SCOPE, ALIVE) == {"s1": 5}


def test_what_is_stored_between_two_pages_moves_nothing(repository: MemoryRepository) -> None:
    """Newest first it is no longer met, oldest first it comes last; what was there comes once either way."""
    later = iter(range(11, 99))
    store(repository, *(memory(number) for number in range(1, 6)))
    assert walk(repository, limit=2, between=lambda: store(repository, memory(next(later)))) == [5, 4, 3, 2, 1]
    few = iter(range(21, 24))
    listed = walk(
        repository,
        limit=2,
        oldest_first=True,
        between=lambda: store(repository, *(memory(number) for number in [*few][:2])),
    )
    assert listed == [1, 2, 3, 4, 5, 11, 12, 13, 21, 22]


def test_what_is_stored_at_the_moment_where_a_page_ended_is_not_left_out(repository: MemoryRepository) -> None:
    """Nor does it bring back what was on that page."""
    store(repository, memory(1, created_at=NOW), memory(2, created_at=NOW))
    first = repository.page(SCOPE, ALIVE, limit=2)
    store(repository, memory(3, created_at=NOW))
    assert numbers(repository.page(SCOPE, ALIVE, limit=2, after=Position.after(first, None))) == [3]


def test_what_is_erased_between_two_pages_moves_nothing(repository: MemoryRepository) -> None:
    """Not even when it is where the page ended."""
    store(repository, *(memory(number) for number in range(1, 8)))
    first = repository.page(SCOPE, ALIVE, limit=3)
    assert numbers(first) == [7, 6, 5]
    repository.erase(SCOPE, [memory(number).id for number in (6, 5, 3)])
    after = Position.after(first, None)
    assert numbers(repository.page(SCOPE, ALIVE, limit=3, after=after)) == [4, 2, 1]


def test_a_listing_can_begin_at_a_moment(repository: MemoryRepository) -> None:
    """Only what was stored up to then, that moment included; the other way round, from then on."""
    store(repository, *(memory(number) for number in range(1, 6)))
    then = Position(NOW + 3)
    assert numbers(repository.page(SCOPE, ALIVE, limit=9, after=then)) == [3, 2, 1]
    assert numbers(repository.page(SCOPE, ALIVE, limit=9, after=then, oldest_first=True)) == [3, 4, 5]


RECORDS = (
    memory(1),
    memory(2, type=MemoryType.SEMANTIC, role=None, attribute="anna/home", operation_id="reading"),
    memory(3, state=State.SUPERSEDED, end_operation_id="reading", valid_from=NOW - 9, valid_to=NOW + 5),
    memory(
        4,
        valid_from=NOW,
        tags=("work", "home"),
        edits=(Edit("edit", NOW, Before(expires_at=None)), Edit("tagging", NOW)),
    ),
    memory(
        5,
        type=MemoryType.SEMANTIC,
        event_at=NOW - 1_000,
        sources=(Source("m1", "a"),),
        hidden_sources=(Source("m2", "b"),),
    ),
    memory(6, expires_at=NOW),
    memory(7, expires_at=NOW + 1, extraction=Extraction.PENDING),
    memory(8, role=Role.ASSISTANT),
    memory(9, state=State.FORGOTTEN, end_operation_id="forgetting"),
    memory(10, "a condensed text", type=MemoryType.SUMMARY, id="abcdef12-3456-4000-8000-000000000010"),
    memory(11, role=Role.SYSTEM, valid_from=NOW + 5),
)


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (EVERYTHING, set(range(1, 12))),
        (ALIVE, {1, 2, 4, 5, 7, 8, 10, 11}),
        (replace(ALIVE, alive_at=NOW - 1), {1, 2, 4, 5, 6, 7, 8, 10, 11}),
        (replace(ALIVE, types=(MemoryType.SEMANTIC, MemoryType.SUMMARY)), {2, 5, 10}),
        (replace(ALIVE, states=(State.SUPERSEDED, State.FORGOTTEN)), {3, 9}),
        (replace(ALIVE, roles=(Role.SYSTEM, Role.ASSISTANT)), {8, 11}),
        (replace(ALIVE, tags=("home", "none")), {4}),
        (replace(ALIVE, until=NOW), {5}),
        (replace(ALIVE, since=NOW + 8, until=NOW + 10), {8, 10}),
        (replace(ALIVE, as_of=NOW, types=(MemoryType.EPISODIC,), since=NOW + 3, until=NOW + 4), {3, 4}),
        (replace(ALIVE, as_of=NOW, since=NOW + 11), set()),
        (replace(ALIVE, as_of=NOW + 5, since=NOW + 3, until=NOW + 3), set()),
        (replace(ALIVE, digest="digest-4"), {4}),
        (replace(ALIVE, attribute="anna/home"), {2}),
        (replace(EVERYTHING, operation="reading"), {2, 3}),
        (replace(EVERYTHING, operation="edit"), {4}),
        (replace(EVERYTHING, operation="tagging"), {4}),
        (replace(EVERYTHING, operation="forgetting"), {9}),
        (replace(EVERYTHING, operation="tag"), set()),
        (replace(ALIVE, sources=("m1",)), {5}),
        (replace(ALIVE, sources=("m2", "m3")), {5}),
        (replace(ALIVE, sources=("m3",)), set()),
        (replace(ALIVE, short_ids=("abcdef123456",)), {10}),
        (replace(ALIVE, short_ids=("abcdef12345",)), set()),
        (replace(ALIVE, short_ids=("abcdef123456", "000000000000", "000000004000")), {1, 2, 4, 5, 7, 8, 10, 11}),
        (replace(EVERYTHING, expired_by=NOW), {6}),
        (replace(EVERYTHING, expired_by=NOW + 1), {6, 7}),
        (replace(EVERYTHING, expired_by=NOW - 1), set()),
        (replace(ALIVE, extraction=Extraction.PENDING), {7}),
    ],
)
def test_every_listing_selects_alike(repository: MemoryRepository, selection: Selection, wanted: set[int]) -> None:
    """Pages either way, the count, the sessions and `recent` agree on what a selection wants."""
    store(repository, *RECORDS)
    assert walk(repository, limit=4, selection=selection) == sorted(wanted, reverse=True)
    assert walk(repository, limit=4, selection=selection, oldest_first=True) == sorted(wanted)
    assert {int(one.id[-12:]) for one in repository.recent(SCOPE, selection, limit=99)} == wanted
    assert repository.count(SCOPE, selection) == len(wanted)
    assert repository.sessions(SCOPE, selection) == ({"s1": len(wanted)} if wanted else {})


@pytest.mark.parametrize("scope", [SCOPE, replace(SCOPE, user=None), replace(SCOPE, include_shared=True)])
def test_counts_follow_every_change(repository: MemoryRepository, scope: Scope) -> None:
    """Of one type and state too, which an engine knows without counting: what is written, changed, expired, erased."""
    said = replace(ALIVE, types=(MemoryType.EPISODIC,))

    def counts() -> tuple[int, ...]:
        ended = replace(said, states=(State.FORGOTTEN,))
        return tuple(repository.count(scope, wanted) for wanted in (said, ended, replace(said, alive_at=NOW + 50)))

    assert counts() == (0, 0, 0)
    store(repository, *(memory(number) for number in range(1, 6)), memory(6, type=MemoryType.SEMANTIC))
    store(repository, memory(7, expires_at=NOW + 50), memory(8, scope=replace(SCOPE, user="ben")))
    of_ben = int(scope.user is None)
    assert counts() == (6 + of_ben, 0, 5 + of_ben)
    forgotten = [replace(memory(number), state=State.FORGOTTEN) for number in (1, 2)]
    repository.write(SCOPE, (), amended=[*forgotten, memory(3, pinned=True)])
    assert counts() == (4 + of_ben, 2, 3 + of_ben)
    repository.erase(SCOPE, [memory(number).id for number in (1, 4, 6, 7)])
    assert counts() == (2 + of_ben, 1, 2 + of_ben)
    repository.rewrite()
    assert counts() == (2 + of_ben, 1, 2 + of_ben)


def test_sessions_are_counted_each(repository: MemoryRepository) -> None:
    """What has no session is one, by the empty name; sessions of other users and realms are not there."""
    sessions = ["a", "b", "a", "", "a", "", "A", "ä/ß 東京"]
    store(repository, *(memory(n, scope=replace(SCOPE, session=name)) for n, name in enumerate(sessions)))
    store(repository, memory(20, scope=replace(SCOPE, user="ben", session="c")))
    elsewhere = replace(SCOPE, realm="user:2", session="d")
    repository.write(elsewhere, [entry(memory(21, scope=elsewhere))])
    mine = replace(SCOPE, session=None)
    assert repository.sessions(mine, ALIVE) == {"a": 3, "b": 1, "": 2, "A": 1, "ä/ß 東京": 1}
    assert repository.sessions(replace(mine, user=None), ALIVE) == repository.sessions(mine, ALIVE) | {"c": 1}
    assert repository.sessions(replace(SCOPE, session="a"), ALIVE) == {"a": 3}
    assert repository.sessions(replace(SCOPE, session="b", include_shared=True), ALIVE) == {"b": 1, "": 2}


def test_the_counts_of_sessions_follow_every_change(repository: MemoryRepository) -> None:
    """A session that lost its last memory is none."""
    in_a, in_b = (memory(n, scope=replace(SCOPE, session=name)) for n, name in ((1, "a"), (2, "b")))
    store(repository, in_a, in_b)
    mine = replace(SCOPE, session=None)
    repository.write(mine, (), amended=[replace(in_a, state=State.FORGOTTEN)])
    assert repository.sessions(mine, ALIVE) == {"b": 1}
    repository.erase(mine, [in_b.id])
    assert repository.sessions(mine, ALIVE) == {}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_listings_show_what_the_scope_covers(repository: MemoryRepository, foreign: Scope) -> None:
    """And not a number more."""
    store(repository, memory(1), memory(2))
    assert repository.page(foreign, EVERYTHING, limit=9) == []
    assert repository.page(foreign, EVERYTHING, limit=9, after=Position(NOW + 9, (memory(2).id,))) == []
    assert repository.count(foreign, EVERYTHING) == 0
    assert repository.sessions(foreign, EVERYTHING) == {}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_erasing_needs_the_right_scope(repository: MemoryRepository, foreign: Scope) -> None:
    """An id that the scope does not cover is an id of nothing."""
    store(repository, memory(1))
    repository.erase(foreign, [memory(1).id])
    assert repository.read(SCOPE, ALIVE, [memory(1).id]) == [memory(1)]


def test_erasing_takes_every_piece_and_nothing_else(repository: MemoryRepository) -> None:
    """In whichever state the memory is."""
    doomed = memory(1, state=State.FORGOTTEN)
    repository.write(SCOPE, [entry(doomed, pieces=TWO_PIECES), entry(memory(2), pieces=TWO_PIECES)])
    assert len(candidates(repository, SCOPE, EVERYTHING)) == 4
    repository.erase(SCOPE, [doomed.id])
    assert repository.page(SCOPE, EVERYTHING, limit=9) == [memory(2)]
    assert found(repository, SCOPE, EVERYTHING) == [memory(2).id] * 2


def test_erasing_what_is_not_there_changes_nothing(repository: MemoryRepository) -> None:
    """Nor is it an error: erasing that was interrupted is repeated."""
    store(repository, memory(1), memory(2))
    for ids in ([], ["no id"], [memory(9).id], [memory(1).id, memory(9).id], [memory(1).id, memory(1).id]):
        repository.erase(SCOPE, ids)
    assert repository.page(SCOPE, EVERYTHING, limit=9) == [memory(2)]


def test_what_was_erased_can_be_stored_again(repository: MemoryRepository) -> None:
    """As if it had never been there: by its first revision, and in one piece."""
    repository.write(SCOPE, [entry(memory(1), pieces=TWO_PIECES)])
    repository.write(SCOPE, (), amended=[memory(1)])
    repository.erase(SCOPE, [memory(1).id])
    repository.write(SCOPE, [entry(memory(1))])
    assert repository.read(SCOPE, ALIVE, [memory(1).id])[0].revision == 0
    assert found(repository, SCOPE) == [memory(1).id]


def test_a_realm_whose_last_memory_is_erased_is_empty(repository: MemoryRepository) -> None:
    """With all pieces of it."""
    repository.write(SCOPE, [entry(memory(1), pieces=TWO_PIECES)])
    repository.erase(SCOPE, [memory(1).id])
    assert repository.is_empty(SCOPE)


def test_rewriting_changes_nothing_that_is_seen(repository: MemoryRepository) -> None:
    """Records, revisions, pieces, order and scores are as before, and storing goes on."""
    store(repository, *RECORDS)
    repository.write(SCOPE, [entry(memory(20), pieces=TWO_PIECES), entry(memory(21))])
    repository.write(SCOPE, (), amended=[memory(20, pinned=True)])
    repository.erase(SCOPE, [memory(21).id])
    before, pieces = repository.page(SCOPE, EVERYTHING, limit=99), found(repository, SCOPE)
    revisions = [one.revision for one in before]
    repository.rewrite()
    assert repository.page(SCOPE, EVERYTHING, limit=99) == before
    assert [one.revision for one in repository.page(SCOPE, EVERYTHING, limit=99)] == revisions
    assert found(repository, SCOPE) == pieces
    store(repository, memory(22))
    assert repository.read(SCOPE, ALIVE, [memory(22).id]) == [memory(22)]


def test_nothing_is_rewritten_before_anything_is_stored(repository: MemoryRepository) -> None:
    """Maintenance of an empty store neither fails nor finds anything afterwards."""
    repository.rewrite()
    assert repository.is_empty(SCOPE)
