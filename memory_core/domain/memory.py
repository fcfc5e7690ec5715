"""The record: what a memory is, whatever engine keeps it. Changing a field here changes what is stored for ever.

    Memory                 the header: ids, scope, words, times, state, operations
      Statement            words that somebody is behind: who, and in which time zone
        Said               a message, kept as it was said
        Fact               a statement kept on its own, drawn from messages or told in so many words
          Procedure        a fact about how something is done
      Summary              of the messages that no longer fit into a chat's window

A field stands here once. How it is written to an engine, to an export or to a caller is said in record/codec.py.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import ClassVar

from memory_core.domain.edits import Edit
from memory_core.domain.scope import Scope
from memory_core.domain.states import State
from memory_core.domain.text import digest
from memory_core.domain.times import Moment, When, parse_moment
from memory_core.errors import InvalidParameter

SHORT_ID_LENGTH = 12


class MemoryType(StrEnum):
    SEMANTIC = "semantic"  # a fact
    EPISODIC = "episodic"  # what was said
    PROCEDURAL = "procedural"  # how to do something, or a step completed
    SUMMARY = "summary"  # of the messages that no longer fit into a chat's window; found by no search


SEARCHED_TYPES = (MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL)


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class Aside(StrEnum):
    """Whether a message states nothing of its own, so that no search takes it for evidence, and why."""

    NO = ""
    ASKS = "asks"  # it does nothing but ask
    REPEATS = "repeats"  # the assistant confirms, asks back, or says again what the person said


class Lasting(StrEnum):
    """What of a statement is always there, on a person's card."""

    NO = ""
    FACT = "fact"  # of the person who says it, true for long
    WISH = "wish"  # how the person wants to be treated


