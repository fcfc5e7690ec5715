"""History: the versions of a memory, and taking back an operation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from memory_core.domain.facts import FACT_TYPES, restored, superseded, withdrawn
from memory_core.domain.memory import Memory, State
from memory_core.domain.naming import operation_id
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.errors import InvalidParameter
from memory_core.ports import Clock, MemoryRepository, Turns

_LONGEST = 100  # versions of a memory, and memories of an operation
_READABLE = (State.ACTIVE, State.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Undone:
    """`restored` answer searches again, `withdrawn` do not any longer; `operation_id` is the undoing itself."""

    operation_id: str
    restored: tuple[Memory, ...]
    withdrawn: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The history operations over their ports."""

    repository: MemoryRepository
    now: Clock
    turns: Turns

    def versions(self, memory_id: str, *, scope: Scope) -> tuple[Memory, ...]:
        """Everything that this memory superseded or was superseded by, and itself: by when it was true, the oldest
        first. Empty when the scope holds no such memory."""
        found: dict[str, Memory] = {}
        wanted = [memory_id]
        while wanted and len(found) < _LONGEST:
            read = self._read(scope, wanted)
            found |= {memory.id: memory for memory in read}
            linked = (i for memory in read for i in (*memory.supersedes, memory.superseded_by))
            wanted = [i for i in dict.fromkeys(linked) if i and i not in found]
        return tuple(sorted(found.values(), key=lambda m: (m.valid_from or m.event_at, m.created_at, m.id)))

    def undo(self, operation: str, *, scope: Scope) -> Undone:
        """Takes back what an operation did to facts, exactly. Messages stay. Refuses when a later operation built on
        it, when it was taken back already, and when the scope holds nothing of it."""
        places = {memory.scope for memory in self._touched(scope, operation)}
        if len(places) != 1:
            raise InvalidParameter("There is no such operation here. Use an id that a store answered with.")
        place = places.pop()
        with self.turns(place):
            undone, amended = _undo(operation, self._touched(place, operation), self._linked(place, operation))
            self.repository.write(place, (), amended=amended)
        return undone

    def _touched(self, scope: Scope, operation: str) -> list[Memory]:
        if not operation:
            return []
        selection = Selection(alive_at=self.now(), types=FACT_TYPES, states=_READABLE, operation=operation)
        return self.repository.recent(scope, selection, limit=_LONGEST)

    def _linked(self, scope: Scope, operation: str) -> dict[str, Memory]:
        """What the memories of an operation supersede, and what superseded them, by id."""
        touched = self._touched(scope, operation)
        ids = dict.fromkeys(i for memory in touched for i in (*memory.supersedes, memory.superseded_by) if i)
        return {memory.id: memory for memory in self._read(scope, list(ids))}

    def _read(self, scope: Scope, ids: Sequence[str]) -> list[Memory]:
        readable = Selection(alive_at=self.now(), types=FACT_TYPES, states=_READABLE)
        return self.repository.read(scope, readable, ids)


def _undo(operation: str, touched: Sequence[Memory], linked: Mapping[str, Memory]) -> tuple[Undone, list[Memory]]:
    """What undoing means, and every record that it changes."""
    made = {m.id: m for m in touched if m.operation_id == operation}
    ended = {m.id: m for m in touched if m.end_operation_id == operation and m.id not in made}
    ended |= {m.id: m for m in linked.values() if m.superseded_by in made and m.id not in made}
    _check(made, ended, operation)
    standing = dict(linked)
    undoing = operation_id()
    back = []
    for memory in ended.values():
        by = made.get(memory.superseded_by)
        next_version = standing.get(by.superseded_by) if by else None
        if by and by.valid_to is not None and next_version:  # it was put between two versions
            back.append(superseded(memory, by=next_version.id, at=by.valid_to, operation=next_version.operation_id))
            standing[next_version.id] = replace(next_version, supersedes=(*next_version.supersedes, memory.id))
        else:
            back.append(restored(memory))
    gone = [withdrawn(memory, operation=undoing) for memory in made.values()]
    unlinked = _without_links(standing, linked, {*made, *(m.id for m in back if m.is_active)}, changed={*made, *ended})
    undone = Undone(undoing, tuple(m for m in back if m.is_active), tuple(gone))
    return undone, [*gone, *back, *unlinked]


def _without_links(
    standing: Mapping[str, Memory], before: Mapping[str, Memory], ids: set[str], *, changed: set[str]
) -> list[Memory]:
    """The other memories that are changed, for they supersede these no longer, or something else."""
    other = [m for m in standing.values() if m.id not in changed]
    without = [replace(m, supersedes=tuple(i for i in m.supersedes if i not in ids)) for m in other]
    return [memory for memory in without if memory.supersedes != before[memory.id].supersedes]


def _check(made: Mapping[str, Memory], ended: Mapping[str, Memory], operation: str) -> None:
    later = next((m.end_operation_id for m in made.values() if m.end_operation_id not in ("", operation)), "")
    if later:
        raise InvalidParameter(f"What this operation added has been changed since, by {later}. Undo that one first.")
    if any(not m.superseded_by for m in ended.values()):
        raise InvalidParameter("This operation took back another one. Store the fact again instead.")
