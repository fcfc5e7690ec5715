"""Relate: a new statement to what was said before. Which earlier ones it follows, and whether it states anything."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.background import Aimed
from memory_core.domain.candidate import Channel
from memory_core.domain.linking import OF_ANOTHER, Announcement, announcement, link_heads, pair
from memory_core.domain.memory import Aside, Fact, Followed, Memory, MemoryType, Role, Said, Statement, drawn_from
from memory_core.domain.reading.heads import is_learned
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.domain.replies import says_little, shares_its_words, words_in
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.background import Aim
from memory_core.operations.read import Read
from memory_core.ports import Clock, EncodedQuery, Entry, MemoryRepository, SparseVector, Vector

FOLLOWED = 5  # earlier statements that are kept of each
LIKELY = 0.03  # from which on it is worth a look whether the later one changed the earlier
_DEPTH = 12  # looked at, for the facts among them that repeat messages are passed over
_TOGETHER = 50  # statements of one store that are compared with each other
_SENTENCES = 10  # of a message that may announce a change
_AGAIN = 0.4  # likeness from which on a reply says again what the person said
_FEWEST = 3  # words of a question or request that no mark shows: "another note" is none
_SURE, _MARKED, _EVEN = 0.85, 0.3, 0.5  # of a sentence that asks, without a question mark and with one
_NO_WORDS = SparseVector((), ())
_STATEMENTS = (MemoryType.EPISODIC, MemoryType.SEMANTIC, MemoryType.PROCEDURAL)


@dataclass(frozen=True, slots=True)
class Near:
    """An earlier statement of the person, and how alike in meaning it is: 0 as unrelated texts are, 1 the same."""

    memory: Statement
    likeness: float


@dataclass(frozen=True, slots=True)
class Relate:
    """The relating step over its ports. To be called within the scope's turn, before the entries are written."""

    repository: MemoryRepository
    read: Read
    aim: Aim
    now: Clock

    def __call__(self, scope: Scope, entries: Sequence[Entry]) -> list[Entry]:
        """The entries with what each statement follows, whom it is about, and whether it states anything; facts that
        were drawn from messages follow nothing by themselves. Raises EmbeddingFailed and StorageError."""
        told = [entry.memory.content for entry in entries if isinstance(entry.memory, Statement)]
        sentences = dict(zip(told, self.read(told), strict=True))
        related: list[Entry] = []
        for entry in entries:
            memory = entry.memory
            if isinstance(memory, Statement):
                announced = self._announced(sentences[memory.content][:_SENTENCES])
                memory = replace(memory, of_another=announced.of_another > OF_ANOTHER)
                if not drawn_from(memory):
                    told_here = _Told(memory, entry.pieces[0].dense, sentences[memory.content], announced)
                    memory = self._related(scope, told_here, related[-_TOGETHER:])
            related.append(replace(entry, memory=memory))
        return related

    def _announced(self, sentences: Sequence[Sentence]) -> Announcement:
        vectors = self.read.vectors([sentence.text for sentence in sentences])
        return announcement(sentences, [vectors[sentence.text] for sentence in sentences])

    def _related(self, scope: Scope, told: "_Told", before: Sequence[Entry]) -> Statement:
        memory = told.memory
        if not isinstance(memory, Said):
            return replace(memory, follows=_followed(told.announced, self._near(scope, told, before)))
        is_reply = memory.role is Role.ASSISTANT
        if _only_asks(told.sentences, language=memory.language) or (is_reply and says_little(memory.content)):
            return replace(memory, aside=Aside.REPEATS if is_reply else Aside.ASKS)
        near = self._near(scope, told, before)
        if is_reply:
            return replace(memory, aside=Aside.REPEATS if _repeats(memory, near) else Aside.NO)
        return replace(memory, follows=_followed(told.announced, near))

    def _near(self, scope: Scope, told: "_Told", before: Sequence[Entry]) -> list[Near]:
        """The earlier statements of the same person that are nearest in meaning, the nearest first."""
        memory = told.memory
        aimed = self.aim.background().aim(told.dense, language=memory.language)
        near = [*self._stored(scope, memory, aimed), *_told_with_it(memory, aimed, before)]
        near = [one for one in near if _of_the_same(memory, one.memory)]
        return sorted(near, key=lambda one: -one.likeness)[:FOLLOWED]

    def _stored(self, scope: Scope, memory: Statement, aimed: Aimed) -> list[Near]:
        wanted = Selection(self.now(), types=_STATEMENTS, roles=(Role.USER,), until=memory.event_at, evidence=True)
        probe = EncodedQuery(aimed.vector, _NO_WORDS, meaning=aimed.scale, zero=aimed.zero)
        whole = replace(scope, session=None)
        found = self.repository.strongest(whole, wanted, probe, depth=_DEPTH, limit=_DEPTH)
        likeness = {one.memory: one.scores.get(Channel.DENSE, 0.0) for one in found if not one.sources}
        memories = self.repository.memories_of(whole, wanted, [one for one in found if one.memory in likeness])
        return [Near(m, likeness[key]) for key, m in memories.items() if isinstance(m, Statement)]


