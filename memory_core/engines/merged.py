"""What several collections found, as one."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from memory_core.domain.candidate import Candidate, Channel
from memory_core.domain.memory import Memory
from memory_core.domain.weights import WEIGHTS


class Revisions:
    """Memories by their ids, each in the latest revision that was found."""

    def __init__(self, memories: Iterable[Memory]) -> None:
        self.latest: dict[str, Memory] = {}
        self.add_latest(memories)

    def add_latest(self, memories: Iterable[Memory]) -> None:
        for memory in memories:
            known = self.latest.get(memory.id)
            if known is None or memory.revision >= known.revision:
                self.latest[memory.id] = memory

    def older_than(self, stored: Iterable[Memory]) -> dict[str, int]:
        """The ids of those of which a later revision is stored, with that revision."""
        later: dict[str, int] = {}
        for memory in stored:
            if memory.revision > max(self.latest[memory.id].revision, later.get(memory.id, -1)):
                later[memory.id] = memory.revision
        return later

    def drop(self, ids: Mapping[str, int]) -> None:
        """Also when they are added again in an earlier revision than that."""
        for memory_id in ids:
            del self.latest[memory_id]
        self._least = ids

    _least: Mapping[str, int] = {}

    def memories(self) -> list[Memory]:
        return [memory for memory in self.latest.values() if memory.revision >= self._least.get(memory.id, 0)]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Memories in order; `is_all` says that there are no more of them."""

    memories: list[Memory]
    is_all: bool


def in_order(
    memories: Iterable[Memory], lists: Sequence[Sequence[Memory]], *, full: int, oldest_first: bool
) -> Ordered:
    """These memories of `lists`, each in the order of storing, as far as all of them reach: a list of `full` memories
    may go on behind its last."""
    sign = 1 if oldest_first else -1
    ends = [sign * one[-1].created_at for one in lists if len(one) >= full]
    ordered = sorted(memories, key=lambda memory: sign * memory.created_at)
    reached = [memory for memory in ordered if not ends or sign * memory.created_at <= min(ends)]
    return Ordered(reached, is_all=not ends)


class Merged:
    """Candidates of several collections; a memory that is in two of them is taken from the last.

    What was found by words alone cannot be as strong as what was found by its meaning, too. Its meaning, which nobody
    could compare, counts as much as the weakest match that was found by both.
    """

    def __init__(self) -> None:
        self._found: list[tuple[Sequence[Candidate], bool]] = []

    def add(self, candidates: Sequence[Candidate], *, by_words: bool) -> None:
        """Those of one collection, after those of the others."""
        self._found.append((candidates, by_words))

    def strongest(self, limit: int) -> list[Candidate]:
        least = min((one.strength for found, by_words in self._found if not by_words for one in found), default=0.0)
        of_memory: dict[Hashable, list[Candidate]] = {}
        for found, by_words in self._found:
            of_memory |= _by_memory([_stronger(one, least) for one in found] if by_words else found)
        everything = [candidate for candidates in of_memory.values() for candidate in candidates]
        return sorted(everything, key=lambda candidate: -candidate.strength)[:limit]


def _by_memory(candidates: Sequence[Candidate]) -> dict[Hashable, list[Candidate]]:
    found: dict[Hashable, list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault(candidate.memory, []).append(candidate)
    return found


def _stronger(candidate: Candidate, by: float) -> Candidate:
    meaning = {Channel.DENSE: by / WEIGHTS.channels[Channel.DENSE]}
    return candidate._replace(strength=candidate.strength + by, scores={**candidate.scores, **meaning})


def sum_of[K: Hashable](counts: Iterable[Mapping[K, int]]) -> Counter[K]:
    total: Counter[K] = Counter()
    for one in counts:
        total.update(one)
    return total
