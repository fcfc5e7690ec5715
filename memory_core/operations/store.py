"""Store: what was said becomes memory, in one write, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from memory_core.domain import fence
from memory_core.domain.memory import Extraction, Memory, MemoryType, Message, State
from memory_core.domain.naming import content_digest, delivery_digest, memory_id, operation_id
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.statements import may_tell_facts
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.text import storable
from memory_core.domain.times import MINUTE
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.operations.attempts import until_written
from memory_core.operations.index import Draft, context, index
from memory_core.operations.learn import Learn, Learned
from memory_core.operations.reconcile import Plan, Proposal, Reconcile
from memory_core.ports import Clock, Embedder, KeywordEncoder, LanguageDetector, MemoryRepository, Turns

MAXIMUM_CONTENT = 100_000
_RETRY_WINDOW = 15 * MINUTE  # how long a message without an id or a time of its own counts as the same delivery


class StoreStatus(StrEnum):
    STORED = "stored"
    ALREADY_STORED = "already_stored"


@dataclass(frozen=True, slots=True)
class StoreResult:
    """`memories` in the order of the messages, each as it now stands, whether it is new or was there."""

    status: StoreStatus
    memories: tuple[Memory, ...]
    learned: Learned = field(default_factory=Learned)

    @property
    def may_tell_facts(self) -> bool:
        """Whether any of them could state something lasting, read without a model: false for nothing but questions,
        small talk and requests."""
        return any(may_tell_facts(memory.content) for memory in self.memories)


@dataclass(frozen=True, slots=True)
class Store:
    """The store operations over their ports."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    detect_language: LanguageDetector
    now: Clock
    turns: Turns
    learn: Learn
    reconcile: Reconcile

    def messages(self, messages: Sequence[Message], *, scope: Scope, learn: bool) -> StoreResult:
        """Keeps each message as an episode; a delivery that comes twice is kept once. Then, to `learn`, draws facts.

        A message with an event time or a message id is known by it for ever. One without counts as a second delivery
        only within 15 minutes and while nothing else was stored in its session.
        """
        messages = tuple(m for m in map(_cleaned, messages) if m.content)
        scope = scope.to_store()
        result = until_written(lambda: self._write(messages, scope, learn=learn))
        if result.learned.extraction is Extraction.PENDING:
            result = replace(result, learned=self.learn.from_waiting(scope))
        return result

    def _write(self, messages: Sequence[Message], scope: Scope, *, learn: bool) -> StoreResult:
        with self.turns(scope):
            memories, drafts = self._recognised(messages, scope, learn=learn)
            entries = index(drafts, embedder=self.embedder, keywords=self.keywords)
            if learn:
                learned = self.learn.with_messages(scope, entries)
            else:
                learned = Learned()
                self.repository.write(scope, entries)
        return StoreResult(StoreStatus.STORED if drafts else StoreStatus.ALREADY_STORED, memories, learned)

    def fact(self, message: Message, *, scope: Scope, memory_type: MemoryType) -> StoreResult:
        """Keeps the content as a fact, as given. The same fact again, in the same or like words, is not kept twice: it
        was seen now, lives as long as the longer-lived of the two, and carries the tags of both. One that tells a plain
        attribute anew (where somebody lives, what they are called) supersedes the one before."""
        message = _cleaned(message)
        if not message.content:
            return StoreResult(StoreStatus.ALREADY_STORED, ())
        scope = scope.to_store()
        told = replace(
            self._memory(message, scope, memory_type, created_at=self.now()),
            attribute=attribute_of(message.content, speaker=message.speaker),
            told=True,
        )
        plan = until_written(lambda: self._write_fact(told, scope))
        status = StoreStatus.STORED if plan.entries else StoreStatus.ALREADY_STORED
        learned = Learned(outcomes=plan.outcomes, dropped=plan.held_back, operation_id=plan.operation_id)
        return StoreResult(status, tuple(outcome.memory for outcome in plan.outcomes[:1]), learned)

    def _write_fact(self, told: Memory, scope: Scope) -> Plan:
        with self.turns(scope):
            plan = self.reconcile(scope, [Proposal(told)])
            self.repository.write(scope, plan.entries, amended=plan.amended)
        return plan

    def _recognised(
        self, messages: Sequence[Message], scope: Scope, *, learn: bool
    ) -> tuple[tuple[Memory, ...], list[Draft]]:
        """The messages as memories, and those of them that are new."""
        recent = self._told_last(scope, len(messages))
        known, gone = self._delivered_before(messages, scope, recent)
        previous = recent[0] if recent else None
        latest = self._stored_last(scope)
        memories, drafts = [], []
        for message in messages:
            memory = known.get(delivery_digest(message))
            if memory is None:
                memory = self._episode(message, scope, latest, gone=gone, learn=learn)
                drafts.append(Draft(memory, context(previous, memory)))
                latest = memory
                gone[memory.delivery] = memory.id  # what is delivered twice at once was said twice
            memories.append(memory)
            previous = memory
        return tuple(memories), drafts

    def _told_last(self, scope: Scope, count: int) -> list[Memory]:
        """What was said last in this very scope, newest first; at least one."""
        said = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,))
        return self.repository.recent(scope, said, limit=max(count, 1))

    def _stored_last(self, scope: Scope) -> Memory | None:
        """The message of this very scope that was stored last, if it is forgotten since, or has expired."""
        any_message = Selection(alive_at=0, types=(MemoryType.EPISODIC,), states=())
        return next(iter(self.repository.recent(scope, any_message, limit=1)), None)

    def _delivered_before(
        self, messages: Sequence[Message], scope: Scope, recent: Sequence[Memory]
    ) -> tuple[dict[str, Memory], dict[str, str]]:
        """The memories that already hold one of `messages`, by delivery; and the ids of those that held one and are
        forgotten, or have expired, each the last of its kind."""
        now = self.now()
        wanted = {delivery: "" for m in messages if _is_identified(m) and (delivery := delivery_digest(m))}
        known: dict[str, Memory] = {}
        gone: dict[str, str] = {}
        while wanted:  # what was stored anew after it was forgotten is named after the forgotten one
            ids = {delivery: _named(scope, delivery, before) for delivery, before in wanted.items()}
            held = self.repository.read(scope, Selection(alive_at=0, states=()), list(ids.values()))
            current = {memory.delivery: self._corrected(scope, memory) for memory in held}
            known |= {delivery: memory for delivery, memory in current.items() if memory.is_known(now)}
            wanted = {memory.delivery: memory.id for memory in held if memory.delivery not in known}
            gone |= wanted
        latest = recent[len(messages) - 1 :: -1]
        is_retry = [m.delivery for m in latest] == [delivery_digest(m) for m in messages]
        if is_retry and all(m.created_at > now - _RETRY_WINDOW for m in latest):
            known |= {memory.delivery: memory for memory in latest}
        return known, gone

    def _corrected(self, scope: Scope, memory: Memory) -> Memory:
        """The message as it stands after corrections."""
        readable = Selection(alive_at=0, states=())
        while memory.state is State.SUPERSEDED and memory.superseded_by:
            after = self.repository.read(scope, readable, [memory.superseded_by])
            if not after:
                break
            memory = after[0]
        return memory

    def _episode(
        self, message: Message, scope: Scope, latest: Memory | None, *, gone: Mapping[str, str], learn: bool
    ) -> Memory:
        """`latest` is what was stored before it, `gone` the forgotten memories of the same deliveries."""
        delivery = delivery_digest(message)
        before = gone.get(delivery, "") if _is_identified(message) else (latest.id if latest else "")
        created_at = max(self.now(), latest.created_at + 1 if latest else 0)
        return replace(
            self._memory(message, scope, MemoryType.EPISODIC, created_at=created_at),
            id=_named(scope, delivery, before),
            operation_id=operation_id(),
            delivery=delivery,
            extraction=Extraction.PENDING if learn else Extraction.OFF,
        )

    def _memory(self, message: Message, scope: Scope, memory_type: MemoryType, *, created_at: int) -> Memory:
        """The message as a memory, yet without an id."""
        event_at = message.event_at if message.event_at is not None else created_at
        return Memory(
            id="",
            scope=scope,
            type=memory_type,
            content=message.content,
            digest=content_digest(message.content),
            created_at=created_at,
            event_at=event_at,
            last_seen_at=created_at,
            operation_id="",
            role=message.role,
            speaker=message.speaker,
            timezone=message.timezone,
            language=self.detect_language(message.content),
            tags=message.tags,
            expires_at=message.expires_at,
            valid_from=min(event_at, created_at),  # what is said to be said tomorrow is true today
            message_id=message.message_id,
        )


def _cleaned(message: Message) -> Message:
    """The message as it is kept: complete, or refused; without recalled context that was pasted back in."""
    storable(message.speaker, name="speaker")
    storable(message.message_id, name="message id")
    return replace(message, content=cleaned_content(message.content))


def cleaned_content(content: str) -> str:
    """Content as it is kept, without recalled context that was pasted back in; empty when it was nothing else."""
    if not storable(content, name="content").strip():
        raise InvalidParameter("There is nothing to store: content is empty. Send the text to remember.")
    content = fence.strip(content)
    if len(content) > MAXIMUM_CONTENT:
        raise ContentTooLong(
            f"content has {len(content):,} characters; at most {MAXIMUM_CONTENT:,} are kept as one memory. "
            "Split it and store the parts."
        )
    return content


def _named(scope: Scope, delivery: str, before: str) -> str:
    """The id of a message; `before` is that of another memory which it follows, if it needs one to be told apart."""
    return memory_id(scope, MemoryType.EPISODIC, delivery, *([before] if before else []))


def _is_identified(message: Message) -> bool:
    return message.event_at is not None or message.message_id != ""
