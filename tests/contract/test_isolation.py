"""Isolation, tried at random: whatever ids a person or an attacker uses, a scope sees what it covers and no more."""

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from memory_core import Memory, Scope
from memory_core.domain.memory import Statement, of_kind, short_id
from memory_core.domain.selection import Position, Selection
from memory_core.domain.times import DAY
from memory_core.domain.window import Limits
from memory_core.errors import InvalidParameter, WriteConflict
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change
from memory_core.operations.lookup import by_ids
from memory_core.ports import MemoryRepository, SparseVector
from memory_core.service import MemoryService
from tests.conftest import Clock, service_on, space_named
from tests.contract import two_collections
from tests.contract.test_repository import NOW, entry, memory, probe

repository = two_collections.repository

ODD = (
    "*",
    "%",
    "anna",
    "Anna",
    " anna",
    "an\x00na",
    "null",
    "None",
    "' OR 1=1 --",
    "../..",
    "a/b",
    "é",
    "e\u0301",
    "｡",
    "0",
)
IDS = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    st.builds(lambda char, n: char * n, st.sampled_from("aé*"), st.integers(1, 2_000)),
)


EVERYTHING = Selection(alive_at=0, states=())
_STARTS = itertools.count(0, 1_000)  # of the ids of each example: what is there is not written again


def several(count: int, *, shared: bool = False) -> st.SearchStrategy[list[str]]:
    """Distinct ids; with `shared`, one of them is the empty one."""
    drawn = st.lists(IDS, min_size=count - shared, max_size=count - shared, unique=True)
    return drawn.map(lambda ids: ["", *ids]) if shared else drawn


_SETTINGS: dict[str, Any] = {
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],  # each example is large, and shrinking one takes minutes
    "suppress_health_check": [
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
}
_GIVEN: dict[str, Any] = {
    "spaces": several(2),
    "agents": several(2),
    "realms": several(3, shared=True),
    "users": several(3, shared=True),
    "sessions": several(3, shared=True),
    "seed": st.randoms(use_true_random=False),
}


@pytest.mark.parametrize("repository", two_collections.OF_ONE, indirect=True)
@settings(max_examples=10, **_SETTINGS)
@given(**_GIVEN)
def test_no_read_path_crosses_a_scope(repository: MemoryRepository, **drawn: Any) -> None:
    """In each of 108 scopes lies a canary. Every scope, exact, open or with shared memories, finds each canary that it
    covers by searching, listing, paging, counting and id, and no other; nor can it amend, correct, forget, erase or
    bring back another, nor use what was answered to somebody else."""
    check_isolation(repository, **drawn)


@pytest.mark.parametrize("repository", two_collections.OF_TWO, indirect=True)
@settings(max_examples=2, **_SETTINGS)
@given(**_GIVEN)
def test_nor_one_over_two_collections(repository: MemoryRepository, **drawn: Any) -> None:
    """While memories of another embedding model are brought over."""
    check_isolation(repository, **drawn)


def check_isolation(
    repository: MemoryRepository,
    *,
    spaces: list[str],
    agents: list[str],
    realms: list[str],
    users: list[str],
    sessions: list[str],
    seed: Random,
) -> None:
    start = next(_STARTS)
    nonce, numbers = f" {start}", itertools.count(start)
    canaries: dict[Scope, Memory] = {}
    for space, agent, realm in itertools.product(spaces, agents, realms):
        home = Scope(space=space_named(space + nonce), agent=agent, realm=realm)
        told = [
            memory(n := next(numbers), "canary", scope=replace(home, user=user, session=session), speaker=f"S{n}")
            for user, session in itertools.product(users, sessions)
        ]
        repository.write(home, [entry(canary) for canary in told])
        canaries |= {canary.scope: canary for canary in told}
    assert len(canaries) == 108

    clock = Clock()
    clock.micros = NOW + DAY
    service = service_on(repository, clock)
    every_id = [memory.id for memory in canaries.values()]
    everything = EVERYTHING
    exact = seed.sample(list(canaries), 6)
    asking = [*exact, *(replace(s, user=None, session=None) for s in exact[:2])]
    asking += [replace(exact[2], session=None), replace(exact[3], user=None)]
    asking += [replace(s, include_shared=True) for s in exact[4:]]
    for scope in asking:
        covered = {memory.id for stored, memory in canaries.items() if scope.covers(stored)}
        assert covered
        assert {m.id for m in repository.read(scope, everything, every_id)} == covered
        assert {m.id for m in repository.recent(scope, everything, limit=200)} == covered
        found = service.search("canary", scope=scope, selection=everything, limit=200)
        assert {hit.memory.id for hit in found.hits} == covered
        recent = service.search("canary", scope=scope, selection=everything, min_score=1, recent_messages=50)
        assert {hit.memory.id for hit in recent.hits} == covered
        strongest = repository.strongest(scope, everything, probe(0, 1), depth=100, limit=100)
        assert {m.id for m in repository.memories_of(scope, everything, strongest).values()} == covered
        assert len({candidate.memory for candidate in strongest}) == len(covered)
        speakers = repository.speakers(scope, everything, SparseVector((1,), (1.0,)), depth=100)
        assert speakers == {m.speaker for m in of_kind(Statement, canaries.values()) if m.id in covered}
        foreign = seed.choice([memory for stored, memory in canaries.items() if not scope.covers(stored)])
        with pytest.raises(WriteConflict):
            repository.write(scope, (), amended=[replace(foreign, scope=scope.to_store(), pinned=True)])
        repository.erase(scope, [foreign.id])
        if scope in (asking[0], asking[6], asking[-1]):  # an exact one, an open one, one with what is shared
            check_listings(repository, service, scope, [m for m in canaries.values() if m.id in covered], every_id)
            check_that_nothing_touches(foreign, service, scope)
        assert repository.read(foreign.scope, everything, [foreign.id]) == [foreign]


