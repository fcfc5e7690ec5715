"""Learn: facts are drawn from messages that are kept already, and written with what they change, in one operation.

A message waits (its extraction is pending) until its facts are written in the operation that says so. Whatever fails or
is killed before leaves it waiting, and the next store of its scope, or maintenance, takes it along.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.facts import Fact
from memory_core.domain.memory import Extraction, Memory, MemoryType, Source
from memory_core.domain.naming import content_digest
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.errors import KeepsakeError, ModelAnswerUnusable
from memory_core.operations.extract import Extracted, Extractor
from memory_core.operations.prompts.facts import MAXIMUM_MESSAGE
from memory_core.operations.reconcile import Outcome, Plan, Proposal, Reconcile
from memory_core.ports import Clock, Entry, LanguageDetector, MemoryRepository, TimeReader, Turns, Usage

MAXIMUM_MESSAGES = 20  # that are read together
_SPOILS = 3  # useless answers after which a message is not read with others any more, but alone by maintenance


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
    """The learning operations over their ports. `reading` keeps a scope's messages from being read twice at once."""

    repository: MemoryRepository
    extract: Extractor
    reconcile: Reconcile
    detect_language: LanguageDetector
    read_time: TimeReader
    now: Clock
    turns: Turns
    reading: Turns

    def with_messages(self, scope: Scope, entries: Sequence[Entry]) -> Learned:
        """Writes messages and, when no model has to be asked, what they tell, in one operation. To be called within
        the scope's turn."""
        messages = [*self._waiting(scope), *(entry.memory for entry in entries)]
        if self.extract.may_ask(messages):
            self.repository.write(scope, entries)
            return Learned(Extraction.PENDING)
        return self._conclude(scope, messages, self.extract(scope, messages), entries)

    def from_waiting(self, scope: Scope) -> Learned:
        """Reads the latest of what waits in this very scope, as much as fits into one question."""
        together = [batch for batch in batches(self._waiting(scope)) if not _spoils(batch[0])]
        return self.read(scope, together[-1]) if together else Learned(Extraction.DONE)

    def read(self, scope: Scope, messages: Sequence[Memory]) -> Learned:
        """Reads these messages together. Never raises what a model, a disk or a server did: the words are kept, and
        wait on."""
        try:
            with self.reading(scope):
                waiting = self._still_waiting(scope, messages)
                return self._read(scope, waiting) if waiting else Learned(Extraction.DONE)
        except KeepsakeError as exc:
            return Learned(Extraction.PENDING, code=exc.code, reason=str(exc))

    def _read(self, scope: Scope, messages: Sequence[Memory]) -> Learned:
        try:
            extracted = self.extract(scope, messages)
        except KeepsakeError as exc:
            with self.turns(scope):
                failed = [_failed(m, exc) for m in self._still_waiting(scope, messages)]
                self.repository.write(scope, (), amended=failed)
            raise
        with self.turns(scope):
            return self._conclude(scope, self._still_waiting(scope, messages), extracted)

    def _conclude(
        self, scope: Scope, messages: Sequence[Memory], extracted: Extracted, entries: Sequence[Entry] = ()
    ) -> Learned:
        """Writes the messages of `entries`, what all `messages` told, and that they have been read."""
        told = {message.id for message in messages}
        plan = self.reconcile(scope, [self._proposal(f) for f in extracted.facts if f.message.id in told])
        new = {entry.memory.id for entry in entries}
        self.repository.write(
            scope,
            [*(replace(entry, memory=_read(entry.memory)) for entry in entries), *plan.entries],
            amended=[*(_read(m) for m in messages if m.id not in new), *plan.amended],
        )
        return _learned(plan, extracted, read=len(messages))

    def _proposal(self, fact: Fact) -> Proposal:
        return Proposal(self._record(fact), fact.relation, fact.target)

    def _record(self, fact: Fact) -> Memory:
        """The fact as a memory, all but its id. In another language than its message it is kept in its own words."""
        message = fact.message
        language = self.detect_language(fact.text)
        translated = fact.text and message.language and language and language != message.language
        text = fact.quote if translated else fact.text
        words = fact.time_words or self.read_time.find(text, language=message.language)
        span = words and self.read_time.read(
            words, language=message.language, said_at=message.event_at, timezone=message.timezone or "UTC"
        )
        now = self.now()
        return Memory(
            id="",
            scope=message.scope,
            type=fact.type,
            content=text,
            digest=content_digest(text),
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
            valid_from=message.event_at,
            sources=(Source(message.id, fact.quote),),
            attribute=attribute_of(text, speaker=message.speaker),
            time_words=words,
            time_from=span.start if span else None,
            time_to=span.end if span else None,
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
    """Messages as they are read together, the latest batch the fullest; a spoiling one, first and alone."""
    alone = [[m] for m in messages if _spoils(m)]
    made: list[list[Memory]] = []
    left = 0
    for message in (m for m in reversed(messages) if not _spoils(m)):
        size = min(len(message.content), MAXIMUM_MESSAGE)
        if size > left or len(made[-1]) == MAXIMUM_MESSAGES:
            made.append([])
            left = MAXIMUM_MESSAGE
        made[-1].append(message)
        left -= size
    return alone + [batch[::-1] for batch in reversed(made)]


def _read(message: Memory) -> Memory:
    return replace(message, extraction=Extraction.DONE, extraction_error="")


def _failed(message: Memory, exc: KeepsakeError) -> Memory:
    return replace(message, extraction_attempts=message.extraction_attempts + 1, extraction_error=exc.code)


def _spoils(message: Memory) -> bool:
    return message.extraction_attempts >= _SPOILS and message.extraction_error == ModelAnswerUnusable.code


def _learned(plan: Plan, extracted: Extracted, *, read: int) -> Learned:
    return Learned(
        Extraction.DONE,
        plan.outcomes,
        extracted.dropped + plan.held_back,
        extracted.usage,
        plan.operation_id if plan.outcomes else "",
        read=read,
    )
