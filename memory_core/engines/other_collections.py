"""The collections of one place as one of its models sees them: which others hold memories of a space, in what order
memories go through them, and which is the space's own.

To look costs little: what was found is kept, by space and collection, until something is written in that collection.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from memory_core.errors import StorageError
from memory_core.ports import Archive, Census, EncodedQuery, MemoryRepository

_FIRST = 60  # memories of a space that come over at once, and so may stand in two collections
_AT_ONCE = 200
_KEPT = 20_000  # answers that are kept
_WRITING_SECONDS = 60.0  # that a write may take


@dataclass(frozen=True, eq=False, slots=True)
class Kept:
    """A collection: its memories, as people and as operators see them; and how a probe is put to it."""

    name: str
    repository: MemoryRepository
    archive: Archive
    probe: Callable[[EncodedQuery], EncodedQuery]


class Place(Protocol):
    """Where collections are. Raises StorageError."""

    def collections(self) -> Mapping[str, int]:
        """Those of ours that are there, each with what changes when something is written in it."""

    def is_there(self, name: str) -> bool:
        """Whether a collection is, at this moment."""

    def open(
        self, name: str, *, probe: Callable[[EncodedQuery], EncodedQuery], dimension: Callable[[], int] | None = None
    ) -> Kept:
        """One of them; with `dimension`, which is asked for when it has to be made, it need not be there yet."""

    def note(self, name: str, space: str) -> None:
        """That something of the space is about to be written in a collection that is there, or is being made."""

    def noted(self, name: str, space: str) -> float:
        """When that was said last (seconds since 1970), by any program that can be known of here; 0 when never."""

    def census(self, name: str) -> Census:
        """Who is in it; it must be there."""


@dataclass(frozen=True, slots=True)
class Moving:
    """Which collection is a space's own: the present model's when it `is_chosen`; else that of the `newest` bundled
    model, when it holds some of the space or is the present one; else the one that the space was begun with."""

    newest: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at `at` (seconds since 1970) found."""

    holds: bool
    changed: object
    at: float

    def is_fresh(self, *, changed: object, noted: float, seconds: float) -> bool:
        """Something that was about to be written was perhaps not there yet when it looked."""
        if not self.holds and noted + _WRITING_SECONDS > self.at:
            return False
        return self.changed == changed or time.time() - self.at < seconds


