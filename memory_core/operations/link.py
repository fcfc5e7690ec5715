"""Link: what a person said later about the same as a hit, which may have changed it. Nothing is hidden for it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.hit import Hit, Later
from memory_core.domain.memory import Memory, MemoryType, Statement, drawn_from, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.ports import MemoryRepository

_FOLLOWERS = 100  # that are looked at, of all hits together
_LINKED = 5  # hits, the best, that bring along what was not found by itself
_SURE = 0.45  # likeness from which on a hit may be shown as the earlier of two


@dataclass(frozen=True, slots=True)
class Link:
    """The linking step over its port."""

    repository: MemoryRepository

    def __call__(self, hits: Sequence[Hit], *, scope: Scope, selection: Selection) -> tuple[Hit, ...]:
        """The hits, each with its nearest later statement; the first of them also with one that is no hit itself."""
        followed = tuple({memory_id for hit in hits for memory_id in _ids(hit.memory)})
        if not followed or MemoryType.EPISODIC not in selection.types:
            return tuple(hits)
        wanted = replace(selection, follows=followed, evidence=True, since=None, until=None)
        later = of_kind(Statement, self.repository.recent(scope, wanted, limit=_FOLLOWERS))
        found = {memory_id for hit in hits for memory_id in _ids(hit.memory)}
        brought: set[str] = set()
        linked = []
        for number, hit in enumerate(hits):
            may_bring = number < _LINKED
            nearest = _nearest(hit, [one for one in later if one.id in found or (may_bring and one.id not in brought)])
            if nearest:
                brought.add(nearest.memory.id)
            linked.append(replace(hit, later=nearest))
        return tuple(linked)


def _nearest(hit: Hit, later: Sequence[Statement]) -> Later | None:
    """The statement that follows the hit most surely."""
    ids = _ids(hit.memory)
    near = [
        Later(one, followed.likeness, is_sure=not place and followed.likeness >= _SURE)
        for one in later
        for place, followed in enumerate(one.follows)
        if followed.memory_id in ids and one.event_at > hit.memory.event_at
    ]
    return max(near, key=lambda one: (one.is_sure, one.likeness), default=None)


def _ids(memory: Memory) -> tuple[str, ...]:
    """Of what was said: the memory itself, or the messages that it was drawn from."""
    return tuple(source.memory_id for source in drawn_from(memory)) or (memory.id,)
