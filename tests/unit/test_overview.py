"""What a space holds, person by person; which searches used a memory; what is hidden; and lines that go and come."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import memory_core
from memory_core import MemoryType, Scope, Space, State, to_datetime
from memory_core.errors import InvalidParameter

KEY = "a-test-key-of-16-or-more"


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Space]:
    with memory_core.open(tmp_path, key=KEY, free_bytes=0) as opened:
        yield opened


def test_an_empty_space_holds_nothing(space: Space) -> None:
    found = space.overview(days=7)
    assert (found.people, found.memories, found.pending, found.expiring, found.expired) == ((), {}, 0, 0, 0)
    assert [number for _, number in found.grown] == [0] * 7
    assert len(list(space.export())) == 1


def test_people_are_counted_by_realm_or_by_user(space: Space) -> None:
    """Of one agent, in whatever realm; another agent's and another key's are not among them."""
    anna = space.scoped(realm="user:anna")
    anna.remember(["I live in Lisbon.", "I have a dog."], memory_type="episodic")
    anna.remember("Anna pays by card.", memory_type="semantic", expires_at=timedelta(days=3))
    space.user("ben").remember("I play the violin.", memory_type="episodic")
    space.scoped().remember("The office opens at nine.", memory_type="semantic")
    space.scoped(agent="other", realm="user:eve").remember("I am Eve.", memory_type="episodic")
    hidden = anna.forget(anna.remember("I like tea.", memory_type="episodic").memories[0].id)
    found = space.overview()
    assert [(p.name, p.active, p.kept) for p in found.people] == [("anna", 3, 4), ("", 1, 1), ("ben", 1, 1)]
    assert found.people == space.people()
    assert found.memories == {
        (MemoryType.EPISODIC, State.ACTIVE): 3,
        (MemoryType.EPISODIC, State.FORGOTTEN): 1,
        (MemoryType.SEMANTIC, State.ACTIVE): 2,
    }
    assert (found.expiring, found.expired) == (1, 0)
    assert (found.grown[-1][1], sum(number for _, number in found.grown)) == (6, 6)
    (operation,) = anna.hidden()
    assert (operation.operation_id, operation.memories) == (hidden.operation_id, 1)
    anna.undo(operation.operation_id)
    assert anna.hidden() == ()


def test_growth_is_told_by_day(space: Space) -> None:
    space.user("ben").remember("I play the violin.", memory_type="episodic")
    days = [to_datetime(day) for day, _ in space.overview(days=3).grown]
    assert [later - earlier for earlier, later in itertools.pairwise(days)] == [timedelta(days=1)] * 2
    assert {day.hour for day in days} == {0}


def test_a_place_of_another_space_is_refused(space: Space) -> None:
    place = Scope(space="0" * 32, agent="dify", user="ben")
    with pytest.raises(InvalidParameter):
        space.of(place)


def test_a_search_is_remembered_with_its_reasons_and_without_its_words(space: Space) -> None:
    ben = space.user("ben")
    (memory,) = ben.remember("I play the violin.", memory_type="episodic").memories
    assert ben.uses(memory.id) == ()
    hit = next(iter(ben.search("Which instrument does he play?")))
    (use,) = ben.uses(memory.short_id)
    assert (use.rank, use.score, use.shares) == (1, hit.score, hit.why.shares)
    assert space.user("eve").uses(memory.id) == ()


def test_facts_alike_are_found_and_nothing_is_noted(space: Space) -> None:
    ben = space.user("ben")
    one, other = (ben.remember(f"Ben pays by {how}.", memory_type="semantic").memories[0] for how in ("card", "bill"))
    (message,) = ben.remember("I pay by card.", memory_type="episodic").memories
    assert [fact.id for fact in ben.alike(one)] == [other.id]
    assert ben.alike(message) == ()
    assert ben.uses(other.id) == ()


def test_a_fact_and_a_message_name_each_other(space: Space) -> None:
    """A message its facts and the replies to it, a fact the replies to its message."""
    ben = space.user("ben", session="s-1")
    told = ben.remember(["I live in Lisbon.", memory_core.Message("How is Lisbon?", role="assistant")])
    message, reply = told.memories
    (fact,) = ben.drawn(message)
    assert [source.memory_id for source in fact.sources] == [message.id]
    assert [one.id for one in ben.replies(message)] == [one.id for one in ben.replies(fact)] == [reply.id]


def test_what_is_exported_comes_in_elsewhere(space: Space, tmp_path: Path) -> None:
    """One person's lines hold nobody else's words, and a second time nothing is new."""
    space.scoped(realm="user:anna").remember("I live in Lisbon.", memory_type="episodic")
    space.user("ben").remember("I play the violin.", memory_type="episodic")
    place = next(person.place for person in space.people() if person.name == "anna")
    lines = list(space.export(of=place))
    assert len(lines) == 2
    assert "Lisbon" in lines[1]
    with memory_core.open(tmp_path / "other", key="another-key-of-16-or-more", free_bytes=0) as other:
        assert other.bring_in(lines, dry_run=True).new == 1
        assert other.people() == ()
        assert (other.bring_in(lines).new, other.bring_in(lines).already) == (1, 1)
        assert [memory.content for memory in other.scoped(realm="user:anna").list().memories] == ["I live in Lisbon."]


def test_an_overview_is_counted_anew_after_every_write(space: Space) -> None:
    """While nothing is written it is kept for some seconds; whoever writes, in whatever way, sees it at once."""
    ben = space.user("ben")
    (memory,) = ben.remember("I play the violin.", memory_type="episodic").memories
    first = space.overview()
    assert space.overview().memories == first.memories
    for number in range(20):
        ben.remember(f"I own {number} books.", memory_type="episodic")
        assert space.overview().memories[MemoryType.EPISODIC, State.ACTIVE] == number + 2
    ben.forget(memory.id, erase=True)
    assert sum(space.overview().memories.values()) == 20
    assert space.people()[0].kept == 20
