"""Selection: which of a scope's memories are wanted."""

from dataclasses import dataclass

from memory_core.domain.memory import MemoryType, Role, State


@dataclass(frozen=True, slots=True)
class Selection:
    """Narrows a read within its scope. An empty tuple or None leaves that side open.

    `alive_at` hides what has expired by then; `since` and `until` bound the event time, both inclusive. All times are
    microseconds.
    """

    alive_at: int
    types: tuple[MemoryType, ...] = ()
    states: tuple[State, ...] = (State.ACTIVE,)
    roles: tuple[Role, ...] = ()
    tags: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    digest: str = ""
