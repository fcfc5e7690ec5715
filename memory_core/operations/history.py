"""History: the versions of a memory, and taking back an operation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.facts import FACT_TYPES, restored, withdrawn
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
        with self.turns(scope.to_store()):
            touched = self._touched(scope, operation)
            made = [m for m in touched if m.operation_id == operation]
            ended = [m for m in touched if m.end_operation_id == operation and m.operation_id != operation]
            _check(made, ended, operation)
            undoing = operation_id()
            gone = [withdrawn(m, operation=undoing) for m in made]
            back = [restored(m) for m in ended]
            unlinked = self._unlinked(scope, [*made, *ended], apart_from={m.id for m in made})
            self.repository.write(scope, (), amended=[*gone, *back, *unlinked])
        return Undone(undoing, tuple(back), tuple(gone))

    def _touched(self, scope: Scope, operation: str) -> list[Memory]:
        selection = Selection(alive_at=self.now(), types=FACT_TYPES, states=_READABLE, operation=operation)
        return self.repository.recent(scope, selection, limit=_LONGEST)

    def _unlinked(self, scope: Scope, memories: Sequence[Memory], *, apart_from: set[str]) -> list[Memory]:
        """What superseded them, without the link to them."""
        ids = {m.id for m in memories}
        superseding = dict.fromkeys(m.superseded_by for m in memories if m.superseded_by not in apart_from)
        return [
            replace(memory, supersedes=tuple(i for i in memory.supersedes if i not in ids))
            for memory in self._read(scope, list(superseding))
        ]

    def _read(self, scope: Scope, ids: Sequence[str]) -> list[Memory]:
        readable = Selection(alive_at=self.now(), types=FACT_TYPES, states=_READABLE)
        return self.repository.read(scope, readable, ids)


def _check(made: Sequence[Memory], ended: Sequence[Memory], operation: str) -> None:
    if not operation or not (made or ended):
        raise InvalidParameter("There is no such operation here. Use the id that a store or a history answered with.")
    later = next((m.end_operation_id for m in made if m.end_operation_id not in ("", operation)), "")
    if later:
        raise InvalidParameter(f"What this operation added has been changed since, by {later}. Undo that one first.")
    if any(not m.superseded_by for m in ended):
        raise InvalidParameter("This operation took back another one. Store the fact again instead.")
