"""Outdated: messages of which nothing holds any longer, and what holds instead."""

from collections import defaultdict
from collections.abc import Sequence

from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.ports import MemoryRepository

_FACTS = 200  # that are looked at, of all the messages together
_LONGEST_CHAIN = 100  # of facts that superseded one another


def outdated_among(
    said: Sequence[str], *, repository: MemoryRepository, scope: Scope, selection: Selection
) -> dict[str, tuple[Fact, ...]]:
    """The messages whose every fact has been superseded, by id, each with the facts that are true instead."""

    def drawn(state: State) -> list[Fact]:
        wanted = Selection(selection.alive_at, types=FACT_TYPES, states=(state,), sources=tuple(said))
        return of_kind(Fact, repository.recent(scope, wanted, limit=_FACTS))

    ended = drawn(State.SUPERSEDED)
    if not ended:
        return {}
    true_still = _by_source(drawn(State.ACTIVE))
    now = _successors(ended, repository, scope, selection)
    return {
        message: tuple({now[fact.id].id: now[fact.id] for fact in facts if fact.id in now}.values())
        for message, facts in _by_source(ended).items()
        if message in said and message not in true_still
    }


def _successors(
    ended: Sequence[Fact], repository: MemoryRepository, scope: Scope, selection: Selection
) -> dict[str, Fact]:
    """What is true now instead of each of the facts, by its id; of some, nothing is."""
    readable = Selection(selection.alive_at, states=(State.ACTIVE, State.SUPERSEDED))
    latest = {fact.id: fact for fact in ended}
    for _ in range(_LONGEST_CHAIN):
        ids = {memory.superseded_by for memory in latest.values() if not memory.is_active}
        if not ids:
            break
        after = {fact.id: fact for fact in of_kind(Fact, repository.read(scope, readable, sorted(ids - {""})))}
        standing = {i: m if m.is_active else after.get(m.superseded_by) for i, m in latest.items()}
        latest = {i: m for i, m in standing.items() if m}
    return {i: m for i, m in latest.items() if m.is_active}


def _by_source(facts: Sequence[Fact]) -> dict[str, list[Fact]]:
    """Facts by the messages that they were drawn from."""
    sources: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for source in fact.sources:
            sources[source.memory_id].append(fact)
    return sources
