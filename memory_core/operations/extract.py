"""Extract: messages become facts, by rules alone or with one question to a language model."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from memory_core.domain.facts import FACT_TYPES, Fact, Relation
from memory_core.domain.memory import Extraction, Memory, MemoryType, Role
from memory_core.domain.ranking import shortlist
from memory_core.domain.reading.orders import gives_orders
from memory_core.domain.reading.statements import may_tell_facts, statements
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.prompts.facts import question, read_answer
from memory_core.ports import ChatModel, Clock, Embedder, KeywordEncoder, MemoryRepository, Probe, Usage

MAXIMUM_CANDIDATES = 20
_CANDIDATES_EACH = 10  # for each message
_SOUGHT = 2_000  # characters of a message that candidates are sought with
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Extracted:
    """What messages told: facts in their order, how many were dropped and why, and what was asked of a model."""

    facts: tuple[Fact, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)


class Extractor(Protocol):
    """Draws facts from messages of one scope, oldest first; raises ModelFailed."""

    def may_ask(self, messages: Sequence[Memory]) -> bool:
        """Whether a model may have to be asked, so that what was said should be kept before."""

    def __call__(self, scope: Scope, messages: Sequence[Memory]) -> Extracted: ...


class ExtractByRules:
    """An Extractor that asks nobody: the durable statements of what users said."""

    def may_ask(self, messages: Sequence[Memory]) -> bool:
        return False

    def __call__(self, scope: Scope, messages: Sequence[Memory]) -> Extracted:
        facts = [
            Fact(statement.text, MemoryType.SEMANTIC, message, statement.quote)
            for message in messages
            if message.role is Role.USER and not gives_orders(message.content)
            for statement in statements(message.content, speaker=message.speaker)
        ]
        return Extracted(tuple(facts))


@dataclass(frozen=True, slots=True)
class ExtractByModel:
    """An Extractor that asks a language model once, and not at all when there is nothing to tell."""

    model: ChatModel
    seconds: float
    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    now: Clock

    def may_ask(self, messages: Sequence[Memory]) -> bool:
        return _may_tell([m for m in messages if not gives_orders(m.content)])

    def __call__(self, scope: Scope, messages: Sequence[Memory]) -> Extracted:
        """Messages that give orders are kept from the model, and so are those that were told and read before."""
        harmless = [m for m in messages if not gives_orders(m.content)]
        known = {m.id: self._drawn_before(scope, m) for m in harmless}
        again = tuple(
            Fact(fact.content, fact.type, message, fact.sources[-1].quote, Relation.SAME, fact)
            for message in harmless
            for fact in known[message.id] or ()
        )
        fresh = [m for m in harmless if known[m.id] is None]
        if not _may_tell(fresh):
            return Extracted(again)
        candidates = self._candidates(scope, fresh)
        if not candidates and not any(statements(" ".join(m.content.split()), speaker="") for m in fresh):
            return Extracted(again)
        answer = self.model.ask(question(fresh, candidates), seconds=self.seconds)
        facts, dropped = read_answer(answer.text, fresh, candidates)
        return Extracted(again + facts, dropped, answer.usage)

    def _drawn_before(self, scope: Scope, message: Memory) -> list[Memory] | None:
        """The facts that the very same words told before; None when they were not read before, or are not all true."""
        alike = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), digest=message.digest)
        read = [
            m for m in self.repository.recent(scope, alike, limit=5) if _is_read(m) and m.said_by == message.said_by
        ]
        if not read:
            return None
        told = Selection(alive_at=self.now(), types=FACT_TYPES, states=(), sources=tuple(m.id for m in read))
        facts = self.repository.recent(scope, told, limit=50)
        return facts if all(fact.is_active for fact in facts) else None

    def _candidates(self, scope: Scope, messages: Sequence[Memory]) -> list[Memory]:
        """What is known and may have to do with the messages: by meaning and words, of the very same scope."""
        wanted = Selection(alive_at=self.now(), types=FACT_TYPES)
        ids: dict[str, None] = {}
        for message in messages:
            text = message.content[:_SOUGHT]
            probe = Probe(self.embedder.embed_query(text), self.keywords.encode_query(text))
            found = self.repository.search(scope, wanted, probe, depth=_DEPTH)
            best = self.repository.describe(scope, shortlist(found, size=_CANDIDATES_EACH))
            ids |= dict.fromkeys(c.memory_id for c in sorted(best, key=lambda c: -c.strength))
        memories = self.repository.read(scope, wanted, list(ids)[:MAXIMUM_CANDIDATES])
        return sorted(memories, key=lambda m: (m.event_at, m.id))


def _is_read(message: Memory) -> bool:
    return message.extraction is Extraction.DONE


def _may_tell(messages: Sequence[Memory]) -> bool:
    """Whether the user, or the assistant when it alone spoke, said more than questions and small talk."""
    told = [m for m in messages if m.role is Role.USER] or messages
    return any(may_tell_facts(message.content) for message in told)