@dataclass(eq=False, slots=True)
class OtherCollections:
    """The others of `place` beside the `present` one; `probe_of` says how a collection is searched. One that holds
    nothing of a space is looked into again when that is noted, or at most every `seconds`."""

    place: Place
    present: Kept
    probe_of: Callable[[str], Callable[[EncodedQuery], EncodedQuery]]
    moving: Moving
    seconds: float = 5.0
    _opened: dict[str, Kept] = field(default_factory=dict)
    _looks: dict[tuple[str, str], _Look] = field(default_factory=dict)
    _unseen: dict[str, StorageError] = field(default_factory=dict)
    _own: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict)
    _opening: threading.Lock = field(default_factory=threading.Lock)

    def in_order(self, space: str) -> Sequence[Kept]:
        """Those that hold the space, and the present one, as memories come over from the first to the last. The present
        one is left out while others hold the space and it is not made: its model may not even answer."""
        others = self._holding(space)
        if not others:
            return (self.present,)
        own = self._own_of(space, [*others, self.present])
        present = [self.present] if self.place.is_there(self.present.name) else []
        return sorted([*others, *present], key=lambda one: one.name == own)

    def is_target(self, space: str) -> bool:
        """Whether the present collection is the space's own."""
        others = self._holding(space)
        return not others or self._own_of(space, [*others, self.present]) == self.present.name

    def _holding(self, space: str) -> list[Kept]:
        return [self._kept(name) for name, changed in self._others().items() if self._holds(space, name, changed)]

    def everything(self) -> list[MemoryRepository]:
        """Of the whole place."""
        return [self.present.repository, *(self._kept(name).repository for name in self._others())]

    def opened(self) -> list[MemoryRepository]:
        """Those that were needed until now, and the present one."""
        return [self.present.repository, *(kept.repository for kept in list(self._opened.values()))]

    def note_writing(self, space: str) -> None:
        """Before something is written into the present collection beside others: programs that have one of those for
        their present one look here then."""
        if self._others():
            self.place.note(self.present.name, space)

    def look_again(self, space: str) -> None:
        for key in [key for key in list(self._looks) if key[0] == space]:
            self._looks.pop(key, None)

    def sizes(self, space: str) -> list[int]:
        """How many memories of the space stand in each, wherever they go meanwhile."""
        return [kept.archive.count(space) for kept in self.in_order(space)]

    def standing_twice(self, space: str) -> Iterator[list[str]]:
        """The ids of memories that are in two collections: the oldest of one, which come over at this moment or did
        when somebody was killed; or all of them, where one is a copy."""
        *sources, _ = kept = self.in_order(space)
        known: set[str] = set()
        for source in sources:
            others = [one.archive for one in kept if one is not source]
            for batch in batches_of(source.archive, space):
                twice = {entry.memory.id for archive in others for entry in archive.fetch(batch)} - known
                if not twice:
                    break
                known |= twice
                yield sorted(twice)

    def is_copy(self, archive: Archive, space: str) -> bool:
        """Whether more of it stands in the present collection, too, than a kill leaves: somebody made it on purpose, by
        `reindex` for instance, and it is left as it is, unless the present model is chosen."""
        if self.moving.is_chosen:
            return False
        ids = [entry.memory.id for entry in archive.read(space, limit=3 * _FIRST)]
        return len(self.present.archive.fetch(ids)) > _FIRST

    def raise_unseen(self, space: str) -> None:
        """When a collection could not be looked into for this space."""
        if (failure := self._unseen.get(space)) is not None:
            raise failure

    def close(self) -> None:
        for kept in (self.present, *list(self._opened.values())):
            kept.repository.close()
            kept.archive.close()
        self._looks.clear()

    # -- looking -------------------------------------------------------------------------------------------------------

    def _others(self) -> dict[str, object]:
        return {name: changed for name, changed in self.place.collections().items() if name != self.present.name}

    def _kept(self, name: str) -> Kept:
        with self._opening:
            if name not in self._opened:
                self._opened[name] = self.place.open(name, probe=self.probe_of(name))
            return self._opened[name]

    def _holds(self, space: str, name: str, changed: object) -> bool:
        known, now = self._looks.get((space, name)), time.time()
        noted = self.place.noted(name, space)
        if known is not None and known.is_fresh(changed=changed, noted=noted, seconds=self.seconds):
            return known.holds
        try:
            holds = bool(self._kept(name).archive.read(space, limit=1))
        except StorageError as exc:
            if known is not None and known.holds:
                raise
            self._unseen[space], holds = exc, False
        else:
            self._unseen.pop(space, None)
        if len(self._looks) > _KEPT:
            self._looks.clear()
        self._looks[space, name] = _Look(holds, changed, now)
        return holds

    def _own_of(self, space: str, kept: Sequence[Kept]) -> str:
        """The name of the collection that is the space's own."""
        if self.moving.is_chosen:
            return self.present.name
        names = frozenset(one.name for one in kept)
        if self.moving.newest in names:
            return self.moving.newest
        if (space, names) not in self._own:
            self._own[space, names] = min(kept, key=lambda one: _earliest(one, space)).name
        return self._own[space, names]


def batches_of(archive: Archive, space: str) -> Iterator[list[str]]:
    """The ids of the memories of a space, the oldest first."""
    after = None
    while batch := archive.read(space, after=after, limit=_AT_ONCE):
        yield [entry.memory.id for entry in batch]
        after = batch[-1].memory.created_at


def _earliest(kept: Kept, space: str) -> float:
    """When the space's first memory in it was stored; never, when there is none."""
    first = kept.archive.read(space, limit=1)
    return first[0].memory.created_at if first else float("inf")