@dataclass(frozen=True, slots=True)
class _Told:
    """A new statement, the vector of its beginning, its sentences, and what they announce."""

    memory: Statement
    dense: Vector
    sentences: Sequence[Sentence]
    announced: Announcement


def _followed(announced: Announcement, near: Sequence[Near]) -> tuple[Followed, ...]:
    """Of the nearest earlier statements those that the later one may have changed."""
    likely = [(one.memory.id, _likely(announced, one, place)) for place, one in enumerate(near)]
    return tuple(Followed(memory_id, round(chance, 3)) for memory_id, chance in likely if chance >= LIKELY)


def _likely(announced: Announcement, near: Near, place: int) -> float:
    other = near.memory.of_another
    return link_heads().likely(pair(likeness=near.likeness, place=place, later=announced, earlier_of_another=other))


def _repeats(reply: Said, near: Sequence[Near]) -> bool:
    """Whether a reply says again what the person said."""
    return any(one.likeness >= _AGAIN or shares_its_words(reply.content, one.memory.content) for one in near)


def _told_with_it(memory: Statement, aimed: Aimed, before: Sequence[Entry]) -> list[Near]:
    """The statements that are stored in the same call, before it."""
    told = [(entry.memory, entry.pieces[0].dense) for entry in before if _is_evidence(entry.memory)]
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
    """Whether both are one person's words, as far as that was said; a reply is compared with what the person that it
    was given to has said, under whatever name."""
    persons = memory.person_id, earlier.person_id
    is_one = not all(persons) or persons[0] == persons[1]
    return is_one and (memory.role is Role.ASSISTANT or memory.speaker == earlier.speaker)


def _only_asks(sentences: Sequence[Sentence], *, language: str) -> bool:
    """Whether nothing is said but questions, and requests that tell nothing beside what they ask for. Requests are told
    by a judgement that was learned in some languages: in any other, or when it is not sure which, it is mistaken."""
    tells_nothing = _tells_nothing if is_learned(language) else _is_marked
    return bool(sentences) and all(map(tells_nothing, sentences))


def _is_marked(sentence: Sentence) -> bool:
    return is_question(sentence.text)


def _tells_nothing(sentence: Sentence) -> bool:
    """When in doubt it tells something, for what only asks is found by no search."""
    asks = sentence.kinds[Kind.QUESTION] + sentence.kinds[Kind.REQUEST]
    if _is_marked(sentence):
        return asks >= _MARKED and sentence.durable < _EVEN
    is_sure = asks >= _SURE or sentence.kinds[Kind.QUESTION] >= _EVEN
    return is_sure and sentence.durable < _EVEN and words_in(sentence.text) >= _FEWEST
