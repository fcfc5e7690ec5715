"""Used: which memories the last searches of a space answered with, and why; in memory alone, and no word of a query."""

import threading
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from memory_core.domain.hit import Hit
from memory_core.domain.scope import Scope
from memory_core.domain.why import Reason

_SEARCHES = 200  # of a space that are remembered,
_SPACES = 100


@dataclass(frozen=True, slots=True)
class Use:
    """A search of `at` (microseconds) put a memory on this rank, from 1 on, with this score; `shares` add up to it."""

    at: int
    rank: int
    score: float
    shares: Mapping[Reason, float]


class RecentUses:
    """The last searches by space, of whatever service of this process. Safe to share between threads."""

    def __init__(self) -> None:
        self._searches: OrderedDict[str, deque[tuple[Scope, dict[str, Use]]]] = OrderedDict()
        self._turn = threading.Lock()

    def note(self, scope: Scope, hits: Sequence[Hit], *, at: int) -> None:
        uses = {
            hit.memory.id: Use(at, rank, hit.score, hit.why.shares)
            for rank, hit in enumerate(hits, 1)
            if not hit.recent
        }
        with self._turn:
            of_space = self._searches.setdefault(scope.space, deque(maxlen=_SEARCHES))
            of_space.append((scope, uses))
            self._searches.move_to_end(scope.space)
            while len(self._searches) > _SPACES:
                self._searches.popitem(last=False)

    def of(self, memory_id: str, scope: Scope, *, limit: int) -> tuple[Use, ...]:
        """The last searches from within `scope` that answered with the memory, the latest first."""
        with self._turn:
            searches = list(self._searches.get(scope.space, ()))
        inside = (uses for asked, uses in reversed(searches) if scope.covers(asked))
        return tuple(uses[memory_id] for uses in inside if memory_id in uses)[:limit]


USES = RecentUses()
