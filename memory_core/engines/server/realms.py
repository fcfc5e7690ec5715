"""How large a realm is, and whether anybody is named in it: counted seldom, for it changes slowly beside what a search
costs."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memory_core.domain.scope import Scope
from memory_core.engines.payload import Mark, realm_key
from memory_core.ports import Entry

_SECONDS = 60.0  # that a count serves; what this process writes meanwhile is added
_KEPT = 10_000


@dataclass(slots=True)
class _Size:
    points: int
    at: float


@dataclass(eq=False, slots=True)
class RealmSizes:
    """Points of realms that have a mark, as `clock` (seconds) goes on. What others write shows after a minute: a word's
    weight goes by the logarithm of this, and names of people that are new to a realm are words like others until
    then."""

    clock: Callable[[], float] = time.monotonic
    _sizes: dict[tuple[Mark, str], _Size] = field(default_factory=dict)

    def of(self, mark: Mark, scope: Scope, count: Callable[[], int]) -> int:
        """As it was counted, or `count` says now."""
        place = mark, realm_key(scope)
        known = self._sizes.get(place)
        if known is None or self.clock() - known.at > _SECONDS:
            if len(self._sizes) > _KEPT:
                self._sizes.clear()
            known = self._sizes[place] = _Size(count(), self.clock())
        return known.points

    def add(self, entries: Sequence[Entry], marks_of: Callable[[Entry], Sequence[str]]) -> None:
        """What was just written."""
        for entry in entries:
            marks, key = marks_of(entry), realm_key(entry.memory.scope)
            for mark in (Mark.TOLD, Mark.NAMED):
                known = self._sizes.get((mark, key))
                if known is not None and mark.of(key) in marks:
                    known.points += len(entry.pieces)

    def forget(self, scope: Scope) -> None:
        """Something of the realm was removed."""
        for mark in (Mark.TOLD, Mark.NAMED):
            self._sizes.pop((mark, realm_key(scope)), None)
