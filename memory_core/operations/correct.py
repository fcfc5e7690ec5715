"""Correct: a person says what a memory should have been. What it was stays readable, and can be brought back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from memory_core.domain.edits import UNCHANGED, Edit, Unchanged, differences
from memory_core.domain.facts import FACT_TYPES, seen_again, superseded
from memory_core.domain.memory import (
    Fact,
    Memory,
    MemoryType,
    Role,
    Said,
    Statement,
    as_type,
    of_kind,
    operation_id,
    short_id,
)
from memory_core.domain.replacing import stands, told_by
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.text import content_digest
from memory_core.errors import InvalidParameter, NotFound
from memory_core.operations.admit import Admitted, admitted
from memory_core.operations.index import Draft, Vectors, context, index
from memory_core.operations.lasting import lasting_as_told
from memory_core.operations.lookup import by_ids
from memory_core.operations.read import Read
from memory_core.operations.room import Room
from memory_core.ports import Clock, Embedder, KeywordEncoder, LanguageDetector, MemoryRepository, Turns

_CORRECTED = (MemoryType.EPISODIC, *FACT_TYPES)
_READABLE = (State.ACTIVE, State.SUPERSEDED)
_EDITS_KEPT = 20
_LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of a memory; what is None stays as it is. `tags` replace those it has; `expires_at` is a moment
    in microseconds, or None to keep it for good."""

    content: str | None = None
    memory_type: MemoryType | None = None
    pinned: bool | None = None
    tags: tuple[str, ...] | None = None
    expires_at: int | Unchanged | None = UNCHANGED


