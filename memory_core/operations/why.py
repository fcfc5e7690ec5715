"""Why: where a memory comes from, and what became of it."""

from dataclasses import dataclass

from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.hit import Later
from memory_core.domain.memory import Fact, Memory, Said, Statement, drawn_from, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.operations.history import Event, History
from memory_core.ports import Clock, MemoryRepository

_READABLE = (State.ACTIVE, State.SUPERSEDED)
_MOST = 50  # facts of one message, and later statements about one memory


@dataclass(frozen=True, slots=True)
class Origin:
    """A message that a fact was drawn from, and the words in it that state the fact."""

    message: Said
    quote: str


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of one memory. `origins` are the messages that a fact was drawn from, `facts` what was drawn from a
    message. `versions` are ordered by time, the oldest first, and `events` by when they happened; `later` are the
    statements that may have changed the memory, the likeliest first."""

    memory: Memory
    origins: tuple[Origin, ...]
    facts: tuple[Fact, ...]
    versions: tuple[Memory, ...]
    events: tuple[Event, ...]
    later: tuple[Later, ...]


@dataclass(frozen=True, slots=True)
class Explain:
    """The explaining of memories over its ports."""

    repository: MemoryRepository
    history: History
    now: Clock

    def __call__(self, memory_id: str, *, scope: Scope) -> Why | None:
        """None when the scope does not hold the memory, or it is forgotten."""
        versions = self.history.versions(memory_id, scope=scope)
        memory = next((version for version in versions if version.id == memory_id), None)
        if memory is None:
            return None
        return Why(
            memory=memory,
            origins=self._origins(memory, scope),
            facts=self._facts(memory, scope),
            versions=versions,
            events=self.history.events(memory_id, scope=scope),
            later=self._later(memory, scope),
        )

    def _origins(self, memory: Memory, scope: Scope) -> tuple[Origin, ...]:
        sources = drawn_from(memory)
        if not sources:
            return ()
        ids = list(dict.fromkeys(source.memory_id for source in sources))
        read = of_kind(Said, self.repository.read(scope, Selection(self.now(), states=_READABLE), ids))
        said = {message.id: message for message in read}
        return tuple(Origin(said[s.memory_id], s.quote) for s in sources if s.memory_id in said)

    def _facts(self, memory: Memory, scope: Scope) -> tuple[Fact, ...]:
        if not isinstance(memory, Said):
            return ()
        wanted = Selection(self.now(), types=FACT_TYPES, states=_READABLE, sources=(memory.id,))
        return tuple(of_kind(Fact, self.repository.recent(scope, wanted, limit=_MOST)))

    def _later(self, memory: Memory, scope: Scope) -> tuple[Later, ...]:
        ids = {memory.id, *(source.memory_id for source in drawn_from(memory))}
        wanted = Selection(self.now(), follows=tuple(sorted(ids)), evidence=True)
        found = of_kind(Statement, self.repository.recent(scope, wanted, limit=_MOST))
        later = [
            Later(statement, max(followed.likely for followed in statement.follows if followed.memory_id in ids))
            for statement in found
            if statement.event_at > memory.event_at
        ]
        return tuple(sorted(later, key=lambda each: (-each.likely, -each.memory.event_at)))
