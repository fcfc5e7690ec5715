"""Who is in a space, on the embedded engine."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Never

from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines import filters, payload
from memory_core.engines.embedded.dialect import Condition, Dialect
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.engines.migrations import older_points
from memory_core.engines.standings import by_place
from memory_core.errors import EngineFailed
from memory_core.ports import Offload, in_place


class EmbeddedCensus:
    """A Census over one collection folder; it makes none."""

    def __init__(self, folder: Path, *, wait_seconds: float, offload: Offload = in_place) -> None:
        self._files = ShardFiles(folder)
        self._store = EmbeddedStore(
            folder, dimension=_makes_nothing, wait_seconds=wait_seconds, free_bytes=0, offload=offload
        )

    def places(self, space: str) -> list[Scope]:
        if not self._files.hold_memories:
            return []
        whole = filters.whole_space(Dialect(), Scope(space=space, agent="any"))
        with self._store.turn():
            found = {
                place for standing in self._facet("standing", whole) for place in self._place("standing", standing)
            }
            if self._store.holds_older:
                realms = self._facet(older_points.FIELD, whole)
                found |= {place for realm in realms for place in self._place(older_points.FIELD, realm)}
        return sorted(found, key=lambda place: (place.agent, place.realm))

    def users(self, scope: Scope, selection: Selection) -> dict[str, int]:
        with self._store.turn():
            dialect = Dialect(older=self._store.holds_older)
            return self._facet("user_id", filters.within(dialect, scope, selection, heads=True))

    def tally(self, space: str, wanted: Sequence[Selection]) -> list[Mapping[tuple[Scope, State], int]]:
        if not self._files.hold_memories:
            return [{} for _ in wanted]
        with self._store.turn():
            conditions = [filters.of_space(Dialect(), space, selection) for selection in wanted]
            counted = [self._facet("standing", condition) for condition in conditions]
            return [by_place(numbers, partial(self._place, "standing")) for numbers in counted]

    def counts(self, space: str, wanted: Sequence[Selection]) -> list[int]:
        if not self._files.hold_memories:
            return [0 for _ in wanted]
        conditions = [filters.of_space(Dialect(), space, selection) for selection in wanted]
        with self._store.turn():
            return self._store.run(lambda shard: [shard.count(condition) for condition in conditions])

    def close(self) -> None:
        self._store.close()

    def _facet(self, field: str, condition: Condition) -> dict[str, int]:
        return self._store.run(lambda shard: shard.facet(field, condition))

    def _place(self, field: str, value: str) -> list[Scope]:
        """The agent and realm of the points with this value, from any of them; none when the last was just erased."""
        there = Dialect().all_of([Dialect().equals(field, value)], [])
        records = self._store.run(lambda shard: shard.read(there, limit=1, fields=payload.PLACE_FIELDS))
        return [payload.place(record.payload or {}) for record in records]


def _makes_nothing() -> Never:
    raise EngineFailed("The memories were removed meanwhile. Try again.")
