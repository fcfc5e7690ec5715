"""Replay: past conversations played into a memory in their order, and what it would have been worth at each moment.

No language model is asked. Where somebody tells again what they had told before, the memory is asked as it would have
been then: by the assistant's question before it where there is one, else by the very words. It sees nothing of what was
said from then on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.hit import Hit
from memory_core.domain.memory import MemoryType, Role, Said, drawn_from
from memory_core.domain.reading.judge import is_question
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.errors import KeepsakeError
from memory_core.operations.incoming.places import Places
from memory_core.operations.incoming.take_in import TakeIn, Taken, TakenIn
from memory_core.operations.incoming.told_again import Again, ToldAgain
from memory_core.operations.render import render_context
from memory_core.operations.search import Search
from memory_core.ports import Clock, TokenCounter
from memory_core.readers.told import Told

BUDGET = 1_000  # tokens of a context
LIMIT = 10  # memories in it
_LOOKED_UP = 400  # moments that are looked up; more are only counted
_EXAMPLES = 12  # of each kind
_QUERY = 2_000  # characters
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Moment:
    """Somebody told something again: when, in which words, in which before; by what the memory was asked, and at which
    place it had it (0 when it had not), in a context of how many tokens."""

    at: int
    text: str
    before: str
    before_at: int
    asked: str
    by_question: bool
    rank: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What somebody said otherwise than before, and how both would have been shown."""

    at: int
    text: str
    before: str
    shown: str


@dataclass(slots=True)
class Replayed:
    """What a replay has found so far. `statements` are messages of people, `again` those of them that tell something
    again; of these `looked_up` were asked about, and `ranks` and `tokens` say what was found."""

    taken: TakenIn = field(default_factory=TakenIn)
    messages: int = 0
    statements: int = 0
    again: int = 0
    looked_up: int = 0
    ranks: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    contradictions: int = 0
    moments: list[Moment] = field(default_factory=list)
    changes: list[Contradiction] = field(default_factory=list)
    again_ids: set[tuple[str, str]] = field(default_factory=set)  # chat and id in the file, of what tells again
    changed_ids: set[tuple[str, str]] = field(default_factory=set)  # of what tells otherwise

    def ready(self, within: int = LIMIT) -> int:
        """How often the memory had it among the first so many."""
        return sum(0 < rank <= within for rank in self.ranks)


@dataclass(frozen=True, slots=True)
class Replay:
    """The replaying over a memory that may be thrown away."""

    take_in: TakeIn
    search: Search
    told_again: ToldAgain
    count_tokens: TokenCounter
    now: Clock

    def __call__(
        self, told: Iterable[Told], *, program: str, places: Places, later: bool, into: Replayed
    ) -> Iterator[int]:
        """Plays messages in their order, counts in `into`, and says after every few how many these were. With `later`,
        facts are left to maintenance, as an import leaves them."""
        for taken in self.take_in.messages(told, program=program, places=places, into=into.taken, later=later):
            self._hear(taken, into)
            into.messages += len(taken.told)
            yield len(taken.told)

    def _hear(self, taken: Taken, into: Replayed) -> None:
        said = [memory for memory in taken.memories if memory and memory.is_active and memory.role is Role.USER]
        into.statements += len(said)
        whose = replace(taken.scope, session=None)
        heard = self.told_again.hear(said, whose)
        again = heard.again
        ids = {memory.id: (t.chat, t.id) for t, memory in zip(taken.told, taken.memories, strict=True) if memory}
        for memory_id in dict.fromkeys(one.memory.id for one in again):
            into.again += 1
            into.again_ids.add(ids[memory_id])
            if into.looked_up < _LOOKED_UP:
                first = next(one for one in again if one.memory.id == memory_id)
                self._look_up(first, whose, taken, into)
        for one in {each.memory.id: each for each in heard.otherwise}.values():
            into.contradictions += 1
            into.changed_ids.add(ids[one.memory.id])
            if len(into.changes) < _EXAMPLES:
                into.changes.append(self._shown(one, whose))

    def _look_up(self, again: Again, whose: Scope, taken: Taken, into: Replayed) -> None:
        question = _question_before(again.memory, taken.memories)
        asked = (question or again.memory.content)[:_QUERY]
        hits = self._asked(asked, whose, until=again.memory.event_at - 1)
        known = {earlier.memory_id for earlier in again.earlier}
        rank = next((place for place, hit in enumerate(hits, 1) if known & _stands_for(hit)), 0)
        tokens = self.count_tokens(render_context(hits, budget=BUDGET, count_tokens=self.count_tokens))
        into.looked_up += 1
        into.ranks.append(rank)
        into.tokens.append(tokens)
        if len(into.moments) < _EXAMPLES or (not rank and sum(not m.rank for m in into.moments) < _EXAMPLES // 2):
            first = again.earlier[0]
            into.moments.append(
                Moment(
                    at=again.memory.event_at,
                    text=again.text[:_SHOWN],
                    before=first.text[:_SHOWN],
                    before_at=first.at,
                    asked=asked[:_SHOWN],
                    by_question=bool(question),
                    rank=rank,
                    tokens=tokens,
                )
            )

    def _shown(self, one: Again, whose: Scope) -> Contradiction:
        """As a call just after would be shown both, whose question is about what was said before."""
        first = one.earlier[0]
        hits = self._asked(first.text[:_QUERY], whose, until=one.memory.event_at)
        both = {one.memory.id, *(earlier.memory_id for earlier in one.earlier)}
        shown = render_context(
            [hit for hit in hits if both & _stands_for(hit)], budget=BUDGET, count_tokens=self.count_tokens
        )
        return Contradiction(one.memory.event_at, one.text[:_SHOWN], first.text[:_SHOWN], shown)

    def _asked(self, query: str, whose: Scope, *, until: int) -> Sequence[Hit]:
        """What a call at that moment would have found; nothing when it would have failed."""
        wanted = Selection(alive_at=self.now(), until=until)
        try:
            found = self.search(query, scope=whose, selection=wanted, limit=LIMIT, min_score=0.0, recent_messages=0)
        except KeepsakeError:
            return ()
        return found.hits


def _question_before(memory: Said, memories: Sequence[Said | None]) -> str:
    """The assistant's question that a message answers."""
    place = next(number for number, other in enumerate(memories) if other and other.id == memory.id)
    before = memories[place - 1] if place else None
    if before is None or before.role is not Role.ASSISTANT or not is_question(before.content):
        return ""
    return before.content


def _stands_for(hit: Hit) -> set[str]:
    """The messages that a hit tells: itself, or those that a fact was drawn from."""
    memory = hit.memory
    own = {memory.id} if memory.type is MemoryType.EPISODIC else set()
    return own | {source.memory_id for source in drawn_from(memory)}
