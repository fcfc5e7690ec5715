"""Learn: facts are drawn from messages that are kept already, and written with what they change, in one operation.

A message waits (its extraction is pending) until its facts are written in the operation that says so. Whatever fails or
is killed before leaves it waiting, and the next store of its scope, or maintenance, takes it along.
"""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.facts import Action, Claim, Proposal
from memory_core.domain.memory import Extraction, Memory, MemoryType, Said, Source, of_kind
from memory_core.domain.reading.attributes import Attribute, is_said_plainly
from memory_core.domain.reading.compare import is_translated
from memory_core.domain.replacing import stands, told_by
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.text import content_digest
from memory_core.errors import (
    KeepsakeError,
    LearningFailed,
    ModelAnswerUnusable,
    ModelTooSlow,
    QuestionRefused,
    StorageError,
)
from memory_core.operations.admit import drawn, marks_in
from memory_core.operations.extract import Extracted, Extractor
from memory_core.operations.index import Draft, Vectors, index, texts_of, texts_of_claims
from memory_core.operations.plan import Outcome, Plan
from memory_core.operations.prompts.facts import MAXIMUM_MESSAGE
from memory_core.operations.reconcile import Reconcile
from memory_core.operations.relate import Relate
from memory_core.ports import Clock, Entry, LanguageDetector, MemoryRepository, TimeReader, Turns, Usage

MAXIMUM_MESSAGES = 20  # that are read together
_MAXIMUM_DRAWN = 40  # facts of one reading that are looked at; reconciling keeps 20
# After these, the question itself may be at fault: it is asked again about half as many messages.
_SUSPECT = (ModelAnswerUnusable.code, ModelTooSlow.code, QuestionRefused.code, LearningFailed.code)
_SPOILS = 4  # times, after which a message is read alone, by maintenance
_LEAST = 3.0  # seconds for a model to answer in


@dataclass(frozen=True, slots=True)
class Learned:
    """What became of the waiting messages of a scope. With extraction pending, `reason` says why and `code` names it.

    `dropped` counts, by reason, what was dropped or corrected of an answer; `read` is how many messages were read, and
    `may_tell` is false when they were nothing but questions, requests and small talk.
    """

    extraction: Extraction = Extraction.OFF
    outcomes: tuple[Outcome, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)
    operation_id: str = ""
    code: str = ""
    reason: str = ""
    read: int = 0
    may_tell: bool = True


class _NotExtracted(Exception):
    """Facts could not be drawn; whatever else is written is not concerned."""

    def __init__(self, failure: KeepsakeError) -> None:
        super().__init__()
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Reading:
    """What is to be written, in one operation, once messages were read: new records and changed ones."""

    entries: Sequence[Entry]
    amended: Sequence[Memory]
    learned: Learned


