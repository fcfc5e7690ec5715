"""Overview: what an agent's part of a space holds, person by person, for whoever looks after it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from memory_core.domain.memory import Extraction, MemoryType
from memory_core.domain.scope import Scope, person_of
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.domain.times import DAY, SECOND
from memory_core.ports import Census, Clock, MemoryRepository

EXPIRING_DAYS = 30
_DAYS = 30  # of growth, unless others are asked for
_GOOD_FOR, _KEPT = 10 * SECOND, 64
_ANYTHING = Selection(alive_at=0, states=())


@dataclass(frozen=True, slots=True)
class PersonCount:
    """Whose memories lie together: those of a realm or, where there is none, of one user (`""` for what belongs to
    nobody alone). `active` are those that answer, `kept` all that are stored, hidden ones too."""

    place: Scope
    active: int
    kept: int

    @property
    def name(self) -> str:
        """The host's own id of the person; the whole realm of what is no single person's."""
        return person_of(self.place.realm, self.place.user) or self.place.realm


@dataclass(frozen=True, slots=True)
class Overview:
    """`memories` counts by type and state, all of them; `people` stand with the most memories first. `grown` has, for
    each of the last days, when it began and how many memories were stored on it. `pending` messages wait to be read,
    `expiring` memories will have expired in 30 days, and `expired` ones wait to be erased."""

    people: tuple[PersonCount, ...]
    memories: Mapping[tuple[MemoryType, State], int]
    grown: tuple[tuple[int, int], ...]
    pending: int
    expiring: int
    expired: int


@dataclass(frozen=True, slots=True)
class Survey:
    """The surveying operation over its ports. `written` changes when something is written, and is None where that is
    not known: while it stays the same, an overview is good for ten seconds."""

    open_census: Callable[[], Census]
    repository: MemoryRepository
    now: Clock
    written: Callable[[], Hashable] = lambda: None
    _last: dict[tuple[Scope, int], tuple[Hashable, Overview]] = field(default_factory=dict)

    def __call__(self, agent: Scope, *, days: int) -> Overview:
        """Of the space and agent that `agent` names, whatever its realm."""
        now, stamp = self.now(), self.written()
        kept = self._last.get((agent, days))
        if kept and kept[0] == (stamp, now // _GOOD_FOR):
            return kept[1]
        overview = self._surveyed(agent, now=now, days=days)
        if stamp is not None:
            if len(self._last) >= _KEPT:
                self._last.clear()
            self._last[agent, days] = ((stamp, now // _GOOD_FOR), overview)
        return overview

    def _surveyed(self, agent: Scope, *, now: int, days: int) -> Overview:
        kinds = [Selection(alive_at=0, types=(kind,), states=()) for kind in MemoryType]
        waiting = [
            Selection(alive_at=now, extraction=Extraction.PENDING),
            Selection(alive_at=now, expired_by=now + EXPIRING_DAYS * DAY),
            Selection(alive_at=0, states=(), expired_by=now),
        ]
        today = now - now % DAY
        starts = [today - number * DAY for number in reversed(range(days))]
        grown = [Selection(0, states=(), stored_since=day, stored_until=day + DAY - 1) for day in starts]
        with self._census(agent) as census:
            tallied = census.tally(agent.space, kinds)
            by_kind = [_of_agent(one, agent) for one in tallied]
            alone = {place.agent for one in tallied for place, _ in one} <= {agent.agent}
            rest = self._counts(census, agent, [*waiting, *grown], alone=alone)
            people = self._people(census, by_kind)
        memories = Counter[tuple[MemoryType, State]]()
        for kind, numbers in zip(MemoryType, by_kind, strict=True):
            for (_, state), number in numbers.items():
                memories[kind, state] += number
        return Overview(people, memories, tuple(zip(starts, rest[3:], strict=True)), *rest[:3])

    @contextmanager
    def _census(self, agent: Scope) -> Iterator[Census]:
        """The repository is read first: it keeps the files open that the census would open and close each time."""
        self.repository.is_empty(agent)
        with closing(self.open_census()) as census:
            yield census

    def _counts(self, census: Census, agent: Scope, wanted: Sequence[Selection], *, alone: bool) -> list[int]:
        """Of the agent's part; `alone` says that this is all of the space, which is counted faster."""
        if alone:
            return census.counts(agent.space, wanted)
        return [sum(_of_agent(one, agent).values()) for one in census.tally(agent.space, wanted)]

    def people(self, agent: Scope) -> tuple[PersonCount, ...]:
        """Everybody, those with the most memories first."""
        return self(agent, days=_DAYS).people

    def _people(self, census: Census, counted: Sequence[Mapping[tuple[Scope, State], int]]) -> tuple[PersonCount, ...]:
        active, kept = Counter[Scope](), Counter[Scope]()
        for numbers in counted:
            for (place, state), number in numbers.items():
                kept[place] += number
                active[place] += number if state is State.ACTIVE else 0
        for place in [place for place in kept if not place.realm]:
            del kept[place], active[place]
            for user, number in census.users(place, _ANYTHING).items():
                kept[_with_user(place, user)] = number
            for user, number in census.users(place, Selection(alive_at=0)).items():
                active[_with_user(place, user)] = number
        people = [PersonCount(place, active[place], number) for place, number in kept.items()]
        return tuple(sorted(people, key=lambda person: (-person.kept, person.place.realm, person.place.user or "")))


def _of_agent(counted: Mapping[tuple[Scope, State], int], agent: Scope) -> Mapping[tuple[Scope, State], int]:
    return {(place, state): number for (place, state), number in counted.items() if place.agent == agent.agent}


def _with_user(place: Scope, user: str) -> Scope:
    return Scope(space=place.space, agent=place.agent, user=user)
