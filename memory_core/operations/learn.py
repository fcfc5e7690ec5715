"""Learn: facts are drawn from messages that are kept already, and written with what they change, in one operation.

A message waits (its extraction is pending) until its facts are written in the operation that says so. Whatever fails or
is killed before leaves it waiting, and the next store of its scope, or maintenance, takes it along.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.facts import Action, Fact
from memory_core.domain.memory import Extraction, Memory, MemoryType, Source
from memory_core.domain.naming import content_digest
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.translation import is_translated
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.errors import (
    KeepsakeError,
    LearningFailed,
    ModelAnswerUnusable,
    ModelTooSlow,
    QuestionRefused,
    WriteConflict,
)
from memory_core.operations.extract import Extracted, Extractor
from memory_core.operations.prompts.facts import MAXIMUM_MESSAGE
from memory_core.operations.reconcile import Outcome, Plan, Proposal, Reconcile
from memory_core.ports import Clock, Entry, LanguageDetector, MemoryRepository, TimeReader, Turns, Usage

MAXIMUM_MESSAGES = 20  # that are read together
_MAXIMUM_DRAWN = 40  # facts of one reading that are looked at; reconciling keeps 20
_ATTEMPTS = 3  # to write, when somebody else changes the same memories meanwhile
# After these, the question itself may be at fault: it is asked again about half as many messages.
_SUSPECT = (ModelAnswerUnusable.code, ModelTooSlow.code, QuestionRefused.code, LearningFailed.code)
_SPOILS = 4  # times, after which a message is read alone, by maintenance
_LEAST = 3.0  # seconds for a model to answer in


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the waiting messages of a scope. With extraction pending, `reason` says why and `code` names it.

    `dropped` counts, by reason, what was dropped or corrected of an answer; `read` is how many messages were read.
    """

    extraction: Extraction = Extraction.OFF
    outcomes: tuple[Outcome, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)
    operation_id: str = ""
    code: str = ""
    reason: str = ""
    read: int = 0


@dataclass(frozen=True, slots=True)
class Learn:
    """The learning operations over their ports. `reading` keeps a scope's messages from being read twice at once; a
    reading takes `seconds`, waiting for it included."""

    repository: MemoryRepository
    extract: Extractor
    reconcile: Reconcile
    detect_language: LanguageDetector
    read_time: TimeReader
    now: Clock
    turns: Turns
    reading: Turns
    seconds: float

    def with_messages(self, scope: Scope, entries: Sequence[Entry]) -> Learned:
        """Writes messages and, when no model has to be asked, what they tell, in one operation. To be called within
        the scope's turn."""
        messages = [*self._waiting(scope), *(entry.memory for entry in entries)]
        if self.extract.may_ask(messages):
            self.repository.write(scope, entries)
            return Learned(Extraction.PENDING)
        return self._conclude(scope, messages, self.extract(scope, messages, seconds=0), entries)

    def from_waiting(self, scope: Scope) -> Learned:
        """Reads the latest of what waits in this very scope, as much as fits into one question."""
        together = [batch for batch in batches(self._waiting(scope)) if not _spoils(batch[0])]
        return self.read(scope, together[-1]) if together else Learned(Extraction.DONE)

    def read(self, scope: Scope, messages: Sequence[Memory]) -> Learned:
        """Reads these messages together. Never raises: the words are kept, and wait on."""
        deadline = time.monotonic() + self.seconds
        try:
            with self.reading(scope):
                waiting = self._still_waiting(scope, messages)
                return self._read(scope, waiting, deadline) if waiting else Learned(Extraction.DONE)
        except KeepsakeError as exc:
            failure = exc
        except Exception as exc:  # noqa: BLE001 - the messages are stored, so no fault of ours may say otherwise
            failure = _of_ours(exc)
        return Learned(Extraction.PENDING, code=failure.code, reason=str(failure))

    def _read(self, scope: Scope, messages: Sequence[Memory], deadline: float) -> Learned:
        left = deadline - time.monotonic()
        if left < min(_LEAST, self.seconds):
            raise ModelTooSlow("Other messages of the same user are being read. These are read with the next ones.")
        try:
            extracted = self.extract(scope, messages, seconds=left)
            return self._concluded(scope, messages, extracted)
        except Exception as exc:  # noqa: BLE001 - the words are stored: whatever went wrong is counted, and told
            failure = exc if isinstance(exc, KeepsakeError) else _of_ours(exc)
            with self.turns(scope):
                failed = [_failed(m, failure) for m in self._still_waiting(scope, messages)]
                self.repository.write(scope, (), amended=failed)
            raise failure from None

    def _concluded(self, scope: Scope, messages: Sequence[Memory], extracted: Extracted) -> Learned:
        """What is known is read anew when somebody else changes it meanwhile."""
        for _ in range(_ATTEMPTS - 1):
            try:
                with self.turns(scope):
                    return self._conclude(scope, self._still_waiting(scope, messages), extracted)
            except WriteConflict:
                continue
        with self.turns(scope):
            return self._conclude(scope, self._still_waiting(scope, messages), extracted)

    def _conclude(
        self, scope: Scope, messages: Sequence[Memory], extracted: Extracted, entries: Sequence[Entry] = ()
    ) -> Learned:
        """Writes the messages of `entries`, what all `messages` told, and that they have been read. A message whose
        facts are too many beside those of the others waits on."""
        told = {message.id for message in messages}
        facts = [fact for fact in extracted.facts if fact.message.id in told][:_MAXIMUM_DRAWN]
        plan = self.reconcile(scope, [self._proposal(fact) for fact in facts], beside=entries)
        late = {facts[number].message.id for number in plan.cut_short}
        late = late if late != told else set()
        done = [message for message in messages if message.id not in late]
        new = {entry.memory.id for entry in entries}
        self.repository.write(
            scope,
            [*(_done(entry, late) for entry in entries), *plan.entries],
            amended=[*(_read(m) for m in done if m.id not in new), *plan.amended],
        )
        return _learned(plan, extracted, read=len(done))

    def _proposal(self, fact: Fact) -> Proposal:
        return Proposal(self._record(fact), fact.relation, fact.target)

    def _record(self, fact: Fact) -> Memory:
        """The fact as a memory, all but its id. In another language than its message it is kept in its own words."""
        message = fact.message
        language = message.language if fact.text == message.content else self.detect_language(fact.text)
        translated = is_translated(fact.text, language, message)
        text = fact.quote if translated else fact.text
        words = fact.time_words or self.read_time.find(text, language=message.language)
        span = words and self.read_time.read(
            words, language=message.language, said_at=message.event_at, timezone=message.timezone or "UTC"
        )
        start, end = (span.start, span.end) if span else (None, None)
        now = self.now()
        return Memory(
            id="",
            scope=message.scope,
            type=fact.type,
            content=text,
            digest=content_digest(text, start, end),
            created_at=now,
            event_at=message.event_at,
            last_seen_at=now,
            operation_id="",
            role=message.role,
            speaker=message.speaker,
            timezone=message.timezone,
            language=message.language if translated else language or message.language,
            tags=message.tags,
            expires_at=message.expires_at,
            valid_from=message.valid_from,
            sources=(Source(message.id, fact.quote),),
            attribute=attribute_of(text, speaker=message.speaker),
            time_words=words,
            time_from=start,
            time_to=end,
        )

    def _waiting(self, scope: Scope) -> list[Memory]:
        """Messages that have not been read, of this very scope, oldest first."""
        pending = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), extraction=Extraction.PENDING)
        return self.repository.recent(scope, pending, limit=MAXIMUM_MESSAGES)[::-1]

    def _still_waiting(self, scope: Scope, messages: Sequence[Memory]) -> list[Memory]:
        """Those that nobody else has read, and nobody has forgotten, meanwhile."""
        stored = self.repository.read(scope, Selection(alive_at=self.now()), [m.id for m in messages])
        waiting = {m.id: m for m in stored if m.extraction is Extraction.PENDING}
        return [waiting[m.id] for m in messages if m.id in waiting]


