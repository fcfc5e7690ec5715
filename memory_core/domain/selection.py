"""Selection: which of a scope's memories are wanted."""

from dataclasses import dataclass

from memory_core.domain.memory import Extraction, MemoryType, Role, State


@dataclass(frozen=True, slots=True)
class Selection:
    """Narrows a read within its scope. An empty tuple or None leaves that side open.

    `alive_at` hides what has expired by then; `since` and `until` bound the event time, both inclusive; `as_of` wants
    what was true then, whatever superseded it since. All times are microseconds. `sources` are ids of messages that
    facts were drawn from, `operation` is one that made or ended a memory.
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
    extraction: Extraction | None = None
