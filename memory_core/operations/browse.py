"""Browse: what is remembered, as it is kept: a page at a time, by id, and counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from memory_core.domain.cursor import from_cursor, to_cursor
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact, Memory, MemoryType, Role, Said, drawn_from, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.text import storable
from memory_core.errors import InvalidParameter
from memory_core.operations.lookup import MAXIMUM_IDS, by_ids
from memory_core.ports import MemoryRepository

_LISTED = (MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL)
_READABLE = (State.ACTIVE, State.SUPERSEDED)
_LONGEST_SCAN = 5_000  # memories that one page of a text filter looks at
_BATCH = 500
_LATEST = 2**63 - 1  # that an engine can compare


@dataclass(frozen=True, slots=True)
class Page:
    """Memories in the order they were stored. `cursor` is where the next page begins, empty on the last one; with a
    filter by text or by day a page may be short, even empty, and have one."""

    memories: tuple[Memory, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class Browse:
    """The browsing operations over their ports. What is forgotten is shown by none of them."""

    repository: MemoryRepository

    def page(
        self,
        scope: Scope,
        selection: Selection,
        *,
        limit: int,
        cursor: str = "",
        oldest_first: bool = False,
        text: str = "",
    ) -> Page:
        """At most `limit` memories from `cursor` on, the newest first; those that contain `text`, in whatever case. Of
        all types but summaries, unless the selection names some."""
        selection, text = _shown(selection), storable(text, name="text").strip().casefold()
        listing = repr((scope, replace(selection, alive_at=0), oldest_first, text))
        place = _position(cursor, listing)
        size = _BATCH if text or selection.by_day else limit + 1
        scan = self._scan(scope, selection, place, oldest_first=oldest_first, size=size)
        found: list[Memory] = []
        for number, memory in enumerate(scan):
            if place and (len(found) == limit or number == _LONGEST_SCAN):
                return Page(tuple(found), to_cursor([place.created_at, *place.ids], listing=listing))
            place = Position.after([memory], place)
            if text in memory.content.casefold() and selection.holds_day(memory):
                found.append(memory)
        return Page(tuple(found), "")

    def of_ids(self, scope: Scope, ids: Sequence[str], *, alive_at: int) -> list[Memory]:
        """The memories of these ids, whole or short, that are there; also superseded ones, and of every type."""
        if len(ids) > MAXIMUM_IDS:
            raise InvalidParameter(f"At most {MAXIMUM_IDS:,} ids can be asked for at once. Ask in parts.")
        return by_ids(self.repository, scope, Selection(alive_at=alive_at, states=_READABLE), ids)

    def replies(self, scope: Scope, memory: Memory, *, alive_at: int, limit: int) -> list[Said]:
        """What the assistant answered to a message, or to those that a fact was drawn from, the latest first."""
        said = (memory.id, *(source.memory_id for source in drawn_from(memory)))
        wanted = Selection(alive_at, types=(MemoryType.EPISODIC,), roles=(Role.ASSISTANT,), follows=said)
        return of_kind(Said, self.repository.recent(scope, wanted, limit=limit))

    def drawn(self, scope: Scope, message: Memory, *, alive_at: int, limit: int) -> list[Fact]:
        """The facts that were drawn from a message, superseded ones too, the latest first."""
        wanted = Selection(alive_at, types=FACT_TYPES, states=_READABLE, sources=(message.id,))
        return of_kind(Fact, self.repository.recent(scope, wanted, limit=limit))

    def counts(self, scope: Scope, selection: Selection) -> dict[MemoryType, int]:
        """How many memories of each type there are, exactly."""
        selection = _shown(selection)
        return {kind: self._count(scope, replace(selection, types=(kind,))) for kind in selection.types}

    def _count(self, scope: Scope, selection: Selection) -> int:
        """State by state, which an engine knows, where it would have to count them together."""
        if selection.by_day:
            inner, edges = selection.apart()
            looked_at = (memory for edge in edges for memory in self._scan(scope, edge, None))
            return sum(map(selection.holds_day, looked_at)) + (self._count(scope, inner) if inner else 0)
        if selection.as_of is not None:
            return self.repository.count(scope, selection)
        return sum(self.repository.count(scope, replace(selection, states=(state,))) for state in selection.states)

    def _scan(
        self,
        scope: Scope,
        selection: Selection,
        after: Position | None,
        *,
        oldest_first: bool = False,
        size: int = _BATCH,
    ) -> Iterator[Memory]:
        while True:
            read = self.repository.page(scope, selection, limit=size, after=after, oldest_first=oldest_first)
            yield from read
            if len(read) < size:
                return
            after = Position.after(read, after)


def _shown(selection: Selection) -> Selection:
    """What of it may be listed."""
    states = tuple(state for state in selection.states or _READABLE if state in _READABLE)
    return replace(selection, types=selection.types or _LISTED, states=states or _READABLE)


def _position(cursor: str, listing: str) -> Position | None:
    if not cursor.strip():
        return None
    place = from_cursor(cursor, listing=listing)
    moment, ids = (place[0], place[1:]) if place else (None, [])
    if not isinstance(moment, int) or not 0 <= moment <= _LATEST or not all(isinstance(i, str) for i in ids):
        raise InvalidParameter("This cursor is none of ours. Send one that came with a page, or leave it empty.")
    return Position(moment, tuple(ids))
