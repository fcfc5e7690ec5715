"""Room: nobody stores more than their quota, so that one person cannot fill the disk for all.

Counting costs a request or two, so a count is good for a twentieth of what it left, and somebody who was never counted
in this process may begin: the quota holds to within that, a process. Where little is left, every store counts.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from memory_core.domain.pieces import split
from memory_core.domain.quota import Held, Quota, everything_of, uncounted
from memory_core.domain.scope import Scope
from memory_core.domain.text import digest
from memory_core.errors import QuotaReached
from memory_core.ports import MemoryRepository

_PEOPLE = 10_000  # that are kept in mind


@dataclass(slots=True)
class _Person:
    """What may be added before the next count; and what was let in and has ended since this process began, the
    difference of which a count may have missed."""

    left: Held
    let_in: Held = field(default_factory=Held)
    ended: Held = field(default_factory=Held)


@dataclass(slots=True)
class Room:
    """The quota over its port; may be asked by any thread."""

    repository: MemoryRepository
    quota: Quota
    _people: OrderedDict[str, _Person] = field(default_factory=OrderedDict)  # by a digest of their place
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def for_texts(self, scope: Scope, texts: Sequence[str]) -> Iterator[None]:
        """Within, memories with these contents may be stored into `scope`. Raises QuotaReached before."""
        wanted = Held(len(texts), sum(len(split(text)) for text in texts))
        if not wanted.memories:
            yield
            return
        person = self._let_in(everything_of(scope), wanted)
        try:
            yield
        finally:
            with self._lock:
                person.ended += wanted

    def _let_in(self, place: Scope, wanted: Held) -> _Person:
        with self._lock:
            person = self._known(digest(place.space, place.agent, place.realm, repr(place.user)))
            if wanted.fits(person.left):
                return _added(person, wanted)
            ended = person.ended
        held = self.repository.held(place)
        with self._lock:
            left = self.quota.room - held - (person.let_in - ended)
            if not wanted.fits(left):
                raise QuotaReached(self._told(held))
            person.left = uncounted(left - wanted) + wanted
            return _added(person, wanted)

    def _known(self, place: str) -> _Person:
        person = self._people.setdefault(place, _Person(self.quota.uncounted))
        self._people.move_to_end(place)
        if len(self._people) > _PEOPLE:
            self._people.popitem(last=False)
        return person

    def _told(self, held: Held) -> str:
        return (
            f"Nothing was stored: this person has {held.memories:,} memories in {held.pieces:,} pieces, of at most "
            f"{self.quota.memories:,} memories (memories_per_person) and {self.quota.room.pieces:,} pieces "
            f"(megabytes_per_person={self.quota.megabytes:,}). Searching goes on. Erase what is no longer needed, or "
            "raise these options at Authorize."
        )


def _added(person: _Person, wanted: Held) -> _Person:
    person.left -= wanted
    person.let_in += wanted
    return person
