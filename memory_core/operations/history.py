"""History: the versions of a memory and what happened to them, and taking back an operation."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from memory_core.domain.edits import Before
from memory_core.domain.facts import restored, superseded, withdrawn
from memory_core.domain.forgetting import undoable_until
from memory_core.domain.memory import Fact, Memory, Said, operation_id
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.errors import InvalidParameter, NotFound
from memory_core.operations.forget import Forget
from memory_core.ports import Clock, MemoryRepository, Turns

_HIDDEN = 1_000
_LONGEST = 100  # versions of a memory, and memories of an operation
_READABLE = (State.ACTIVE, State.SUPERSEDED)


class Happened(StrEnum):
    """What an operation did to a memory."""

    ADDED = "ADD"
    UPDATED = "UPDATE"  # it superseded the version before
    ENDED = "DELETE"  # a message contradicted it, and nothing took its place
    EDITED = "EDIT"  # its pin, tags or lifetime
    UNDONE = "UNDO"  # what had made it was taken back


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to `memory`, one of the versions, at a time (microseconds); `before` are the edited
    fields as they were."""

    happened: Happened
    at: int
    operation_id: str
    memory: Memory
    before: Before = field(default_factory=Before)


@dataclass(frozen=True, slots=True)
class Undone:
    """`restored` stand and answer searches as they did before the operation, `withdrawn` do not any longer;
    `operation_id` is the undoing itself."""

    operation_id: str
    restored: tuple[Memory, ...]
    withdrawn: tuple[Memory, ...]


@dataclass(frozen=True, slots=True)
class Hidden:
    """An operation that hid memories at a time (microseconds); `undo` of it brings them back until then."""

    operation_id: str
    at: int
    memories: int
    undoable_until: int


@dataclass(frozen=True, slots=True)
class History:
    """The history operations over their ports."""

    repository: MemoryRepository
    now: Clock
    turns: Turns
    forget: Forget

    def versions(self, memory_id: str, *, scope: Scope) -> tuple[Memory, ...]:
        """Everything that this memory superseded or was superseded by, and itself: by when it was true, the oldest
        first. Empty when the scope holds no such memory, or it is forgotten."""
        found: dict[str, Memory] = {}
        wanted = [memory_id]
        readable = Selection(alive_at=self.now(), states=_READABLE)
        while wanted and len(found) < _LONGEST:
            read = [m for m in self.repository.read(scope, readable, wanted) if not found or _is_version(m, found)]
            found |= {memory.id: memory for memory in read}
            linked = (i for memory in read for i in (*memory.supersedes, memory.superseded_by))
            wanted = [i for i in dict.fromkeys(linked) if i and i not in found]
        return tuple(sorted(found.values(), key=lambda m: (m.valid_from or m.event_at, m.created_at, m.id)))

    def events(self, memory_id: str, *, scope: Scope) -> tuple[Event, ...]:
        """All that happened to a memory and its other versions, in order; marks of forgetting are none of it."""
        versions = {memory.id: memory for memory in self.versions(memory_id, scope=scope)}
        happened = [event for memory in versions.values() for event in _events(memory, versions)]
        return tuple(sorted(happened, key=lambda event: event.at))

    def undo(self, operation: str, *, scope: Scope) -> Undone:
        """Takes back what an operation learned, corrected, edited or forgot by mark, exactly. What was said stays.
        Refuses when a later operation built on it, when it was taken back already, and when the scope holds nothing of
        it."""
        touched = self._touched(scope, operation)
        if any(edit.forgets for memory in touched for edit in memory.edits if edit.operation_id == operation):
            return Undone(operation_id(), self.forget.undo(operation, scope=scope), ())
        places = {memory.scope for memory in touched}
        if len(places) != 1:
            raise NotFound("There is no such operation here that could be undone. Use an id that a call answered with.")
        place = places.pop()
        return self.turns.until_written(lambda: self._undo(place, operation))

    def hidden(self, *, scope: Scope, limit: int) -> tuple[Hidden, ...]:
        """The operations that hid something which can still be brought back, the latest first. Of the hidden memories
        the 1,000 stored last are looked at."""
        forgotten = self.repository.recent(scope, Selection(alive_at=0, states=(State.FORGOTTEN,)), limit=_HIDDEN)
        marks = [edit for memory in forgotten for edit in memory.edits if edit.forgot is not None]
        counted = Counter((edit.operation_id, edit.at) for edit in marks)
        now = self.now()
        found = [Hidden(name, at, number, undoable_until(at)) for (name, at), number in counted.items()]
        standing = sorted((one for one in found if one.undoable_until > now), key=lambda one: -one.at)
        return tuple(standing[:limit])

    def _undo(self, place: Scope, operation: str) -> Undone:
        with self.turns(place):
            touched = self._touched(place, operation)
            undoing = _Undoing(operation, touched, self._linked(place, touched), now=self.now())
            self.repository.write(place, (), amended=undoing.changed())
        return undoing.undone()

    def _touched(self, scope: Scope, operation: str) -> list[Memory]:
        """What the operation made, changed or ended, in whatever state it is now; messages that were merely stored are
        not among it."""
        if not operation:
            return []
        anything = Selection(alive_at=0, states=(), operation=operation)
        found = self.repository.recent(scope, anything, limit=_LONGEST)
        return [m for m in found if m.operation_id != operation or isinstance(m, Fact) or m.supersedes]

    def _linked(self, scope: Scope, touched: Sequence[Memory]) -> dict[str, Memory]:
        """What the memories of an operation supersede, and what superseded them, by id."""
        ids = dict.fromkeys(i for memory in touched for i in (*memory.supersedes, memory.superseded_by) if i)
        read = self.repository.read(scope, Selection(alive_at=0, states=_READABLE), list(ids))
        return {memory.id: memory for memory in read}


