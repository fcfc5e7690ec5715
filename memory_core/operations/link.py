"""Link: what a person said later about the same as a hit, which may have changed it. Nothing is hidden for it."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from memory_core.domain.hit import Hit, Later
from memory_core.domain.memory import Memory, MemoryType, Statement, drawn_from, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.ports import MemoryRepository

_FOLLOWERS = 100  # that are looked at, of all hits together
_BRINGING = 5  # hits, the best, that bring along what was not found by itself
_LIKELY = 0.08  # from which on they do; one of four changed the hit


@dataclass(frozen=True, slots=True)
class Link:
    """The linking step over its port."""

    repository: MemoryRepository

    def __call__(self, hits: Sequence[Hit], *, scope: Scope, selection: Selection) -> tuple[Hit, ...]:
        """The hits, each with the later statement that most likely changed it; the best of them also with one that is
        no hit itself."""
        found = {memory_id for hit in hits for memory_id in _ids(hit.memory)}
        if not found or MemoryType.EPISODIC not in selection.types:
            return tuple(hits)
        wanted = replace(_at_any_time(selection), follows=tuple(sorted(found)), evidence=True)
        later = of_kind(Statement, self.repository.recent(scope, wanted, limit=_FOLLOWERS))
        brought: set[str] = set()
        linked = []
        for number, hit in enumerate(hits):
            least = _LIKELY if number < _BRINGING else 1.0
            nearest = _likeliest(hit, later, found=found, brought=brought, least=least)
            if nearest:
                brought.add(nearest.memory.id)
            linked.append(replace(hit, later=nearest))
        return tuple(linked)


def _likeliest(
    hit: Hit, later: Sequence[Statement], *, found: Set[str], brought: Set[str], least: float
) -> Later | None:
    """Among what was found as well, and of the rest what is not brought yet and likely enough."""
    ids = _ids(hit.memory)
    following = [
        Later(one, followed.likely)
        for one in later
        for followed in one.follows
        if followed.memory_id in ids and one.event_at > hit.memory.event_at
    ]
    fitting = [o for o in following if o.memory.id in found or (o.likely >= least and o.memory.id not in brought)]
    return max(fitting, key=lambda one: one.likely, default=None)


def _at_any_time(selection: Selection) -> Selection:
    return replace(selection, since=None, until=None, since_day="", until_day="")


def _ids(memory: Memory) -> tuple[str, ...]:
    """Of what was said: the memory itself, or the messages that it was drawn from."""
    return tuple(source.memory_id for source in drawn_from(memory)) or (memory.id,)