def check_listings(
    repository: MemoryRepository, service: MemoryService, scope: Scope, covered: list[Memory], every_id: list[str]
) -> None:
    """Pages in both orders, counts, sessions, short ids and a dry run hold what the scope covers, and no other; the
    list of chats, whatever session the scope names."""
    ids = {memory.id for memory in covered}
    for oldest_first in (False, True):
        paged: list[str] = []
        after: Position | None = None
        while page := repository.page(scope, EVERYTHING, limit=20, after=after, oldest_first=oldest_first):
            paged += [memory.id for memory in page]
            after = Position.after(page, after)
        assert sorted(paged) == sorted(ids)
    assert repository.count(scope, EVERYTHING) == len(ids)
    assert repository.sessions(scope, EVERYTHING) == Counter(memory.scope.session for memory in covered)
    shorts = [short_id(memory_id) for memory_id in every_id]
    assert {memory.id for memory in by_ids(repository, scope, EVERYTHING, shorts)} == ids
    assert {memory.id for memory in service.memories_by_id(every_id, scope=scope)} == ids
    assert service.preview_forgetting(Selector(everything=True), scope=scope, erase=True).counts.total() == len(ids)
    chats = service.chats(scope=scope, limit=200)
    in_all = repository.recent(replace(scope, session=None, include_shared=False), EVERYTHING, limit=200)
    assert Counter(m.scope.session for m in in_all if m.scope.session) == {
        chat.chat_id: chat.messages for chat in chats.entries
    }


def check_that_nothing_touches(foreign: Memory, service: MemoryService, scope: Scope) -> None:
    """By id, cursor, confirm value, operation or chat: what another scope holds is as what does not exist."""
    unknown, pinned, home = "00000000-0000-4000-8000-999999999999", Change(pinned=True), foreign.scope
    assert service.history(foreign.id, scope=scope) == ()
    assert service.events(foreign.id, scope=scope) == ()
    assert refusal(lambda: service.correct(foreign.id, pinned, scope=scope)) == refusal(
        lambda: service.correct(unknown, pinned, scope=scope)
    )
    everything = Selector(everything=True)
    for erase in (True, False):
        assert service.forget(Selector(ids=(foreign.id,)), scope=scope, erase=erase).ids == ()
        confirm = service.preview_forgetting(everything, scope=home, erase=erase).confirm
        assert refusal(
            lambda e=erase, c=confirm: service.forget(everything, scope=scope, erase=e, confirm=c)  # type: ignore[misc]
        ).startswith("not_confirmed")

    whole = replace(home, user=None, session=None)
    cursor = service.list_memories(scope=whole, selection=EVERYTHING, limit=1).cursor
    next_chats = service.chats(scope=whole, limit=1).next_cursor
    assert cursor
    assert next_chats
    if scope != whole:
        assert "another list" in refusal(
            lambda: service.list_memories(scope=scope, selection=EVERYTHING, limit=1, cursor=cursor)
        )
    if replace(scope, session=None, include_shared=False) != whole:
        assert "another list" in refusal(lambda: service.chats(scope=scope, limit=1, cursor=next_chats))
    if home.session:
        chat = replace(scope, session=home.session, include_shared=False)
        in_chat = service.chat_window(scope=chat, limits=Limits(messages=200)).messages
        assert all(chat.covers(memory.scope) for memory in in_chat)

    hidden = service.forget(Selector(ids=(foreign.id,)), scope=home, erase=False)
    assert hidden.ids == (foreign.id,)
    assert refusal(lambda: service.undo(hidden.operation_id, scope=scope)) == refusal(
        lambda: service.undo(unknown, scope=scope)
    )
    assert service.memories_by_id([foreign.id], scope=home) == []
    assert service.undo(hidden.operation_id, scope=home).restored == (foreign,)


def refusal(call: Callable[[], object]) -> str:
    """The code and sentence that a call is refused with."""
    with pytest.raises(InvalidParameter) as refused:
        call()
    return f"{refused.value.code}: {refused.value}"


@pytest.mark.parametrize("half", ["\ud800", "a\udfff", "\udc00\ud800"])
@pytest.mark.parametrize("place", ["space", "agent", "realm", "user", "session"])
def test_what_cannot_be_stored_is_refused_alike(place: str, half: str) -> None:
    """There is no scope with half a character, so there is no method it could be passed to."""
    with pytest.raises(InvalidParameter, match="half a character"):
        Scope(**{"space": space_named("s"), "agent": "a", place: half})  # type: ignore[arg-type]
