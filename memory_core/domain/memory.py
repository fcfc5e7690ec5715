"""The record: what a memory is, whatever engine keeps it. Changing a field here changes what is stored for ever."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from memory_core.domain.scope import Scope
from memory_core.domain.times import Moment, parse_moment
from memory_core.errors import InvalidParameter

SCHEMA_VERSION = 1
SHORT_ID_LENGTH = 12


class MemoryType(StrEnum):
    SEMANTIC = "semantic"  # a fact
    EPISODIC = "episodic"  # what was said
    PROCEDURAL = "procedural"  # how to do something, or a step completed
    SUMMARY = "summary"  # of the messages that no longer fit into a chat's window; found by no search


SEARCHED_TYPES = (MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL)


class State(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


class Extraction(StrEnum):
    """Whether facts have been drawn from a message."""

    OFF = "off"  # none are to be drawn
    PENDING = "pending"
    DONE = "done"


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """One utterance on its way in.

    `event_at` is when it was said, None for now. `message_id` is the host's own id of the exchange; with either of the
    two, the same message is recognised however late it comes again. `conversation` is the host's own id of the
    conversation: the same words in another one are another message. `timezone` is the speaker's, by its IANA name;
    empty for UTC. From `expires_at` on, nothing shows the message, None for never. Both moments may be given as a
    datetime, as ISO 8601 text or in microseconds, and are kept in microseconds; `tags` may be one text or several.
    """

    content: str
    role: Role
    speaker: str
    event_at: int | None
    message_id: str
    conversation: str
    tags: tuple[str, ...]
    expires_at: int | None
    timezone: str

    def __init__(
        self,
        content: str,
        *,
        role: Role | str = Role.USER,
        speaker: str = "",
        event_at: Moment | None = None,
        message_id: str = "",
        conversation: str = "",
        tags: str | Iterable[str] = (),
        expires_at: Moment | None = None,
        timezone: str = "",
    ) -> None:
        """Raises InvalidParameter for a moment that is none, and for a role that is not known."""
        given = {
            "content": content,
            "role": _role(role),
            "speaker": speaker,
            "event_at": None if event_at is None else parse_moment(event_at, name="event_at"),
            "message_id": message_id,
            "conversation": conversation,
            "tags": (tags,) if isinstance(tags, str) else tuple(tags),
            "expires_at": None if expires_at is None else parse_moment(expires_at, name="expires_at"),
            "timezone": timezone,
        }
        for name, value in given.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was drawn from: a message kept as memory, and its very words."""

    memory_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a memory that made no version: which operation, when, and the fields as they were before it."""

    operation_id: str
    at: int
    before: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Memory:
    """A stored, searchable record. Times are microseconds since 1970 in UTC."""

    id: str
    scope: Scope
    type: MemoryType
    content: str
    digest: str  # of the canonical content: equal for two wordings of one fact
    created_at: int
    event_at: int
    last_seen_at: int
    operation_id: str  # the operation that made it
    state: State = State.ACTIVE
    pinned: bool = False
    role: Role | None = None  # who told it; of a fact, who said the message it was drawn from
    speaker: str = ""
    timezone: str = ""
    language: str = ""  # ISO 639-1, or empty when it could not be told
    tags: tuple[str, ...] = ()
    expires_at: int | None = None
    valid_from: int | None = None
    valid_to: int | None = None
    supersedes: tuple[str, ...] = ()
    superseded_by: str = ""
    end_operation_id: str = ""  # the operation that superseded or forgot it
    ended_at: int | None = None  # when it did
    sources: tuple[Source, ...] = ()  # the messages that a fact was drawn from
    hidden_sources: tuple[Source, ...] = ()  # those of them that are forgotten, until they are erased
    told: bool = False  # as a fact, in so many words: it needs no source
    edits: tuple[Edit, ...] = ()  # the oldest first
    attribute: str = ""  # what a fact tells of whom, if there is only one of it; see domain/reading/attributes.py
    time_words: str = ""  # "last week": words of a fact that name a time,
    time_from: int | None = None  # what they meant when they were said,
    time_to: int | None = None  # and until when, exclusive; None when they did not parse
    message_id: str = ""
    delivery: str = ""  # digest of the message as it was delivered, to recognise it when it comes again
    extraction: Extraction = Extraction.OFF
    extraction_attempts: int = 0
    extraction_error: str = ""
    revision: int = field(default=0, compare=False)  # how often the record was replaced; the repository counts
    schema_version: int = SCHEMA_VERSION

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

    @property
    def said_by(self) -> str:
        return self.speaker or (self.role.value if self.role else "")


def short_id(memory_id: str) -> str:
    """The first 12 hexadecimal digits of a memory's id, as people and models are shown it; every method takes both."""
    return memory_id.replace("-", "")[:SHORT_ID_LENGTH]


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError:
        raise InvalidParameter(f"role must be one of {', '.join(Role)}. Choose one of them.") from None
