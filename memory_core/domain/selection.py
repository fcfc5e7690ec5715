"""Selection: which of a scope's memories are wanted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from memory_core.domain.memory import Extraction, Memory, MemoryType, Role, Said, drawn_from, zone_of
from memory_core.domain.states import State
from memory_core.domain.times import DAY, When, day_alone, local_day, parse, parse_moment
from memory_core.errors import InvalidParameter

_ZONES = DAY  # no clock of the world is further from UTC


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
    what was true then, whatever superseded it since. All times are microseconds. `since_day` and `until_day` bound the
    day of the event as it is shown, in each memory's own time zone: an engine narrows by `event_window`, and whoever
    reads the memories keeps those that `holds_day`. `sources` are ids of messages that
    facts were drawn from, `operation` is one that made, changed or ended a memory. `expired_by` wants what has expired
    by then (with `alive_at` 0, which hides nothing); `stored_since` and `stored_until`, both inclusive, what was stored
    then. `evidence` leaves out messages that state nothing of their own;
    `follows` wants statements that follow one of these, by its id, and replies that answer it; `card` what may stand on
    that part of a card (domain/card.py); `ids` one of these memories.
    """

    alive_at: int
    types: tuple[MemoryType, ...] = ()
    states: tuple[State, ...] = (State.ACTIVE,)
    roles: tuple[Role, ...] = ()
    tags: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    since_day: str = ""
    until_day: str = ""
    as_of: int | None = None
    digest: str = ""
    attribute: str = ""
    operation: str = ""
    sources: tuple[str, ...] = ()
    short_ids: tuple[str, ...] = ()
    expired_by: int | None = None
    stored_since: int | None = None
    stored_until: int | None = None
    extraction: Extraction | None = None
    evidence: bool = False
    follows: tuple[str, ...] = ()
    card: str = ""
    ids: tuple[str, ...] = ()

    @property
    def by_day(self) -> bool:
        """Whether calendar days are wanted, which an engine knows only nearly."""
        return bool(self.since_day or self.until_day)

    @property
    def event_window(self) -> tuple[int | None, int | None]:
        """The first and last event time that may be wanted: of the days, in any zone of the world."""
        first, end = self._days()
        wide = self.within(_moved(first, -_ZONES), _moved(end, _ZONES - 1))
        return wide.since, wide.until

    def holds_day(self, memory: Memory) -> bool:
        """Whether the day of the memory's event, in its own time zone, is one that is wanted."""
        if not self.by_day:
            return True
        day = local_day(memory.event_at, zone_of(memory))
        return self.since_day <= day and (not self.until_day or day <= self.until_day)

    def apart(self) -> "tuple[Selection | None, list[Selection]]":
        """Of a selection by day: the part that lies on wanted days in every zone, which an engine counts exactly, if
        there is any; and the parts at its edges, whose memories must be looked at."""
        first, end = self._days()
        inner = replace(self.within(_moved(first, _ZONES), _moved(end, -_ZONES - 1)), since_day="", until_day="")
        if inner.since is not None and inner.until is not None and inner.since > inner.until:
            return None, [self]
        edges = [self.within(edge - _ZONES, edge + _ZONES - 1) for edge in (first, end) if edge is not None]
        return inner, edges

    def within(self, since: int | None, until: int | None) -> "Selection":
        """The same, bounded by event times, too."""
        lower = [bound for bound in (self.since, since) if bound is not None]
        upper = [bound for bound in (self.until, until) if bound is not None]
        return replace(self, since=max(lower, default=None), until=min(upper, default=None))

    def _days(self) -> tuple[int | None, int | None]:
        """Where the days begin and end in UTC."""
        first = parse(self.since_day, name="since") if self.since_day else None
        return first, parse(self.until_day, name="until") + DAY if self.until_day else None


def following(found: Sequence[Sequence[Memory]], *, alive_at: int) -> Selection | None:
    """What follows one of the memories that were found, or a message that one was drawn from; None for none."""
    memories = [memory for some in found for memory in some]
    ids = {i for memory in memories for i in (memory.id, *(source.memory_id for source in drawn_from(memory)))}
    return Selection(alive_at, follows=tuple(sorted(ids)), evidence=True) if ids else None


def ids_around(memories: Collection[Memory]) -> tuple[str, ...]:
    """Their ids, and those of the messages that they were drawn from, or answer."""
    ids = {memory.id for memory in memories}
    ids |= {source.memory_id for memory in memories for source in drawn_from(memory)}
    ids |= {memory.answers for memory in memories if isinstance(memory, Said) and memory.answers}
    return tuple(sorted(ids))


def bounded(selection: Selection, *, since: When | None, until: When | None) -> Selection:
    """The selection bounded by event times, both inclusive. A date alone means the whole day, in each memory's own time
    zone. Raises InvalidParameter, also where `since` lies after `until`."""
    since_day, until_day = ("" if value is None else day_alone(value) for value in (since, until))
    result = replace(
        selection,
        since=None if since is None or since_day else parse_moment(since, name="since"),
        until=None if until is None or until_day else parse_moment(until, name="until"),
        since_day=since_day,
        until_day=until_day,
    )
    lowest, highest = result.event_window
    if (lowest is not None and highest is not None and lowest > highest) or (until_day and since_day > until_day):
        raise InvalidParameter("since lies after until, so nothing could be found. Swap them, or leave one empty.")
    return result


def _moved(moment: int | None, by: int) -> int | None:
    return None if moment is None else moment + by
