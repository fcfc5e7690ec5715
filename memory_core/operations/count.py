"""Count: what a whole space holds, for its operator."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from memory_core.domain.memory import Extraction, MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.ports import Census, Clock, MemoryRepository

_EVERYTHING = Selection(alive_at=0, states=())


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """What one agent and realm hold. `memories` counts by type and state, all of them, expired ones too; `users` and
    `sessions` count the memories of each, `""` those without one; `pending` are messages that wait to be read, and
    `expired` those memories that have expired and are not erased yet."""

    place: Scope
    memories: Mapping[tuple[MemoryType, State], int]
    users: Mapping[str, int]
    sessions: Mapping[str, int]
    pending: int
    expired: int

    @property
    def total(self) -> int:
        return sum(self.memories.values())


@dataclass(frozen=True, slots=True)
class Count:
    """The counting operation over its ports."""

    repository: MemoryRepository
    census: Census
    now: Clock

    def __call__(self, space: str) -> tuple[PlaceCount, ...]:
        """Every agent and realm of the space that holds anything, by their names."""
        users = {place: self.census.users(place, _EVERYTHING) for place in self.census.places(space)}
        return tuple(self._count(place, users[place]) for place in users)

    def close(self) -> None:
        self.census.close()
        self.repository.close()

    def _count(self, place: Scope, users: Mapping[str, int]) -> PlaceCount:
        count, now = self.repository.count, self.now()
        kinds = {
            (kind, state): number
            for kind in MemoryType
            for state in State
            if (number := count(place, Selection(alive_at=0, types=(kind,), states=(state,))))
        }
        return PlaceCount(
            place,
            kinds,
            users,
            sessions=self.repository.sessions(place, _EVERYTHING),
            pending=count(place, Selection(alive_at=now, extraction=Extraction.PENDING)),
            expired=count(place, replace(_EVERYTHING, expired_by=now)),
        )
