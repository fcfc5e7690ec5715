"""Maintain: what was left for later, worked off within a time budget."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from memory_core.domain.memory import Extraction, Memory, MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.learn import Learn, batches
from memory_core.ports import Clock, MemoryRepository, Usage

_AT_ONCE = 200  # messages that are looked at


@dataclass(frozen=True, slots=True)
class Maintained:
    """How many messages were read and what that cost; how many wait still (of the latest 200), and why when
    that is known."""

    read: int = 0
    waiting: int = 0
    reason: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Maintain:
    """The maintaining operation over its ports."""

    repository: MemoryRepository
    learn: Learn
    now: Clock

    def __call__(self, scope: Scope, *, until: int) -> Maintained:
        """Reads the messages that wait in everything that `scope` covers, each once; asks nothing more after `until`
        (microseconds). The next call goes on with what is left."""
        read, reason, usage = 0, "", Usage()
        tried: set[str] = set()
        while fresh := [m for m in self._waiting(scope) if m.id not in tried]:
            for place, messages in _by_scope(fresh).items():
                for batch in batches(messages):
                    if self.now() >= until:
                        return Maintained(read, len(self._waiting(scope)), reason, usage)
                    learned = self.learn.read(place, batch)
                    tried |= {m.id for m in batch}
                    read, usage, reason = read + learned.read, usage + learned.usage, learned.reason or reason
        waiting = len(self._waiting(scope))
        return Maintained(read, waiting, reason if waiting else "", usage)

    def _waiting(self, scope: Scope) -> list[Memory]:
        pending = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), extraction=Extraction.PENDING)
        return self.repository.recent(scope, pending, limit=_AT_ONCE)


def _by_scope(waiting: Sequence[Memory]) -> dict[Scope, list[Memory]]:
    """Oldest first."""
    places: dict[Scope, list[Memory]] = defaultdict(list)
    for message in reversed(waiting):
        places[message.scope].append(message)
    return places
