"""Facts: what an extractor proposes, what would be remembered of it, and what becomes of a memory because of it."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum

from memory_core.domain.memory import Fact, Lasting, Memory, MemoryType, Procedure, Role, Said, Source, drawn_from
from memory_core.domain.scope import Scope
from memory_core.domain.states import State
from memory_core.domain.times import Moment

FACT_TYPES = (MemoryType.SEMANTIC, MemoryType.PROCEDURAL)
MAXIMUM_SOURCES = 20


class Relation(StrEnum):
    """How a fact relates to one that is known, as an extractor says."""

    UNTOLD = "untold"  # it does not say; a plain attribute that both tell of decides
    NEW = "new"
    SAME = "same"
    UPDATES = "updates"
    CONTRADICTS = "contradicts"


class Action(StrEnum):
    """What was done about a fact, as code decided."""

    ADD = "ADD"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    NOOP = "NOOP"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement that an extractor found in `message`, in its very words `quote`. `target` is the known memory it
    relates to. Without a `text`, it only contradicts. `time_words` are words in it that name a time. `kind`,
    `durability` and `lasting` are those of the Fact that it may become."""

    text: str
    type: MemoryType
    message: Said
    quote: str
    relation: Relation = Relation.UNTOLD
    target: Fact | None = None
    time_words: str = ""
    kind: str = ""
    durability: float | None = None
    lasting: Lasting = Lasting.NO


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What would be remembered as a fact, complete but for its id: reconciling decides whether it becomes a memory.

    Without a `content`, it only contradicts `target`. The other fields are those of the Fact that it may become.
    """

    scope: Scope
    type: MemoryType
    content: str
    digest: str
    event_at: Moment
    created_at: Moment
    valid_from: Moment | None
    role: Role | None = None
    speaker: str = ""
    person_id: str = ""
    timezone: str = ""
    masked: tuple[str, ...] = ()
    language: str = ""
    tags: tuple[str, ...] = ()
    expires_at: Moment | None = None
    sources: tuple[Source, ...] = ()
    told: bool = False
    attribute: str = ""
    time_words: str = ""
    time_from: Moment | None = None
    time_to: Moment | None = None
    kind: str = ""
    durability: float | None = None
    lasting: Lasting = Lasting.NO
    relation: Relation = Relation.UNTOLD
    target: Fact | None = None

    def remembered(self, *, memory_id: str, operation_id: str) -> Fact:
        """The fact that it becomes."""
        kind = Procedure if self.type is MemoryType.PROCEDURAL else Fact
        shared = {each.name: getattr(self, each.name) for each in fields(self) if each.name in _OF_FACTS}
        return kind(id=memory_id, operation_id=operation_id, last_seen_at=self.created_at, **shared)


_OF_FACTS = frozenset(each.name for each in fields(Fact))


def may_supersede(newer: Claim, older: Fact) -> bool:
    """Whether whoever said the newer has a say: what a user told, only that user changes."""
    return (older.role is not Role.USER or newer.role is Role.USER) and of_one_person(newer, older)


def of_one_person(one: Claim | Fact, other: Fact) -> bool:
    """Whether both may be one person's words, as far as is known whose they are: by the host's id, or by the name."""
    by_id = not (one.person_id and other.person_id) or one.person_id == other.person_id
    by_name = not (one.speaker and other.speaker) or one.speaker.casefold() == other.speaker.casefold()
    return by_id and by_name


def superseded[M: Memory](memory: M, *, by: str, at: int, operation: str, now: int) -> M:
    """A memory that is true no longer from `at` on; `by` is the memory that says so, as is known from `now` on."""
    return replace(
        memory, state=State.SUPERSEDED, valid_to=at, superseded_by=by, end_operation_id=operation, ended_at=now
    )


def withdrawn[M: Memory](memory: M, *, operation: str, now: int) -> M:
    """A memory that turned out never to have been true."""
    return superseded(memory, by="", at=memory.valid_from or memory.event_at, operation=operation, now=now)


def restored[M: Memory](memory: M) -> M:
    """A memory as it was before it was superseded."""
    back = replace(memory, state=State.ACTIVE, valid_to=None, superseded_by="", end_operation_id="", ended_at=None)
    if not isinstance(back, Fact):
        return back
    return replace(back, sources=tuple(s for s in drawn_from(memory) if s.memory_id != memory.superseded_by))


def seen_again(fact: Fact, again: Fact | Claim, *, now: int) -> Fact:
    """A fact told once more: it lives as long as the longer-lived, with the tags and latest sources of both."""
    ends = (fact.expires_at, again.expires_at)
    lasts = None if None in ends else max(end for end in ends if end is not None)
    tags = tuple(dict.fromkeys((*fact.tags, *again.tags)))
    sources = tuple(dict.fromkeys((*fact.sources, *again.sources)))[-MAXIMUM_SOURCES:]
    told = fact.told or again.told
    return replace(fact, last_seen_at=now, expires_at=lasts, tags=tags, sources=sources, told=told)
