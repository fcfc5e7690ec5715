"""Relate: a new statement to what was said before. Which earlier ones it follows, and whether it states anything."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.background import Aimed
from memory_core.domain.candidate import Channel
from memory_core.domain.memory import Aside, Fact, Followed, Memory, MemoryType, Role, Said, Statement, drawn_from
from memory_core.domain.reading.asking import only_asks
from memory_core.domain.replies import says_little, shares_its_words
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.background import Aim
from memory_core.ports import Clock, Entry, MemoryRepository, Probe, SparseVector

FOLLOWED = 3  # earlier statements that are kept of each
_DEPTH = 12  # looked at, for the facts among them that repeat messages are passed over
_TOGETHER = 50  # statements of one store that are compared with each other
_NEAR = 0.15  # from which on likeness is more than chance
_AGAIN = 0.4  # from which on a reply says again what the person said
_NO_WORDS = SparseVector((), ())
_STATEMENTS = (MemoryType.EPISODIC, MemoryType.SEMANTIC, MemoryType.PROCEDURAL)


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier statement of the person, and how alike it is."""

    memory: Statement
    likeness: float


@dataclass(frozen=True, slots=True)
class Relate:
    """The relating step over its ports. To be called within the scope's turn, before the entries are written."""

    repository: MemoryRepository
    aim: Aim
    now: Clock

    def __call__(self, scope: Scope, entries: Sequence[Entry]) -> list[Entry]:
        """The entries with what each of them follows, answers and states; facts drawn from messages as they are."""
        related: list[Entry] = []
        for entry in entries:
            memory = entry.memory
            if isinstance(memory, Statement) and not drawn_from(memory):
                memory = self._related(scope, memory, entry, related[-_TOGETHER:])
            related.append(replace(entry, memory=memory))
        return related

    def _related(self, scope: Scope, memory: Statement, entry: Entry, together: Sequence[Entry]) -> Statement:
        if isinstance(memory, Said):
            if memory.role is Role.USER and only_asks(memory.content):
                return replace(memory, aside=Aside.ASKS)
            if memory.role is Role.ASSISTANT:
                near = () if says_little(memory.content) else self._near(scope, memory, entry, together)
                return replace(memory, aside=Aside.REPEATS if _repeats(memory, near) else Aside.NO)
        near = self._near(scope, memory, entry, together)
        return replace(memory, follows=tuple(Followed(one.memory.id, round(one.likeness, 3)) for one in near))

    def _near(self, scope: Scope, memory: Statement, entry: Entry, together: Sequence[Entry]) -> Sequence[Near]:
        """The earlier statements of the same person that are nearest in meaning, the nearest first."""
        aimed = self.aim.background().aim(entry.pieces[0].dense, language=memory.language)
        near = [*self._stored(scope, memory, aimed), *_told_with_it(memory, aimed, together)]
        near = [one for one in near if one.likeness >= _NEAR and _of_the_same(memory, one.memory)]
        return sorted(near, key=lambda one: -one.likeness)[:FOLLOWED]

    def _stored(self, scope: Scope, memory: Statement, aimed: Aimed) -> list[Near]:
        wanted = Selection(self.now(), types=_STATEMENTS, roles=(Role.USER,), until=memory.event_at, evidence=True)
        probe = Probe(aimed.vector, _NO_WORDS, meaning=aimed.scale, zero=aimed.zero)
        whole = replace(scope, session=None)
        found = self.repository.strongest(whole, wanted, probe, depth=_DEPTH, limit=_DEPTH)
        likeness = {one.memory: one.scores.get(Channel.DENSE, 0.0) for one in found if not one.sources}
        memories = self.repository.memories_of(whole, wanted, [one for one in found if one.memory in likeness])
        return [Near(m, likeness[key]) for key, m in memories.items() if isinstance(m, Statement)]


def _told_with_it(memory: Statement, aimed: Aimed, together: Sequence[Entry]) -> list[Near]:
    """The statements that are stored in the same call, before it."""
    told = [(entry.memory, entry.pieces[0].dense) for entry in together if _is_evidence(entry.memory)]
    return [
        Near(other, aimed.scale * (math.sumprod(aimed.vector, dense) - aimed.zero))
        for other, dense in told
        if isinstance(other, Statement) and other.event_at <= memory.event_at
    ]


def _is_evidence(memory: Memory) -> bool:
    if not isinstance(memory, Said):
        return isinstance(memory, Fact) and not memory.sources
    return memory.role is Role.USER and not memory.aside


def _of_the_same(memory: Statement, earlier: Statement) -> bool:
    """Whether both are one person's words, as far as that was said; a reply is compared with anybody's."""
    if memory.role is Role.ASSISTANT:
        return True
    persons = memory.person_id, earlier.person_id
    return memory.speaker == earlier.speaker and (not all(persons) or persons[0] == persons[1])


def _repeats(reply: Said, near: Sequence[Near]) -> bool:
    """Whether a reply confirms, asks back, or says again what the person said."""
    if says_little(reply.content) or only_asks(reply.content):
        return True
    return any(one.likeness >= _AGAIN or shares_its_words(reply.content, one.memory.content) for one in near)