@dataclass(frozen=True, slots=True)
class Learn:
    """The learning operations over their ports. `reading` keeps a scope's messages from being read twice at once; a
    reading takes `seconds`, waiting for it included."""

    repository: MemoryRepository
    extract: Extractor
    reconcile: Reconcile
    relate: Relate
    detect_language: LanguageDetector
    read_time: TimeReader
    now: Clock
    turns: Turns
    reading: Turns
    seconds: float

    def plan(
        self, scope: Scope, drafts: Sequence[Draft], waiting: Sequence[Said], *, vectors: Vectors, learn: bool
    ) -> Reading:
        """What a store writes: the new messages and, to `learn` without asking a model, what they and the `waiting`
        ones tell. To be called within the scope's turn. Extraction that fails costs no words: the messages are written
        alone then, and wait."""
        messages = [*waiting, *of_kind(Said, (draft.memory for draft in drafts))]
        learned = Learned(Extraction.PENDING if learn else Extraction.OFF)
        try:
            if learn and (extracted := self._extracted_at_once(scope, messages)):
                return self._reading(scope, messages, extracted, drafts, vectors)
        except KeepsakeError:
            raise
        except _NotExtracted as exc:
            learned = _waits_because_of(exc.failure)
        except Exception as exc:  # noqa: BLE001 - the words come first, whatever a rule stumbles over
            learned = _waits_because_of(_of_ours(exc))
        return Reading(self._words(scope, drafts, vectors), (), learned)

    def _extracted_at_once(self, scope: Scope, messages: Sequence[Said]) -> Extracted | None:
        """What the messages told, when no model has to be asked for that."""
        try:
            return None if self.extract.may_ask(messages) else self.extract(scope, messages, seconds=0)
        except KeepsakeError as exc:
            raise _NotExtracted(exc) from None

    def _words(self, scope: Scope, drafts: Sequence[Draft], vectors: Vectors) -> list[Entry]:
        return self.related(scope, index(drafts, vectors=vectors, keywords=self.reconcile.keywords))

    def related(self, scope: Scope, entries: Sequence[Entry]) -> list[Entry]:
        """New entries with what is known of them beside others; as they are when that cannot be told, for the words
        come first. Raises StorageError."""
        try:
            return self.relate(scope, entries)
        except StorageError:
            raise
        except Exception:  # noqa: BLE001 - whatever the heads stumble over
            return list(entries)

    def from_waiting(self, scope: Scope) -> Learned:
        """Reads the latest of what waits in this very scope, as much as fits into one question."""
        together = [batch for batch in batches(self._waiting(scope)) if not _spoils(batch[0])]
        return self.read(scope, together[-1]) if together else Learned(Extraction.DONE)

    def read(self, scope: Scope, messages: Sequence[Said]) -> Learned:
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
        return _waits_because_of(failure)

    def _read(self, scope: Scope, messages: Sequence[Said], deadline: float) -> Learned:
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

    def _concluded(self, scope: Scope, messages: Sequence[Said], extracted: Extracted) -> Learned:
        """What is known is read anew when somebody else changes it meanwhile."""
        vectors = Vectors(self.reconcile.embedder)

        def conclude() -> Learned:
            with self.turns(scope):
                reading = self._reading(scope, self._still_waiting(scope, messages), extracted, (), vectors)
                self.repository.write(scope, reading.entries, amended=reading.amended)
            return reading.learned

        return self.turns.until_written(conclude)

    def _reading(
        self,
        scope: Scope,
        messages: Sequence[Said],
        extracted: Extracted,
        drafts: Sequence[Draft],
        vectors: Vectors,
    ) -> Reading:
        """The new messages of `drafts`, what all `messages` told, and that they have been read. A message whose facts
        are too many beside those of the others waits on."""
        told = {message.id for message in messages}
        proposals = [proposal for proposal in extracted.proposals if proposal.message.id in told][:_MAXIMUM_DRAWN]
        claims = [self._claim(proposal) for proposal in proposals]
        vectors.ask([*texts_of(drafts), *texts_of_claims(claims)])
        words = index(drafts, vectors=vectors, keywords=self.reconcile.keywords)
        plan = self.reconcile(scope, claims, vectors=vectors)
        entries = self.related(scope, [*words, *plan.entries])
        late = {proposals[number].message.id for number in plan.cut_short}
        late = late if late != told else set()
        done = [message for message in messages if message.id not in late]
        new = {entry.memory.id for entry in entries}
        return Reading(
            [_done(entry, late) for entry in entries],
            [*(_read(m) for m in done if m.id not in new), *plan.amended],
            _learned(plan.written_as(entries[len(words) :]), extracted, read=len(done)),
        )

    def _claim(self, proposal: Proposal) -> Claim:
        """What the proposal would be remembered as. In another language than its message it is kept in its own
        words."""
        message = proposal.message
        language = message.language if proposal.text == message.content else self.detect_language(proposal.text)
        translated = is_translated(proposal.text, language, message)
        text = drawn(proposal.quote if translated else proposal.text, of=[message.content])
        words = proposal.time_words or self.read_time.find(text, language=message.language)
        span = words and self.read_time.read(
            words,
            within=text if words in text else message.content,
            language=message.language,
            said_at=message.event_at,
            timezone=message.timezone or "UTC",
        )
        start, end = (span.start, span.end) if span else (None, None)
        said = _attribute(text, proposal)
        return Claim(
            scope=message.scope,
            type=proposal.type,
            content=text,
            digest=content_digest(text, start, end),
            created_at=self.now(),
            event_at=message.event_at,
            role=message.role,
            speaker=message.speaker,
            person_id=message.person_id,
            timezone=message.timezone,
            masked=marks_in(text, message.masked),
            language=message.language if translated else language or message.language,
            tags=message.tags,
            expires_at=message.expires_at,
            valid_from=message.valid_from,
            sources=(Source(message.id, proposal.quote),),
            attribute=said.stored_as(speaker=message.speaker, person=message.person_id) if said else "",
            time_words=words,
            time_from=start,
            time_to=end,
            kind=proposal.kind,
            durability=proposal.durability,
            lasting=stands(proposal.lasting, said),
            relation=proposal.relation,
            target=proposal.target,
        )

    def _waiting(self, scope: Scope) -> list[Said]:
        """Messages that have not been read, of this very scope, oldest first."""
        pending = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), extraction=Extraction.PENDING)
        return of_kind(Said, self.repository.recent(scope, pending, limit=MAXIMUM_MESSAGES))[::-1]

    def _still_waiting(self, scope: Scope, messages: Sequence[Said]) -> list[Said]:
        """Those that nobody else has read, and nobody has forgotten, meanwhile."""
        stored = self.repository.read(scope, Selection(alive_at=self.now()), [m.id for m in messages])
        waiting = {m.id: m for m in of_kind(Said, stored) if m.extraction is Extraction.PENDING}
        return [waiting[m.id] for m in messages if m.id in waiting]


