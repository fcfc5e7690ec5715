"""Outdated: messages of which nothing holds any longer, and what holds instead."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact, Memory, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.ports import MemoryRepository

_FACTS = 200  # that are looked at, of all the messages together
_LONGEST_CHAIN = 100  # of facts that superseded one another


def drawn_wanted(selection: Selection, ids: Sequence[str]) -> list[tuple[Selection, int]]:
    """What is to be read to tell which of these messages are outdated, and how much of it: the facts that were drawn
    from them, those that have ended and those that are true."""
    drawn = Selection(selection.alive_at, types=FACT_TYPES, sources=tuple(ids))
    return [(replace(drawn, states=(state,)), _FACTS) for state in (State.SUPERSEDED, State.ACTIVE)]


def outdated_among(
    said: Collection[str],
    drawn: Sequence[Sequence[Memory]],
    known: Iterable[Memory],
    *,
    repository: MemoryRepository,
    scope: Scope,
    selection: Selection,
) -> dict[str, tuple[Fact, ...]]:
    """The messages whose every fact has been superseded, by id, each with the facts that are true instead; `drawn` is
    what `drawn_wanted` found, and `known` memories as they are at this moment."""
    ended, standing = (of_kind(Fact, facts) for facts in drawn)
    told = _by_source(ended)
    if not told.keys() & set(said):
        return {}
    true_still = _by_source(standing)
    there = {fact.id: fact for fact in of_kind(Fact, (*known, *standing, *ended))}
    now = _successors(ended, there, repository, scope, selection)
    return {
        message: tuple({now[fact.id].id: now[fact.id] for fact in facts if fact.id in now}.values())
        for message, facts in told.items()
        if message in said and message not in true_still
    }


def _successors(
    ended: Sequence[Fact],
    known: Mapping[str, Fact],
    repository: MemoryRepository,
    scope: Scope,
    selection: Selection,
) -> dict[str, Fact]:
    """What is true now instead of each of the facts, by its id; of some, nothing is."""
    readable = Selection(selection.alive_at, states=(State.ACTIVE, State.SUPERSEDED))
    latest = {fact.id: fact for fact in ended}
    for _ in range(_LONGEST_CHAIN):
        ids = {memory.superseded_by for memory in latest.values() if not memory.is_active}
        if not ids:
            break
        unknown = sorted(ids - known.keys() - {""})
        read = of_kind(Fact, repository.read(scope, readable, unknown)) if unknown else []
        after = {**known, **{fact.id: fact for fact in read}}
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
