"""Reembed: memories of another embedding model come over into the present model's collection, a batch at a time.

Nothing is noted down: what is still to come over is what stands in the other collections, the oldest first, so whoever
was killed leaves it to the next call. A call gives it a moment after its own work is done; Memory Maintain gives it
what is left of its time.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memory_core.domain.memory import MemoryType, Said
from memory_core.domain.selection import Position, Selection
from memory_core.operations.archive.conversations import Conversations
from memory_core.operations.index import Draft, Vectors, index, texts_of
from memory_core.ports import (
    Archive,
    Embedder,
    Entry,
    KeywordEncoder,
    MemoryRepository,
    ModelChange,
    Progress,
    TokenCounter,
)

BATCH = 50  # memories, embedded in one request
_MOMENT = 0.3  # seconds of a call
_PAUSE_SECONDS = 60  # of calls, after a failure
_SAMPLE = 200
_MESSAGES = Selection(alive_at=0, states=(), types=(MemoryType.EPISODIC,))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it takes to embed `memories` anew: about so many texts, of so many tokens altogether."""

    memories: int
    texts: int
    tokens: int


def estimate(archive: Archive, space: str, *, count_tokens: TokenCounter) -> Estimate:
    """By a look at the oldest memories of the space."""
    memories, sample, conversations = archive.count(space), archive.read(space, limit=_SAMPLE), Conversations()
    texts = texts_of([conversations.draft(entry.memory) for entry in sample])
    share = memories / max(1, len(sample))
    different = list(dict.fromkeys(texts))
    return Estimate(memories, round(share * len(different)), round(share * sum(map(count_tokens, different))))


@dataclass(slots=True)
class Reembed:
    """The operation over its ports; one thread of a process at a time, others go on without it."""

    change: ModelChange
    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    clock: Callable[[], float] = time.monotonic
    size: int = BATCH
    _pace: float = 0.02  # seconds that a memory took lately
    _paused_until: float = 0.0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def along(self, space: str) -> None:
        """A moment of it, after a call that is done whatever becomes of this. A batch is as large as the moment allows,
        by what the last one took."""
        if self.clock() < self._paused_until or not self._turn.acquire(blocking=False):
            return
        try:
            for source in self.change.leaving(space)[:1]:
                if not self._some(source, space, size=min(self.size, max(1, int(_MOMENT / self._pace)))):
                    self.change.look_again(space)
        except Exception:  # noqa: BLE001 - the call before it is done and acknowledged: no fault here may say otherwise
            self._paused_until = self.clock() + _PAUSE_SECONDS
        finally:
            self._turn.release()

    def until(self, space: str, has_time: Callable[[], bool], *, progress: Progress = lambda _: None) -> int:
        """Goes on while there is time; how many memories came over. Raises StorageError and EmbeddingFailed."""
        done = 0
        with self._turn:
            for source in self.change.leaving(space):
                while has_time() and (batch := self._some(source, space, size=self.size)):
                    done += batch
                    progress(batch)
        self.change.look_again(space)
        return done

    def left(self, space: str) -> int:
        """How many memories are still to come over."""
        return sum(source.count(space) for source in self.change.leaving(space))

    # -- a batch -------------------------------------------------------------------------------------------------------

    def _some(self, source: Archive, space: str, *, size: int) -> int:
        """Brings the oldest memories over; how many were looked at, which is none when none are left."""
        began = self.clock()
        batch = source.read(space, limit=size)[:size]
        if batch:
            self.change.note_arrival(space)
            there = {entry.memory.id: entry.memory.revision for entry in self.change.target.fetch(_ids(batch))}
            twice = [entry for entry in batch if there.get(entry.memory.id, -1) >= entry.memory.revision]
            source.erase(_ids(twice))  # a kill came before that
            source.hand_over(self._made_anew([entry for entry in batch if entry not in twice]), self.change.target)
            self._pace = (self.clock() - began) / len(batch) or self._pace
        return len(batch)

    def _made_anew(self, batch: Sequence[Entry]) -> list[Entry]:
        """As they were indexed when they were stored: a message with the message before it."""
        conversations = Conversations()
        drafts = [self._draft(entry, conversations) for entry in batch]
        return index(drafts, vectors=Vectors(self.embedder), keywords=self.keywords)

    def _draft(self, entry: Entry, conversations: Conversations) -> Draft:
        memory = entry.memory
        if isinstance(memory, Said) and not conversations.have_begun(memory.scope):
            before = Position(memory.created_at, (memory.id,))
            for previous in self.repository.page(memory.scope, _MESSAGES, limit=1, after=before):
                conversations.draft(previous)
        return conversations.draft(memory)


def _ids(entries: Sequence[Entry]) -> list[str]:
    return [entry.memory.id for entry in entries]