class _Undoing:
    """The undoing of one operation: `standing` are the memories as they will stand once it is written."""

    def __init__(self, operation: str, touched: Sequence[Memory], linked: Mapping[str, Memory], *, now: int) -> None:
        self._operation = operation
        self._now = now
        self._id = operation_id()
        self._before = {**linked, **{memory.id: memory for memory in touched}}
        self._standing = dict(self._before)
        self._made = {m.id: m for m in touched if m.operation_id == operation}
        ended = [m for m in touched if m.end_operation_id == operation]
        ended += [m for m in linked.values() if m.superseded_by in self._made]
        self._ended = {m.id: m for m in ended if m.id not in self._made}
        self._check()
        for memory in touched:
            self._standing[memory.id] = _unedited(memory, operation)
        for memory in self._ended.values():
            self._bring_back(memory)
        for memory in self._made.values():
            self._standing[memory.id] = withdrawn(memory, operation=self._id, now=now)
        self._unlink()

    def changed(self) -> list[Memory]:
        """Every record that the undoing changes."""
        return [memory for key, memory in self._standing.items() if memory != self._before[key]]

    def undone(self) -> Undone:
        back = [m for m in self.changed() if m.is_known(self._now) and self._is_touched(m)]
        return Undone(self._id, tuple(back), tuple(self._standing[key] for key in self._made))

    def _is_touched(self, memory: Memory) -> bool:
        """Not merely linked to what is."""
        return memory.id in self._ended or memory.edits != self._before[memory.id].edits

    def _check(self) -> None:
        later = [m.end_operation_id for m in self._made.values()]
        later += [edit.operation_id for m in self._made.values() for edit in m.edits if not edit.forgets]
        for memory in self._before.values():
            mine = [number for number, edit in enumerate(memory.edits) if edit.operation_id == self._operation]
            if mine:
                same = {name for number in mine for name in memory.edits[number].before.values()}
                later += [edit.operation_id for edit in memory.edits[mine[0] :] if same & edit.before.values().keys()]
                later.append(memory.end_operation_id)
        if built_on := next((i for i in later if i not in ("", self._operation)), ""):
            raise InvalidParameter(
                f"What this operation did has been changed since, by {built_on}. Undo that one first."
            )
        if any(not m.superseded_by for m in self._ended.values()):
            raise InvalidParameter("This operation took back another one. Store the fact again instead.")

    def _bring_back(self, memory: Memory) -> None:
        by = self._made.get(memory.superseded_by)
        after = self._standing.get(by.superseded_by) if by else None
        memory = self._standing[memory.id]
        if by and by.valid_to is not None and after:  # it was put between two versions
            self._standing[memory.id] = superseded(
                memory, by=after.id, at=by.valid_to, operation=after.operation_id, now=after.created_at
            )
            self._standing[after.id] = replace(after, supersedes=(*after.supersedes, memory.id))
        else:
            self._standing[memory.id] = restored(memory)

    def _unlink(self) -> None:
        """No other memory supersedes what is withdrawn or true again."""
        back = (key for key in self._ended if self._standing[key].is_active)
        free = {*self._made, *back}
        for key, memory in self._standing.items():
            if key not in self._made and key not in self._ended:
                self._standing[key] = replace(memory, supersedes=tuple(i for i in memory.supersedes if i not in free))


def _unedited(memory: Memory, operation: str) -> Memory:
    """The memory as it was before it was edited."""
    before: dict[str, Any] = {}
    for edit in reversed(memory.edits):
        if edit.operation_id == operation:
            before |= edit.before.values()
    return replace(memory, **before, edits=tuple(e for e in memory.edits if e.operation_id != operation))


def _is_version(memory: Memory, found: Mapping[str, Memory]) -> bool:
    """Whether it is one of theirs: a message that ended a fact is not."""
    kind = Fact if any(isinstance(other, Fact) for other in found.values()) else Said
    return isinstance(memory, kind)


def _events(memory: Memory, versions: Mapping[str, Memory]) -> list[Event]:
    """What happened to one of the versions, but what the event of its successor says already."""
    replaced = [v for i in memory.supersedes if (v := versions.get(i)) and v.end_operation_id == memory.operation_id]
    made_at = next((v.ended_at for v in replaced if v.ended_at is not None), memory.created_at)
    made = Event(Happened.UPDATED if replaced else Happened.ADDED, made_at, memory.operation_id, memory)
    edits = [
        Event(Happened.EDITED, edit.at, edit.operation_id, memory, edit.before)
        for edit in memory.edits
        if not edit.forgets
    ]
    return [made, *edits, *_end(memory, versions)]


def _end(memory: Memory, versions: Mapping[str, Memory]) -> list[Event]:
    by = versions.get(memory.superseded_by)
    if memory.is_active or (by and by.operation_id == memory.end_operation_id):
        return []
    happened = Happened.UPDATED if by else Happened.ENDED if memory.superseded_by else Happened.UNDONE
    at = memory.ended_at if memory.ended_at is not None else memory.valid_to or memory.created_at
    return [Event(happened, at, memory.end_operation_id, by or memory)]