class CorrectionStatus(StrEnum):
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Correction:
    """`memory` as it stands now, `previous` as it was; they are the same, and there is no operation, when everything
    was as asked for already. They have different ids when a new version superseded the old one. `masked` says how many
    secrets of which kinds were taken out of the new words."""

    status: CorrectionStatus
    memory: Memory
    previous: Memory
    operation_id: str = ""
    masked: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Correct:
    """The correcting operation over its ports."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    read: Read
    detect_language: LanguageDetector
    now: Clock
    turns: Turns
    room: Room

    def __call__(
        self,
        wanted: str,
        change: Change,
        *,
        scope: Scope,
        role: Role = Role.USER,
        secrets: Secrets = Secrets.MASK,
    ) -> Correction:
        """Changes the memory of this id, whole or short; `role` is whose word the correction is.

        A new content or type makes a new version, which supersedes the memory; when another fact says the very same,
        that one does. The version of a message takes its place in the session and counts as the same delivery; facts
        that were drawn from it stay as they are. A pin, tags and a lifetime make no version, and are noted in `edits`.
        Raises NotFound.
        """
        words = None if change.content is None else _admitted(change.content, role, secrets)
        change = replace(change, content=words.content if words else None)
        place = self._found(wanted, scope, change).scope
        kinds = words.kinds if words else ()
        result = self.turns.until_written(lambda: self._write(wanted, place, change, role, kinds))
        return replace(result, masked=words.masked) if words else result

    def _write(self, wanted: str, place: Scope, change: Change, role: Role, masked: Sequence[str]) -> Correction:
        with self.turns(place):
            memory = self._found(wanted, place, change)
            _check(memory, change)
            changed = _changed(memory, change, masked)
            if changed == memory:
                return Correction(CorrectionStatus.UNCHANGED, memory, memory)
            if (changed.content, changed.type) == (memory.content, memory.type):
                return self._edit(memory, changed)
            return self._supersede(memory, changed, role)

    def _edit(self, memory: Memory, changed: Memory) -> Correction:
        operation = operation_id()
        edited = _edited(memory, changed, operation=operation, now=self.now())
        self.repository.write(memory.scope, (), amended=[edited])
        return Correction(CorrectionStatus.UPDATED, edited, memory, operation)

    def _supersede(self, memory: Memory, changed: Memory, role: Role) -> Correction:
        now, operation = self.now(), operation_id()
        version = self._version(memory, changed, role, operation=operation, now=now)
        twin = self._twin(version, memory) if isinstance(version, Fact) else None
        if twin and isinstance(version, Fact):
            version = _merged(twin, version, operation=operation, now=now)
        old = superseded(memory, by=version.id, at=now, operation=operation, now=now)
        drafts = [] if twin else [Draft(version, self._before(version))]
        entries = index(drafts, vectors=Vectors(self.embedder), keywords=self.keywords)
        with self.room.for_texts(memory.scope, [entry.memory.content for entry in entries]):
            self.repository.write(memory.scope, entries, amended=[old, version] if twin else [old])
        return Correction(CorrectionStatus.UPDATED, version, memory, operation)

    # -- what is known -------------------------------------------------------------------------------------------------

    def _found(self, wanted: str, scope: Scope, change: Change) -> Memory:
        """The memory of this id; or what superseded it, when that says already what is asked for."""
        readable = Selection(alive_at=self.now(), types=_CORRECTED, states=_READABLE)
        found = by_ids(self.repository, scope, readable, [wanted])
        if not found:
            raise NotFound("There is no memory with this id here. Use an id that a search or a list answered with.")
        if len(found) > 1:
            raise InvalidParameter("Several memories have this short id. Use the whole id.")
        memory = current = found[0]
        for _ in range(_LONGEST_CHAIN):
            if current.is_active or not current.superseded_by:
                break
            after = self.repository.read(scope, readable, [current.superseded_by])
            current = after[0] if after else replace(current, superseded_by="")
        if memory.is_active or (current.is_active and current.content == change.content):
            return current
        instead = f"Update {short_id(current.id)} instead" if current.is_active else "Store what is true now"
        raise InvalidParameter(f"This memory is not current any longer. {instead}.")

    def _twin(self, version: Fact, memory: Memory) -> Fact | None:
        """Another active fact that says the very same."""
        same = Selection(alive_at=self.now(), types=(version.type,), digest=version.digest)
        found = of_kind(Fact, self.repository.recent(memory.scope, same, limit=2))
        return next((other for other in found if other.id != memory.id), None)

    def _fact_id(self, memory: Memory, memory_type: MemoryType, digest: str) -> str:
        """The id that a new fact of this content would have, so that nobody makes it twice."""
        same = Selection(alive_at=0, types=(memory_type,), states=(), digest=digest)
        ended = self.repository.recent(memory.scope, same, limit=1)
        return memory.scope.memory_id(memory_type, digest, ended[0].id if ended else "")

    def _before(self, version: Memory) -> Said | None:
        """The message just before in the session; facts stand alone."""
        if isinstance(version, Fact):
            return None
        said = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,))
        place = Position(version.created_at, version.supersedes)
        return context(next(iter(self.repository.page(version.scope, said, limit=1, after=place)), None), version)

    # -- what it becomes -----------------------------------------------------------------------------------------------

    def _version(self, memory: Memory, changed: Memory, role: Role, *, operation: str, now: int) -> Memory:
        """The changed memory as a version of its own."""
        shared = replace(
            changed,
            language=self.detect_language(changed.content),
            operation_id=operation,
            supersedes=(memory.id,),
            edits=tuple(edit for edit in memory.edits if edit.forgets),
            last_seen_at=now,
            valid_from=now,
            revision=0,
        )
        if isinstance(shared, Fact):
            return self._fact_version(shared, role, now=now)
        assert isinstance(shared, Said)
        named = memory.scope.memory_id(memory.type, shared.delivery, operation)
        return replace(shared, id=named, digest=content_digest(changed.content))

    def _fact_version(self, fact: Fact, role: Role, *, now: int) -> Fact:
        """The words that named a time go on naming it while they stand in the content."""
        timed = fact.time_words in fact.content
        start, end = (fact.time_from, fact.time_to) if timed else (None, None)
        digest = content_digest(fact.content, start, end)
        lasting = lasting_as_told(self.read, fact.content)
        said = told_by(fact.content, speaker=fact.speaker, lasting=lasting)
        return replace(
            fact,
            id=self._fact_id(fact, fact.type, digest),
            digest=digest,
            role=role,
            created_at=now,
            event_at=now,
            attribute=said.stored_as(speaker=fact.speaker, person=fact.person_id) if said else "",
            time_words=fact.time_words if timed else "",
            time_from=start,
            time_to=end,
            lasting=stands(lasting, said),
        )


def _admitted(content: str, role: Role, secrets: Secrets) -> Admitted:
    words = admitted(content, role=role, secrets=secrets)
    if not words.content:
        raise InvalidParameter(
            "content is only recalled context, which is remembered already, or a model's reasoning. Send the corrected "
            "text."
        )
    return words


def _check(memory: Memory, change: Change) -> None:
    kind = change.memory_type
    if kind and kind is not memory.type and not {kind, memory.type} <= set(FACT_TYPES):
        raise InvalidParameter(
            "Only a fact can become a procedure, and a procedure a fact; what was said stays what was said. Leave "
            "memory_type empty."
        )


def _changed(memory: Memory, change: Change, masked: Sequence[str]) -> Memory:
    """The memory as asked for."""
    if isinstance(memory, Statement) and change.content is not None and change.content != memory.content:
        memory = replace(memory, masked=tuple(masked))
    if isinstance(memory, Fact) and change.memory_type:
        memory = as_type(memory, change.memory_type)
    return replace(
        memory,
        content=memory.content if change.content is None else change.content,
        pinned=memory.pinned if change.pinned is None else change.pinned,
        tags=memory.tags if change.tags is None else change.tags,
        expires_at=memory.expires_at if change.expires_at is UNCHANGED else change.expires_at,
    )


def _edited[M: Memory](memory: Memory, changed: M, *, operation: str, now: int) -> M:
    """The changed memory, with what it was before; the latest 20 edits are kept, and all marks of forgetting."""
    edits = (*memory.edits, Edit(operation, now, differences(memory, changed)))
    own = [edit for edit in edits if not edit.forgets]
    dropped = own[:-_EDITS_KEPT]
    return replace(changed, edits=tuple(edit for edit in edits if edit not in dropped))


def _merged(twin: Fact, version: Fact, *, operation: str, now: int) -> Fact:
    """The fact that says the same, seen again in the place of `version`; its sources are its own."""
    kept = seen_again(twin, replace(version, sources=()), now=now)
    kept = replace(kept, pinned=twin.pinned or version.pinned)
    return replace(
        _edited(twin, kept, operation=operation, now=now), supersedes=(*twin.supersedes, *version.supersedes)
    )
