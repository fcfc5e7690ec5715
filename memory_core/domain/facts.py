"""Facts: what was just extracted, how it relates to what is known, and what becomes of a memory because of it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from memory_core.domain.memory import Memory, MemoryType, Role, State

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
class Fact:
    """A statement drawn from `message`, in its very words `quote`. `target` is the known memory it relates to. Without
    a `text`, it only contradicts. `time_words` are words in it that name a time."""

    text: str
    type: MemoryType
    message: Memory
    quote: str
    relation: Relation = Relation.UNTOLD
    target: Memory | None = None
    time_words: str = ""


def may_supersede(newer: Memory, older: Memory) -> bool:
    """Whether the one who said the newer has a say: what a user told, only a user changes."""
    return older.role is not Role.USER or newer.role is Role.USER


def superseded(memory: Memory, *, by: str, at: int, operation: str, now: int) -> Memory:
    """A memory that is true no longer from `at` on; `by` is the memory that says so, as is known from `now` on."""
    return replace(
        memory, state=State.SUPERSEDED, valid_to=at, superseded_by=by, end_operation_id=operation, ended_at=now
    )


def withdrawn(memory: Memory, *, operation: str, now: int) -> Memory:
    """A memory that turned out never to have been true."""
    return superseded(memory, by="", at=memory.valid_from or memory.event_at, operation=operation, now=now)


def restored(memory: Memory) -> Memory:
    """A memory as it was before it was superseded."""
    sources = tuple(source for source in memory.sources if source.memory_id != memory.superseded_by)
    return replace(
        memory,
        state=State.ACTIVE,
        valid_to=None,
        superseded_by="",
        end_operation_id="",
        ended_at=None,
        sources=sources,
    )


def seen_again(memory: Memory, again: Memory, *, now: int) -> Memory:
    """A memory told once more: it lives as long as the longer-lived, with the tags and latest sources of both."""
    ends = (memory.expires_at, again.expires_at)
    lasts = None if None in ends else max(end for end in ends if end is not None)
    tags = tuple(dict.fromkeys((*memory.tags, *again.tags)))
    sources = tuple(dict.fromkeys((*memory.sources, *again.sources)))[-MAXIMUM_SOURCES:]
    told = memory.told or again.told
    return replace(memory, last_seen_at=now, expires_at=lasts, tags=tags, sources=sources, told=told)