class Extraction(StrEnum):
    """Whether facts have been drawn from a message."""

    OFF = "off"  # none are to be drawn
    PENDING = "pending"
    DONE = "done"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One utterance on its way in.

    `person_id` is the host's own id of who speaks, or is spoken to; it counts where the scope names no user.
    `event_at` is when it was said, None for now. `message_id` is the host's own id of the exchange; with either of the
    two, the same message is recognised however late it comes again. `conversation` is the host's own id of the
    conversation: the same words in another one are another message. `timezone` is the speaker's, by its IANA name;
    empty for UTC. `masked` names the kinds of secrets that were taken out of the content, and what is `off_record` is
    in the window of its chat alone. `hidden_by` is the operation that hides the message as it is stored. From
    `expires_at` on, nothing shows the message, None for never. Both moments may be given as a datetime, as ISO 8601
    text or in microseconds, and are kept in microseconds; `tags` may be one text or several.
    """

    content: str
    role: Role
    speaker: str
    person_id: str
    event_at: int | None
    message_id: str
    conversation: str
    tags: tuple[str, ...]
    expires_at: int | None
    timezone: str
    masked: tuple[str, ...]
    off_record: bool
    hidden_by: str

    def __init__(
        self,
        content: str,
        *,
        role: Role | str = Role.USER,
        speaker: str = "",
        person_id: str = "",
        event_at: When | None = None,
        message_id: str = "",
        conversation: str = "",
        tags: str | Iterable[str] = (),
        expires_at: When | None = None,
        timezone: str = "",
        masked: Iterable[str] = (),
        off_record: bool = False,
        hidden_by: str = "",
    ) -> None:
        """Raises InvalidParameter for a moment that is none, and for a role that is not known."""
        given = {
            "content": content,
            "role": _role(role),
            "speaker": speaker,
            "person_id": person_id,
            "event_at": None if event_at is None else parse_moment(event_at, name="event_at"),
            "message_id": message_id,
            "conversation": conversation,
            "tags": (tags,) if isinstance(tags, str) else tuple(tags),
            "expires_at": None if expires_at is None else parse_moment(expires_at, name="expires_at"),
            "timezone": timezone,
            "masked": tuple(masked),
            "off_record": off_record,
            "hidden_by": hidden_by,
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)

    @property
    def delivery(self) -> str:
        """A digest that is equal for the same message delivered again."""
        when = "" if self.event_at is None else str(self.event_at)
        parts = [self.role, self.speaker, self.content, when, self.message_id, self.conversation]
        return digest(*parts, *([self.person_id] if self.person_id else []))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was drawn from: a message kept as memory, and its very words."""

    memory_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Followed:
    """An earlier statement, and how likely the later one changed it (0 to 1)."""

    memory_id: str
    likely: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """The header of every record. Moments are microseconds since 1970 in UTC.

    `digest` is equal for two records that stand for the same: two wordings of one fact, two summaries by one prompt.
    `supersedes` and `superseded_by` are ids of other versions. `end_operation_id` is the operation that superseded or
    forgot it, at `ended_at`. `edits` are the changes that made no version, the oldest first. `revision` counts how
    often the record was replaced; the repository keeps it.
    """

    type: ClassVar[MemoryType]

    id: str
    scope: Scope
    content: str
    digest: str
    created_at: Moment
    event_at: Moment
    last_seen_at: Moment
    operation_id: str  # the operation that made it
    state: State = State.ACTIVE
    pinned: bool = False
    language: str = ""  # ISO 639-1, or empty when it is not known
    tags: tuple[str, ...] = ()
    expires_at: Moment | None = None
    valid_from: Moment | None = None
    valid_to: Moment | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: str = ""
    end_operation_id: str = ""
    ended_at: Moment | None = None
    edits: tuple[Edit, ...] = ()
    revision: int = field(default=0, compare=False)

    @property
    def short_id(self) -> str:
        """What a person or a model is shown, and may hand back."""
        return short_id(self.id)

    @property
    def is_active(self) -> bool:
        return self.state is State.ACTIVE

    def is_known(self, now: int) -> bool:
        """Whether it answers searches: active, and not expired."""
        return self.is_active and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Memory):
    """Words that somebody is behind. Of a fact, `role` and `speaker` are those of the message it was drawn from.

    `person_id` is the host's own id of the person whose words they are, or to whom they were said; no model fills it
    in. `follows` are the earlier statements of the same person that are nearest in meaning, the nearest first;
    `of_another` says that the words are about another person than who said them.
    `masked` names the kinds of secrets that were taken out of the words before they were written.
    """

    role: Role | None = None
    speaker: str = ""
    person_id: str = ""
    timezone: str = ""  # an IANA name, empty for UTC
    follows: tuple[Followed, ...] = ()
    of_another: bool = False
    masked: tuple[str, ...] = ()

    @property
    def said_by(self) -> str:
        return self.speaker or (self.role.value if self.role else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Statement):
    """A message, as it was said. `message_id` is the host's own id of the exchange, `delivery` the digest by which the
    message is recognised when it comes again. `aside` says why it states nothing of its own; empty when it does.
    `answers` is the id of the message that it replies to, if that is known. `off_record` says that the
    person asked not to have it remembered."""

    type: ClassVar[MemoryType] = MemoryType.EPISODIC

    message_id: str = ""
    delivery: str = ""
    aside: Aside = Aside.NO
    answers: str = ""
    extraction: Extraction = Extraction.OFF
    extraction_attempts: int = 0
    extraction_error: str = ""
    off_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Statement):
    """A statement on its own. `sources` are the messages it was drawn from; `hidden_sources` those of them that are
    forgotten, until they are erased. One that was `told` in so many words needs no source.

    `attribute` is what the fact tells of whom, if there is only one of it (domain/reading/compare.py). `time_words`
    are words that name a time ("last week"), which meant `time_from` until `time_to`, exclusive, when they were said;
    both are None when the words could not be read. `subject` is whom the fact is about, `kind` what kind of statement
    it is, and `durability` how likely it matters later (0 to 1), as far as that was judged. `lasting` says
    whether it is always there, and as what.
    """

    type: ClassVar[MemoryType] = MemoryType.SEMANTIC

    sources: tuple[Source, ...] = ()
    hidden_sources: tuple[Source, ...] = ()
    told: bool = False
    attribute: str = ""
    time_words: str = ""
    time_from: Moment | None = None
    time_to: Moment | None = None
    subject: str = ""
    kind: str = ""
    durability: float | None = None
    lasting: Lasting = Lasting.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure(Fact):
    """A fact about how something is done, or a step that was completed."""

    type: ClassVar[MemoryType] = MemoryType.PROCEDURAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Memory):
    """Of the messages of a chat up to and with `last_message`, an id. It is found by no search."""

    type: ClassVar[MemoryType] = MemoryType.SUMMARY

    last_message: str = ""

    @property
    def covers_to(self) -> int:
        """When the last message that it covers was stored."""
        return self.event_at


KINDS: dict[MemoryType, type[Memory]] = {kind.type: kind for kind in (Said, Fact, Procedure, Summary)}


def of_kind[M: Memory](kind: type[M], memories: Iterable[Memory]) -> list[M]:
    """Those of one kind, in their order."""
    return [memory for memory in memories if isinstance(memory, kind)]


def as_type(fact: Fact, wanted: MemoryType) -> Fact:
    """The same fact as one of another type: a procedure, or a plain fact."""
    if fact.type is wanted:
        return fact
    kind = Procedure if wanted is MemoryType.PROCEDURAL else Fact
    return kind(**{each.name: getattr(fact, each.name) for each in fields(fact)})


def drawn_from(memory: Memory) -> tuple[Source, ...]:
    """The sources of a fact; none of anything else."""
    return memory.sources if isinstance(memory, Fact) else ()


def zone_of(memory: Memory) -> str:
    """The time zone in which the days of a memory are reckoned; empty for UTC."""
    return memory.timezone if isinstance(memory, Statement) else ""


def short_id(memory_id: str) -> str:
    """The first 12 hexadecimal digits of a memory's id, as people and models are shown it; every method takes both."""
    return memory_id.replace("-", "")[:SHORT_ID_LENGTH]


def operation_id() -> str:
    return str(uuid.uuid4())


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise InvalidParameter(f"role must be one of {', '.join(Role)}. Choose one of them.") from None
