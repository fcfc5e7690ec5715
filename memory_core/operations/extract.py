"""Extract: messages become facts, by learned heads alone or with one question to a language model."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Protocol

from memory_core.domain.background import Aimed
from memory_core.domain.facts import FACT_TYPES, Proposal, Relation
from memory_core.domain.memory import Extraction, Fact, Lasting, MemoryType, Role, Said, of_kind
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.sentence import Sentence
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.background import Aim
from memory_core.operations.binding import Binding
from memory_core.operations.orders import GivesOrders
from memory_core.operations.prompts.facts import AN_ORDER, MAXIMUM_FACT, question, read_answer, verbatim
from memory_core.operations.statements import Statements
from memory_core.ports import ChatModel, Clock, EncodedQuery, KeywordEncoder, MemoryRepository, Usage

MAXIMUM_CANDIDATES = 20
_CANDIDATES_EACH = 10  # for each message, and each statement in it
_STATEMENTS = 5
_SOUGHT = 2_000  # characters of a message that candidates are sought with
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Extracted:
    """What messages told: proposals in their order, how many were dropped and why, and what was asked of a model.
    `may_tell` is false when they were nothing but questions, requests and small talk."""

    proposals: tuple[Proposal, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)
    may_tell: bool = True


class Extractor(Protocol):
    """Finds facts in messages of one scope, oldest first; raises ModelFailed and EmbeddingFailed."""

    def may_ask(self, messages: Sequence[Said]) -> bool:
        """Whether a model may have to be asked, so that what was said should be kept before."""

    def __call__(self, scope: Scope, messages: Sequence[Said], *, seconds: float) -> Extracted:
        """The facts of the latest messages first; a model has `seconds`. Messages that give orders tell none, nor do
        those of the system."""


@dataclass(frozen=True, slots=True)
class ExtractByHeads:
    """An Extractor that asks nobody: the durable statements of what users said, word for word."""

    statements: Statements
    gives_orders: GivesOrders

    def may_ask(self, messages: Sequence[Said]) -> bool:
        return False

    def __call__(self, scope: Scope, messages: Sequence[Said], *, seconds: float) -> Extracted:
        harmless, dropped = _harmless(messages, self.gives_orders)
        users = [message for message in harmless if message.role is Role.USER]
        proposals = [
            _proposal(sentence, message)
            for message, told in zip(users, self.statements(users), strict=True)
            for sentence in told
            if len(sentence.text) <= MAXIMUM_FACT
        ]
        may_tell = bool(proposals) or self.statements.may_tell(users)
        return Extracted(tuple(proposals), dropped, may_tell=may_tell)


@dataclass(frozen=True, slots=True)
class ExtractByModel:
    """An Extractor that asks a language model once, and not at all when there is nothing to tell."""

    model: ChatModel
    repository: MemoryRepository
    aim: Aim
    keywords: KeywordEncoder
    now: Clock
    statements: Statements
    gives_orders: GivesOrders
    binding: Binding

    def may_ask(self, messages: Sequence[Said]) -> bool:
        return self._may_tell(_harmless(messages, self.gives_orders)[0])

    def __call__(self, scope: Scope, messages: Sequence[Said], *, seconds: float) -> Extracted:
        """What was told and read before is not read again; it refreshes what it told."""
        harmless, dropped = _harmless(messages, self.gives_orders)
        known = {m.id: self._told_before(scope, m) for m in harmless}
        again = tuple(proposal for m in harmless for proposal in known[m.id] or ())
        fresh = [m for m in harmless if known[m.id] is None]
        if not self._may_tell(fresh):
            return Extracted(again, dropped, may_tell=False)
        told = dict(zip((m.id for m in fresh), self.statements(fresh), strict=True))
        candidates = self._candidates(scope, fresh, told)
        if not candidates and not self.statements.may_last(fresh):
            return Extracted(again, dropped)
        answer = self.model.ask(question(fresh, candidates), seconds=seconds)
        proposals, objections = self._without_orders(*read_answer(answer.text, fresh, candidates))
        proposals, objections = self._bound(proposals, objections)
        proposals = tuple(_as_judged(proposal, told[proposal.message.id]) for proposal in proposals)
        return Extracted(proposals + again, dropped + objections, answer.usage)

    def _may_tell(self, messages: Sequence[Said]) -> bool:
        """Whether the user, or the assistant when it alone spoke, said more than questions and small talk."""
        return self.statements.may_tell([m for m in messages if m.role is Role.USER] or messages)

    def _bound(
        self, proposals: Sequence[Proposal], objections: Counter[str]
    ) -> tuple[tuple[Proposal, ...], Counter[str]]:
        """The facts of an answer that their quotes tell, and how many are not, beside what else was wrong."""
        wrong = self.binding(proposals)
        kept = tuple(p for p, objection in zip(proposals, wrong, strict=True) if not objection)
        return kept, objections + Counter(filter(None, wrong))

    def _without_orders(
        self, proposals: Sequence[Proposal], objections: Counter[str]
    ) -> tuple[tuple[Proposal, ...], Counter[str]]:
        """The facts of an answer that give no orders themselves, and how many do beside what else was wrong."""
        refused = self.gives_orders([proposal.text for proposal in proposals])
        kept = tuple(p for p, order in zip(proposals, refused, strict=True) if not order)
        return kept, objections + Counter({AN_ORDER: sum(refused)})

    def _told_before(self, scope: Scope, message: Said) -> list[Proposal] | None:
        """What the very same words told before; None when they were not read before, when anything of it is not true
        any longer, and when they named a time: they mean another one now."""
        alike = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), digest=message.digest)
        same = [m for m in of_kind(Said, self.repository.recent(scope, alike, limit=5)) if m.said_by == message.said_by]
        read = [m for m in same if m.extraction is Extraction.DONE]
        if not read:
            return None
        told = Selection(alive_at=self.now(), types=FACT_TYPES, states=(), sources=tuple(m.id for m in read))
        facts = of_kind(Fact, self.repository.recent(scope, told, limit=50))
        if not all(fact.is_active and not fact.time_words for fact in facts):
            return None
        quotes = {s.memory_id: s.quote for fact in facts for s in fact.sources}
        again = [
            Proposal(fact.content, fact.type, message, quote, Relation.SAME, fact)
            for fact in facts
            if (quote := next((verbatim(quotes[m.id], message.content) for m in read if m.id in quotes), ""))
        ]
        return again if len(again) == len(facts) else None

    def _candidates(
        self, scope: Scope, messages: Sequence[Said], statements: Mapping[str, Sequence[Sentence]]
    ) -> list[Fact]:
        """What is known and may have to do with the messages, of the very same scope: what tells a plain attribute that
        they tell, too; then by meaning and words, of each message and of each statement in it."""
        wanted = Selection(alive_at=self.now(), types=FACT_TYPES)
        told = {
            message.id: [s.text for s in statements[message.id] if s.end <= _SOUGHT][:_STATEMENTS]
            for message in messages
        }
        sought = {message.id: _sought(message, told[message.id]) for message in messages}
        every = list(dict.fromkeys(part for parts in sought.values() for part in parts))
        aimed = dict(zip(every, self.aim(every), strict=True))  # with one request to the embedding model
        found: dict[str, Fact] = {}
        for message in messages:
            for key in _keys(message, told[message.id]):
                alike = of_kind(Fact, self.repository.recent(scope, replace(wanted, attribute=key), limit=1))
                found |= {memory.id: memory for memory in alike}
            near = zip_longest(*(self._near(scope, part, aimed[part]) for part in sought[message.id]))
            found |= {memory.id: memory for abreast in near for memory in abreast if memory}
        return sorted(list(found.values())[:MAXIMUM_CANDIDATES], key=lambda m: (m.event_at, m.id))

    def _near(self, scope: Scope, text: str, aimed: Aimed) -> list[Fact]:
        """The best first."""
        wanted = Selection(alive_at=self.now(), types=FACT_TYPES)
        words = self.keywords.encode_query(text)
        probe = EncodedQuery(aimed.vector, words, meaning=aimed.scale, zero=aimed.zero, text=text)
        best = self.repository.strongest(scope, wanted, probe, depth=_DEPTH, limit=_CANDIDATES_EACH)
        memories = self.repository.memories_of(scope, wanted, best)
        return of_kind(Fact, {one.memory: memories[one.memory] for one in best if one.memory in memories}.values())


def _proposal(sentence: Sentence, message: Said) -> Proposal:
    is_wish = sentence.lasting is Lasting.WISH
    return Proposal(
        sentence.text,
        MemoryType.PROCEDURAL if is_wish else MemoryType.SEMANTIC,
        message,
        sentence.text,
        kind=sentence.kind.value,
        durability=round(sentence.durable, 3),
        lasting=sentence.lasting,
    )


def _as_judged(proposal: Proposal, told: Sequence[Sentence]) -> Proposal:
    """A model's proposal with what of the sentence that it quotes is always there, if it tells something new."""
    if not proposal.text or proposal.relation in (Relation.SAME, Relation.CONTRADICTS):
        return proposal
    quoted = (s for s in told if s.lasting and (s.text in proposal.quote or proposal.quote in s.text))
    lasting = next((sentence.lasting for sentence in quoted), Lasting.NO)
    is_wish = lasting is Lasting.WISH
    return replace(proposal, lasting=lasting, type=MemoryType.PROCEDURAL if is_wish else proposal.type)


def _keys(message: Said, told: Sequence[str]) -> list[str]:
    """Under which facts may be stored that tell an attribute which the message tells."""
    whose = {"speaker": message.speaker, "person": message.person_id}
    said = [one for text in told if (one := attribute_of(text, speaker=message.speaker))]
    return list(dict.fromkeys(key for one in said for key in (one.stored_as(**whose), *one.stored_before(**whose))))


def _sought(message: Said, told: Sequence[str]) -> list[str]:
    """What candidates are sought by: the message, and its statements when it has several."""
    return [message.content[:_SOUGHT], *(told if len(told) > 1 else ())]


def _harmless(messages: Sequence[Said], gives_orders: GivesOrders) -> tuple[list[Said], Counter[str]]:
    """The messages of people and assistants that give no orders, and how many do."""
    said = [m for m in messages if m.role is not Role.SYSTEM]
    refused = gives_orders([m.content for m in said])
    harmless = [m for m, order in zip(said, refused, strict=True) if not order]
    return harmless, Counter({AN_ORDER: sum(refused)} if any(refused) else {})
