"""Lookup: memories by the ids that people and models were shown, whole or short."""

from collections.abc import Sequence
from dataclasses import replace

from memory_core.domain.memory import SHORT_ID_LENGTH, Memory
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.ports import MemoryRepository

MAXIMUM_IDS = 1_000


def by_ids(repository: MemoryRepository, scope: Scope, selection: Selection, ids: Sequence[str]) -> list[Memory]:
    """Those that are there, in the order of `ids`, each once."""
    wanted = list(dict.fromkeys(memory_id.strip().lower() for memory_id in ids))
    short = tuple(memory_id for memory_id in wanted if len(memory_id) == SHORT_ID_LENGTH)
    found = repository.read(scope, selection, [memory_id for memory_id in wanted if memory_id not in short])
    if short:
        found += repository.recent(scope, replace(selection, short_ids=short), limit=MAXIMUM_IDS)
    place = {memory_id: number for number, memory_id in enumerate(wanted)}
    return sorted(
        {m.id: m for m in found}.values(), key=lambda m: min(place.get(i, len(place)) for i in (m.id, m.short_id))
    )
