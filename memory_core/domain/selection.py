"""Selection: which of a scope's memories are wanted."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.memory import Extraction, Memory, MemoryType, Role
from memory_core.domain.states import State


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: when the last memory on it was stored, and the ids stored at that very moment that were on
    it or before."""

    created_at: int
    ids: tuple[str, ...] = ()

    @classmethod
    def after(cls, page: Sequence[Memory], before: "Position | None") -> "Position":
        """Where `page` ended, which began at `before`; it holds at least one memory."""
        at = page[-1].created_at
        ids = tuple(memory.id for memory in page if memory.created_at == at)
        return cls(at, before.ids + ids if before and before.created_at == at else ids)


@dataclass(frozen=True, slots=True)
class Selection:
    """Narrows a read within its scope. An empty tuple or None leaves that side open.

    `alive_at` hides what has expired by then; `since` and `until` bound the event time, both inclusive; `as_of` wants
    what was true then, whatever superseded it since. All times are microseconds. `sources` are ids of messages that
    facts were drawn from, `operation` is one that made, changed or ended a memory. `expired_by` wants what has expired
    by then (with `alive_at` 0, which hides nothing). `evidence` leaves out messages that state nothing of their own;
    `follows` wants statements that follow one of these, by its id.
    """

    alive_at: int
    types: tuple[MemoryType, ...] = ()
    states: tuple[State, ...] = (State.ACTIVE,)
    roles: tuple[Role, ...] = ()
    tags: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    as_of: int | None = None
    digest: str = ""
    attribute: str = ""
    operation: str = ""
    sources: tuple[str, ...] = ()
    short_ids: tuple[str, ...] = ()
    expired_by: int | None = None
    extraction: Extraction | None = None
    evidence: bool = False
    follows: tuple[str, ...] = ()
