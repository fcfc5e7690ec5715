"""Isolation, tried at random: whatever ids a person or an attacker uses, a scope sees what it covers and no more."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from memory_core import Memory, Scope, Selection
from memory_core.errors import InvalidParameter
from memory_core.ports import MemoryRepository, SparseVector
from tests.conftest import Clock, service_on
from tests.contract.test_repository import entry, memory, probe

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


_STARTS = itertools.count(0, 1_000)  # of the ids of each example: what is there is not written again


def several(count: int, *, shared: bool = False) -> st.SearchStrategy[list[str]]:
    """Distinct ids; with `shared`, one of them is the empty one."""
    drawn = st.lists(IDS, min_size=count - shared, max_size=count - shared, unique=True)
    return drawn.map(lambda ids: ["", *ids]) if shared else drawn


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # each example is large, and shrinking one takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    spaces=several(2),
    agents=several(2),
    realms=several(3, shared=True),
    users=several(3, shared=True),
    sessions=several(3, shared=True),
    seed=st.randoms(use_true_random=False),
)
def test_no_read_path_crosses_a_scope(
    repository: MemoryRepository,
    spaces: list[str],
    agents: list[str],
    realms: list[str],
    users: list[str],
    sessions: list[str],
    seed: Random,
) -> None:
    """In each of 108 scopes lies a canary. Every scope, exact, open or with shared memories, finds each canary that it
    covers by searching, listing and id, and no other; nor can it amend one."""
    nonce, numbers = str(seed.random()), itertools.count(next(_STARTS))
    canaries: dict[Scope, Memory] = {}
    for space, agent, realm in itertools.product(spaces, agents, realms):
        home = Scope(space=space + nonce, agent=agent, realm=realm)
        told = [
            memory(n := next(numbers), "canary", scope=replace(home, user=user, session=session), speaker=f"S{n}")
            for user, session in itertools.product(users, sessions)
        ]
        repository.write(home, [entry(canary) for canary in told])
        canaries |= {canary.scope: canary for canary in told}
    assert len(canaries) == 108

    service = service_on(repository, Clock())
    every_id = [memory.id for memory in canaries.values()]
    everything = Selection(alive_at=0, states=())
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
        anywhere = Scope(space=scope.space, agent=scope.agent, realm=scope.realm)
        pieces = repository.search(anywhere, everything, probe(0, 1), depth=100).scores
        assert {c.memory_id for c in repository.describe(scope, dict.fromkeys(pieces, 1.0))} == covered
        speakers = repository.speakers(scope, everything, SparseVector((1,), (1.0,)), depth=100)
        assert speakers == {m.speaker for m in canaries.values() if m.id in covered}
        foreign = next(memory for stored, memory in canaries.items() if not scope.covers(stored))
        repository.write(scope, (), amended=[replace(foreign, scope=scope.to_store(), pinned=True)])
        (untouched,) = repository.read(foreign.scope, everything, [foreign.id])
        assert untouched == foreign


@pytest.mark.parametrize("half", ["\ud800", "a\udfff", "\udc00\ud800"])
@pytest.mark.parametrize("place", ["space", "agent", "realm", "user", "session"])
def test_what_cannot_be_stored_is_refused_alike(place: str, half: str) -> None:
    """There is no scope with half a character, so there is no method it could be passed to."""
    with pytest.raises(InvalidParameter, match="half a character"):
        Scope(**{"space": "s", "agent": "a", place: half})  # type: ignore[arg-type]