def batches(messages: Sequence[Memory]) -> list[list[Memory]]:
    """Messages as they are read together: spoiling ones first and alone, then the others, the latest last. The more
    often one of them failed under suspicion, the fewer are read together."""
    alone = [[m] for m in messages if _spoils(m)]
    others = [m for m in messages if not _spoils(m)]
    most = MAXIMUM_MESSAGES >> max(map(_suspicions, others), default=0)
    made: list[list[Memory]] = []
    left = 0
    for message in reversed(others):
        size = min(len(message.content), MAXIMUM_MESSAGE)
        if not made or size > left or len(made[-1]) == most:
            made.append([])
            left = MAXIMUM_MESSAGE
        made[-1].append(message)
        left -= size
    return alone + [batch[::-1] for batch in reversed(made)]


def _suspicions(message: Memory) -> int:
    return message.extraction_attempts if message.extraction_error in _SUSPECT else 0


def _spoils(message: Memory) -> bool:
    """Whether only maintenance reads it any longer, by itself."""
    return _suspicions(message) >= _SPOILS


def _read(message: Memory) -> Memory:
    return replace(message, extraction=Extraction.DONE, extraction_error="")


def _done(entry: Entry, late: set[str]) -> Entry:
    return entry if entry.memory.id in late else replace(entry, memory=_read(entry.memory))


def _failed(message: Memory, exc: KeepsakeError) -> Memory:
    """An absent model says nothing about the message, so that counts once."""
    attempts = message.extraction_attempts + 1 if exc.code in _SUSPECT else max(message.extraction_attempts, 1)
    return replace(message, extraction_attempts=attempts, extraction_error=exc.code)


def _of_ours(exc: Exception) -> LearningFailed:
    return LearningFailed(f"Facts could not be drawn ({type(exc).__name__}); what was said is kept.")


def _learned(plan: Plan, extracted: Extracted, *, read: int) -> Learned:
    changed = any(outcome.action is not Action.NOOP for outcome in plan.outcomes)
    return Learned(
        Extraction.DONE,
        plan.outcomes,
        extracted.dropped + plan.held_back,
        extracted.usage,
        plan.operation_id if changed else "",
        read=read,
    )