def batches(messages: Sequence[Said]) -> list[list[Said]]:
    """Messages as they are read together: spoiling ones first and alone, then the others, the latest last. The more
    often one of them failed under suspicion, the fewer are read together."""
    alone = [[m] for m in messages if _spoils(m)]
    others = [m for m in messages if not _spoils(m)]
    most = MAXIMUM_MESSAGES >> max(map(_suspicions, others), default=0)
    made: list[list[Said]] = []
    left = 0
    for message in reversed(others):
        size = min(len(message.content), MAXIMUM_MESSAGE)
        if not made or size > left or len(made[-1]) == most:
            made.append([])
            left = MAXIMUM_MESSAGE
        made[-1].append(message)
        left -= size
    return alone + [batch[::-1] for batch in reversed(made)]


def _suspicions(message: Said) -> int:
    return message.extraction_attempts if message.extraction_error in _SUSPECT else 0


def _spoils(message: Said) -> bool:
    """Whether only maintenance reads it any longer, by itself."""
    return _suspicions(message) >= _SPOILS


def _read(message: Said) -> Said:
    return replace(message, extraction=Extraction.DONE, extraction_error="")


def _done(entry: Entry, late: set[str]) -> Entry:
    message = entry.memory
    return entry if message.id in late or not isinstance(message, Said) else replace(entry, memory=_read(message))


def _attribute(text: str, proposal: Proposal) -> Attribute | None:
    """The one attribute that a statement tells, if it is said as it is meant."""
    message = proposal.message
    said = told_by(text, speaker=message.speaker, lasting=proposal.lasting)
    return said if said and is_said_plainly(proposal.quote, message.content) else None


def _failed(message: Said, exc: KeepsakeError) -> Said:
    """An absent model says nothing about the message, so that counts once."""
    attempts = message.extraction_attempts + 1 if exc.code in _SUSPECT else max(message.extraction_attempts, 1)
    return replace(message, extraction_attempts=attempts, extraction_error=exc.code)


def _waits_because_of(failure: KeepsakeError) -> Learned:
    return Learned(Extraction.PENDING, code=failure.code, reason=str(failure))


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
        may_tell=extracted.may_tell,
    )
