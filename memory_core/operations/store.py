"""Store: what was said becomes memory, in one write, once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import chain

from memory_core.domain.facts import Claim
from memory_core.domain.forgetting import forgotten
from memory_core.domain.memory import Extraction, MemoryType, Message, Role, Said, Statement, of_kind, operation_id
from memory_core.domain.replacing import stands, told_by
from memory_core.domain.scope import Scope, person_of
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.domain.text import content_digest, storable
from memory_core.domain.times import MINUTE
from memory_core.operations.admit import admitted, without_secrets
from memory_core.operations.forget import Receipt
from memory_core.operations.index import Draft, Vectors, context
from memory_core.operations.lasting import lasting_as_told
from memory_core.operations.learn import MAXIMUM_MESSAGES, Learn, Learned
from memory_core.operations.plan import Plan
from memory_core.operations.reconcile import Reconcile
from memory_core.operations.room import Room
from memory_core.operations.stages import stage
from memory_core.ports import Clock, Embedder, LanguageDetector, MemoryRepository, Turns

_RETRY_WINDOW = 15 * MINUTE  # how long a message without an id or a time of its own counts as the same delivery


class StoreStatus(StrEnum):
    STORED = "stored"
    ALREADY_STORED = "already_stored"
    NOT_STORED = "not_stored"  # for that was asked for


@dataclass(frozen=True, slots=True)
class StoreResult:
    """`memories` in the order of the messages, each as it now stands, whether it is new or was there. `masked` says how
    many secrets of which kinds were taken out of the words, and `off_record` what was hidden at once, because whoever
    said it asked for that."""

    status: StoreStatus
    memories: tuple[Statement, ...]
    learned: Learned = field(default_factory=Learned)
    masked: Counter[str] = field(default_factory=Counter)
    off_record: Receipt | None = None

    @property
    def may_tell_facts(self) -> bool:
        """Whether any of them could state something lasting, as far as they were read: false for nothing but questions,
        small talk and requests."""
        return self.learned.may_tell


@dataclass(frozen=True, slots=True)
class _Past:
    """What a scope held before a store: the messages `told` last, the newest first; the one stored `latest`, even if it
    is forgotten since or has expired; those that are `waiting` to be read, the oldest first; and those that are `held`
    under the ids of what is to be stored, if they were stored once."""

    told: list[Said]
    latest: Said | None
    waiting: list[Said]
    held: list[Said]

    @property
    def previous(self) -> Said | None:
        return self.told[0] if self.told else None


@dataclass(frozen=True, slots=True)
class Store:
    """The store operations over their ports."""

    repository: MemoryRepository
    embedder: Embedder
    detect_language: LanguageDetector
    now: Clock
    turns: Turns
    learn: Learn
    reconcile: Reconcile
    room: Room

    def messages(
        self,
        messages: Sequence[Message],
        *,
        scope: Scope,
        learn: bool,
        later: bool = False,
        secrets: Secrets = Secrets.MASK,
    ) -> StoreResult:
        """Keeps each message as it was said; a delivery that comes twice is kept once. Then, to `learn`, draws facts,
        or leaves that for `later`, to maintenance.

        A message with an event time or a message id is known by it for ever. One without counts as a second delivery
        only within 15 minutes and while nothing else was stored in its session.
        """
        scope = scope.to_store()
        masked = Counter[str]()
        messages = tuple(m for message in messages if (m := _cleaned(message, scope, secrets, masked)).content)
        result = self.turns.until_written(lambda: self._write(messages, scope, learn=learn, later=later))
        if result.learned.extraction is Extraction.PENDING:
            with stage("ask the model"):
                result = replace(result, learned=self.learn.from_waiting(scope))
        return replace(result, masked=masked)

    def kept(self, messages: Sequence[Message], *, scope: Scope, secrets: Secrets = Secrets.MASK) -> list[Said | None]:
        """What each message that has a time or an id was first kept as, in whatever state that is now; None for one
        that never came."""
        scope = scope.to_store()
        cleaned = [_cleaned(message, scope, secrets, Counter()) for message in messages]
        ids = [_named(scope, message.delivery, "") for message in cleaned]
        held = of_kind(Said, self.repository.read(scope, Selection(alive_at=0, states=()), list(dict.fromkeys(ids))))
        by_id = {memory.id: memory for memory in held}
        return [by_id.get(memory_id) for memory_id in ids]

    def _write(self, messages: Sequence[Message], scope: Scope, *, learn: bool, later: bool) -> StoreResult:
        at_once = learn and not later
        with self.turns(scope):
            with stage("recognise"):
                past = self._past(scope, messages)
                memories, drafts = self._recognised(messages, scope, past, learn=learn)
            with self.room.for_texts(scope, [draft.memory.content for draft in drafts]):
                with stage("learn"):
                    reading = self.learn.plan(
                        scope, drafts, past.waiting, vectors=Vectors(self.embedder), learn=at_once
                    )
                with stage("write"):
                    self.repository.write(scope, reading.entries, amended=reading.amended)  # here the words are safe
        written = {said.id: said for said in of_kind(Said, (entry.memory for entry in reading.entries))}
        memories = tuple(_as_related(memory, written.get(memory.id)) for memory in memories)
        return StoreResult(StoreStatus.STORED if drafts else StoreStatus.ALREADY_STORED, memories, reading.learned)

    def fact(
        self, message: Message, *, scope: Scope, memory_type: MemoryType, secrets: Secrets = Secrets.MASK
    ) -> StoreResult:
        """Keeps the content as a fact, as given. The same fact again, in the same or like words, is not kept twice: it
        was seen now, lives as long as the longer-lived of the two, and carries the tags of both. One that tells a plain
        attribute anew (where somebody lives, what they are called) supersedes the one before."""
        scope = scope.to_store()
        masked = Counter[str]()
        message = _cleaned(message, scope, secrets, masked)
        if not message.content:
            return StoreResult(StoreStatus.ALREADY_STORED, ())
        claim = self._claim(message, scope, memory_type)
        plan = self.turns.until_written(lambda: self._write_fact(claim))
        status = StoreStatus.STORED if plan.entries else StoreStatus.ALREADY_STORED
        learned = Learned(outcomes=plan.outcomes, dropped=plan.held_back, operation_id=plan.operation_id)
        return StoreResult(status, tuple(outcome.memory for outcome in plan.outcomes[:1]), learned, masked)

    def _write_fact(self, claim: Claim) -> Plan:
        with self.turns(claim.scope):
            plan = self.reconcile(claim.scope, [claim], vectors=Vectors(self.embedder))
            entries = self.learn.related(claim.scope, plan.entries)
            with self.room.for_texts(claim.scope, [entry.memory.content for entry in entries]):
                self.repository.write(claim.scope, entries, amended=plan.amended)
        return plan.written_as(entries)

    # -- what was said before ------------------------------------------------------------------------------------------

    def _past(self, scope: Scope, messages: Sequence[Message]) -> _Past:
        said = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,))
        whatever_became_of_it = replace(said, alive_at=0, states=())
        ids = tuple(
            dict.fromkeys(_named(scope, message.delivery, "") for message in messages if _is_identified(message))
        )
        by_id = [(Selection(alive_at=0, states=(), ids=ids), len(ids))] if ids else []
        told, latest, waiting, *held = self.repository.recents(
            scope,
            [
                (said, max(len(messages), 1)),
                (whatever_became_of_it, 1),
                (replace(said, extraction=Extraction.PENDING), MAXIMUM_MESSAGES),
                *by_id,
            ],
        )
        return _Past(
            of_kind(Said, told),
            next(iter(of_kind(Said, latest)), None),
            of_kind(Said, waiting)[::-1],
            of_kind(Said, chain.from_iterable(held)),
        )

    def _recognised(
        self, messages: Sequence[Message], scope: Scope, past: _Past, *, learn: bool
    ) -> tuple[tuple[Said, ...], list[Draft]]:
        """The messages as they are kept, and those of them that are new."""
        known, gone = self._delivered_before(messages, scope, past)
        previous, latest = past.previous, past.latest
        memories, drafts = [], []
        for message in messages:
            memory = known.get(message.delivery)
            if memory is None:
                memory = self._said(message, scope, latest, gone=gone, learn=learn)
                before = context(previous, memory)
                memory = replace(memory, answers=_answered(memory, before))
                drafts.append(Draft(memory, before))
                latest = memory
                gone[memory.delivery] = memory.id  # what is delivered twice at once was said twice
            memories.append(memory)
            previous = memory
        return tuple(memories), drafts

    def _delivered_before(
        self, messages: Sequence[Message], scope: Scope, past: _Past
    ) -> tuple[dict[str, Said], dict[str, str]]:
        """The memories that already hold one of `messages`, by delivery; and the ids of those that held one and are
        forgotten, or have expired, each the last of its kind."""
        now = self.now()
        wanted = {delivery: "" for m in messages if _is_identified(m) and (delivery := m.delivery)}
        known: dict[str, Said] = {}
        gone: dict[str, str] = {}
        held = past.held
        while wanted:
            current = {memory.delivery: self._corrected(scope, memory) for memory in held}
            known |= {delivery: memory for delivery, memory in current.items() if memory.is_known(now)}
            wanted = {memory.delivery: memory.id for memory in held if memory.delivery not in known}
            gone |= wanted
            # what was stored anew after it was forgotten is named after the forgotten one
            ids = [_named(scope, delivery, before) for delivery, before in wanted.items()]
            held = of_kind(Said, self.repository.read(scope, Selection(alive_at=0, states=()), ids)) if ids else []
        latest = past.told[len(messages) - 1 :: -1]
        is_retry = [m.delivery for m in latest] == [m.delivery for m in messages]
        if is_retry and all(m.created_at > now - _RETRY_WINDOW for m in latest):
            known |= {memory.delivery: memory for memory in latest}
        return known, gone

    def _corrected(self, scope: Scope, message: Said) -> Said:
        """The message as it stands after corrections."""
        readable = Selection(alive_at=0, states=())
        while message.state is State.SUPERSEDED and message.superseded_by:
            after = of_kind(Said, self.repository.read(scope, readable, [message.superseded_by]))
            if not after:
                break
            message = after[0]
        return message

    # -- what is kept --------------------------------------------------------------------------------------------------

    def _said(
        self, message: Message, scope: Scope, latest: Said | None, *, gone: Mapping[str, str], learn: bool
    ) -> Said:
        """`latest` is what was stored before it, `gone` the forgotten memories of the same deliveries."""
        delivery = message.delivery
        before = gone.get(delivery, "") if _is_identified(message) else (latest.id if latest else "")
        created_at = max(self.now(), latest.created_at + 1 if latest else 0)
        event_at = created_at if message.event_at is None else message.event_at
        said = Said(
            id=_named(scope, delivery, before),
            scope=scope,
            content=message.content,
            digest=content_digest(message.content),
            created_at=created_at,
            event_at=event_at,
            last_seen_at=created_at,
            operation_id=operation_id(),
            role=message.role,
            speaker=message.speaker,
            person_id=person_of(scope.realm, scope.user) or message.person_id,
            timezone=message.timezone,
            masked=message.masked,
            language=self.detect_language(message.content),
            tags=message.tags,
            expires_at=message.expires_at,
            valid_from=min(event_at, created_at),  # what is said to be said tomorrow is true today
            message_id=message.message_id,
            delivery=delivery,
            off_record=message.off_record,
            extraction=Extraction.PENDING if learn else Extraction.OFF,
        )
        return forgotten(said, operation=message.hidden_by, at=created_at) if message.hidden_by else said

    def _claim(self, message: Message, scope: Scope, memory_type: MemoryType) -> Claim:
        now = self.now()
        event_at = now if message.event_at is None else message.event_at
        person = person_of(scope.realm, scope.user) or message.person_id
        lasting = lasting_as_told(self.learn.relate.read, message.content)
        said = told_by(message.content, speaker=message.speaker, lasting=lasting)
        return Claim(
            scope=scope,
            type=memory_type,
            content=message.content,
            digest=content_digest(message.content),
            created_at=now,
            event_at=event_at,
            valid_from=min(event_at, now),
            role=message.role,
            speaker=message.speaker,
            person_id=person,
            timezone=message.timezone,
            masked=message.masked,
            language=self.detect_language(message.content),
            tags=message.tags,
            expires_at=message.expires_at,
            attribute=said.stored_as(speaker=message.speaker, person=person) if said else "",
            told=True,
            lasting=stands(lasting, said),
        )


def _cleaned(message: Message, scope: Scope, secrets: Secrets, masked: Counter[str]) -> Message:
    """The message as it is kept: complete, or refused; its words as they are admitted, and without an id of the person
    where the scope names one. What is masked is added to `masked`."""
    storable(message.speaker, name="speaker")
    storable(message.message_id, name="message id")
    person = "" if person_of(scope.realm, scope.user) else storable(message.person_id, name="person id")
    words = admitted(message.content, role=message.role, secrets=secrets)
    beside = [without_secrets(text, secrets) for text in (message.speaker, *message.tags)]
    masked += sum((each.masked for each in beside), words.masked)
    return replace(
        message,
        content=words.content,
        speaker=beside[0].content,
        tags=tuple(each.content for each in beside[1:]),
        person_id=person,
        masked=tuple(sorted({*message.masked, *words.kinds})),
    )


def _named(scope: Scope, delivery: str, before: str) -> str:
    """The id of a message; `before` is that of another memory which it follows, if it needs one to be told apart."""
    return scope.memory_id(MemoryType.EPISODIC, delivery, *([before] if before else []))


def _as_related(memory: Said, written: Said | None) -> Said:
    """The message with what is known of it beside others, when it was written just now."""
    if written is None:
        return memory
    return replace(memory, aside=written.aside, follows=written.follows, of_another=written.of_another)


def _answered(memory: Said, before: Said | None) -> str:
    """The id of what a reply of the assistant answers."""
    return before.id if before and memory.role is Role.ASSISTANT and before.role is Role.USER else ""


def _is_identified(message: Message) -> bool:
    return message.event_at is not None or message.message_id != ""
