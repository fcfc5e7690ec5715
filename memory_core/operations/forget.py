"""Forget: memories are hidden by mark, to be undone, or erased for good; and with them what repeats them.

A message takes along the facts that were drawn from it alone, its quotes in the others, and the summaries of its
session; a fact, all its versions, and the messages that say little more; and both, when they are named by their ids,
the assistant's replies that only repeat them. Both kinds go on in batches, each within the turn of the very scope its
memories are stored in, so that a process that is killed halfway leaves whole batches: the same call finishes them.
Before anything is erased, what survives is amended and the rest is marked, in one write: what another process does with
it meanwhile conflicts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import batched

from memory_core.domain.forgetting import (
    forgotten,
    relinked,
    rests_on_something,
    undoable_until,
    unfollowed,
    unforgotten,
    with_hidden,
    without,
)
from memory_core.domain.memory import Fact, Memory, MemoryType, Said, Statement, of_kind, operation_id
from memory_core.domain.scope import Scope
from memory_core.errors import InvalidParameter, NotConfirmed
from memory_core.operations.choose import (
    ANY_FACT,
    ANYTHING,
    SHOWN,
    Choose,
    Selector,
    confirm_value,
    links,
    pages,
    previewed_at,
    sources_of,
)
from memory_core.ports import Clock, MemoryRepository, Turns

_AT_ONCE = 200  # memories that are forgotten in one write, besides what they take along
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be forgotten: how many of each type, with what they take along; some of those chosen, the latest
    first; and what the real call must bring."""

    counts: Counter[MemoryType]
    samples: tuple[Memory, ...]
    confirm: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was forgotten, and when. Erased, it is gone, except from disk: that is maintenance. By mark, `operation_id`
    brings it back until `undoable_until`, which is None for what is erased; then it is erased. `said_in` are messages
    and replies that tell of it, among other things, and stay. Without ids, nothing was found."""

    operation_id: str
    counts: Counter[MemoryType]
    ids: tuple[str, ...]
    at: int
    undoable_until: int | None
    said_in: tuple[str, ...] = ()
    erased_from_disk: bool = False


@dataclass(frozen=True, slots=True)
class _Reach:
    """What forgetting some memories reaches in their place, by id: what `goes` with them as they do, and the facts
    `drawn` from the messages among them, which stay if they rest on something else."""

    goes: dict[str, Memory]
    drawn: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Forget:
    """The forgetting operations over their ports."""

    repository: MemoryRepository
    now: Clock
    turns: Turns

    def preview(self, scope: Scope, selector: Selector, *, erase: bool) -> Preview:
        """Changes nothing. The answer's `confirm` is good for a day, for the same scope, selector and `erase`, while
        the memories it chooses are the same; what is stored from now on is not among them."""
        now = self.now()
        latest = self.repository.recent(scope, ANYTHING, limit=1)
        at = max([now, *(memory.created_at for memory in latest)])  # another host's clock may be ahead of ours
        choose = Choose(self.repository)
        chosen, samples = _Chosen(), list[Memory]()
        for memory in choose(scope, selector, erase=erase, at=at):
            chosen.add(memory)
            if len(samples) < _SAMPLES and memory.is_known(now):
                samples.append(memory)
        work = _Work(operation="", at=at, erase=erase, chosen=chosen.ids)
        types: dict[str, MemoryType] = {}
        for place, batch in chosen.batches():
            types |= work.ends(self._reach(place, batch, work))
        confirm = confirm_value(scope, selector, chosen.ids, erase=erase, at=at)
        return Preview(Counter(types.values()), tuple(samples), confirm)

    def __call__(
        self, scope: Scope, selector: Selector, *, erase: bool, confirm: str = "", operation: str = ""
    ) -> Receipt:
        """Forgets what `selector` chooses; all but ids must be confirmed by what a preview answered. `operation` is the
        id of one that this belongs to."""
        at = self.now()
        since = at if selector.ids else previewed_at(confirm, now=at)
        choose = Choose(self.repository)
        chosen, named = _Chosen(), list[Memory]()
        for memory in choose(scope, selector, erase=erase, at=since):
            chosen.add(memory)
            named += [memory] if selector.ids else []
        if not selector.ids and confirm.strip() != confirm_value(scope, selector, chosen.ids, erase=erase, at=since):
            raise NotConfirmed(
                "This confirm value came with another dry run, or what that chose has changed since. Nothing was "
                "forgotten; make a dry run again and bring the new value."
            )
        work = _Work(operation=operation or operation_id(), at=at, erase=erase, chosen=chosen.ids)
        told_in = sorted(sources_of(named) | {reply.id for reply in choose.naming(scope, named)})
        types: dict[str, MemoryType] = {}
        for place, batch in chosen.batches():
            types |= self.turns.until_written(partial(self._forget, place, batch, work))
        until = None if erase else undoable_until(at)
        staying = replace(ANYTHING, types=(MemoryType.EPISODIC,), states=SHOWN)
        said_in = [message.id for message in self.repository.read(scope, staying, told_in)]
        operation = work.operation if types else ""
        return Receipt(operation, Counter(types.values()), tuple(types), at, until, tuple(said_in))

    def undo(self, operation: str, *, scope: Scope) -> tuple[Memory, ...]:
        """Takes back what an operation forgot by mark; what is remembered again because of it. Empty when the scope
        holds nothing that it forgot. Refuses when that was more than 30 days ago."""
        touched = _Chosen()
        for memory in pages(self.repository, scope, replace(ANYTHING, operation=operation)) if operation else ():
            touched.add(memory)
        restored: list[Memory] = []
        for place, batch in touched.batches():
            restored += self.turns.until_written(partial(self._unforget, place, batch, operation))
        return tuple(restored)

    def erase(self, memories: Sequence[Memory], *, along: bool) -> int:
        """Erases memories and their quotes; with `along` also the facts that rest on nothing else. How many are
        gone."""
        chosen = _Chosen()
        for memory in memories:
            chosen.add(memory)
        work = _Work(operation=operation_id(), at=self.now(), erase=True, chosen=chosen.ids)
        erase = partial(self._erase_alone, work=work, along=along)
        return sum(self.turns.until_written(partial(erase, place, batch)) for place, batch in chosen.batches())

    # -- what that reaches ---------------------------------------------------------------------------------------------

    def _reach(self, place: Scope, ids: Sequence[str], work: "_Work") -> _Reach:
        wanted = replace(ANYTHING, states=() if work.erase else SHOWN)
        reach = _Reach({memory.id: memory for memory in self.repository.read(place, wanted, ids)})
        messages = _messages(reach.goes.values())
        self._add_versions(place, reach)
        self._add_drawn(place, reach, messages, work.chosen)
        if messages:
            summaries = replace(ANYTHING, types=(MemoryType.SUMMARY,))
            reach.goes.update((memory.id, memory) for memory in pages(self.repository, place, summaries))
        return reach

    def _add_versions(self, place: Scope, reach: _Reach) -> None:
        """Every version of the facts that go."""
        wanted = links(reach.goes.values()) - reach.goes.keys()
        while wanted:
            read = self.repository.read(place, ANY_FACT, list(wanted))
            reach.goes.update((memory.id, memory) for memory in read)
            wanted = links(read) - reach.goes.keys()

    def _add_drawn(self, place: Scope, reach: _Reach, messages: Sequence[str], chosen: Collection[str]) -> None:
        """The facts that were drawn from these messages; those that are chosen themselves go anyway."""
        drawn = pages(self.repository, place, replace(ANY_FACT, sources=tuple(messages))) if messages else ()
        for fact in of_kind(Fact, drawn):
            if fact.id in reach.goes:
                continue
            if fact.id in chosen:
                reach.goes[fact.id] = fact
            else:
                reach.drawn[fact.id] = fact

    # -- forgetting ----------------------------------------------------------------------------------------------------

    def _forget(self, place: Scope, ids: Sequence[str], work: "_Work") -> dict[str, MemoryType]:
        """Forgets memories of one very place and all they reach; what is not there any longer because of it."""
        with self.turns(place):
            reach = self._reach(place, ids, work)
            ended = work.ends(reach)
            if work.erase:
                self._erase(place, reach, work)
            else:
                self.repository.write(place, (), amended=work.marked(reach))
        return ended

    def _unforget(self, place: Scope, ids: Sequence[str], operation: str) -> list[Memory]:
        with self.turns(place):
            read = self.repository.read(place, ANYTHING, ids)
            edits = [edit for memory in read for edit in memory.edits if edit.operation_id == operation]
            if any(undoable_until(edit.at) <= self.now() for edit in edits):
                raise InvalidParameter("This was forgotten more than 30 days ago and cannot be undone any longer.")
            changed = [(m, back) for m in read if (back := unforgotten(m, operation=operation)) != m]
            self.repository.write(place, (), amended=[back for _, back in changed])
        return [back for memory, back in changed if _is_shown(back) and not _is_shown(memory)]

    def _erase_alone(self, place: Scope, ids: Sequence[str], *, work: "_Work", along: bool) -> int:
        with self.turns(place):
            reach = _Reach({memory.id: memory for memory in self.repository.read(place, ANYTHING, ids)})
            self._add_drawn(place, reach, _messages(reach.goes.values()), work.chosen)
            return self._erase(place, reach, work, along=along)

    def _erase(self, place: Scope, reach: _Reach, work: "_Work", *, along: bool = True) -> int:
        """Amends what stays and hides what goes, in one write, before it goes. How much goes."""
        gone = dict(reach.goes)
        if along:
            gone |= {i: fact for i, fact in reach.drawn.items() if work.ends_with_its_sources(fact)}
        staying: dict[str, Memory] = {i: fact for i, fact in reach.drawn.items() if i not in gone}
        beside = links(gone.values()) - gone.keys() - staying.keys()
        read = self.repository.read(place, ANYTHING, list(beside))
        staying |= {m.id: m for m in read if isinstance(m, Fact) or links([m]) & gone.keys()}
        staying |= self._later(place, gone)
        freed = [_freed(memory, gone, chosen=work.chosen) for memory in staying.values()]
        hidden = [forgotten(m, operation=work.operation, at=work.at) for m in gone.values()]
        elsewhere = defaultdict[Scope, list[Memory]](list)
        for memory in freed:
            elsewhere[memory.scope].append(memory)
        here = elsewhere.pop(place, [])
        for other, memories in elsewhere.items():
            self.repository.write(other, (), amended=memories)
        self.repository.write(place, (), amended=[*here, *hidden])
        self.repository.erase(place, list(gone))
        return len(gone)

    def _later(self, place: Scope, gone: Collection[str]) -> dict[str, Memory]:
        """What stays and follows or answers something that goes, in whatever session of the same person."""
        later = pages(self.repository, replace(place, session=None), replace(ANYTHING, follows=tuple(gone)))
        return {memory.id: memory for memory in later if memory.id not in gone}


@dataclass(frozen=True, slots=True)
class _Work:
    """One forgetting: of which ids, how, by which operation and when."""

    operation: str
    at: int
    erase: bool
    chosen: Collection[str]

    def ends(self, reach: _Reach) -> dict[str, MemoryType]:
        """What is not there any longer afterwards, and was before: erasing, everything that goes; else, what is
        hidden."""
        there = [memory for memory in reach.goes.values() if self.erase or _is_shown(memory)]
        there += [m for m in reach.drawn.values() if (self.erase or _is_shown(m)) and self.ends_with_its_sources(m)]
        return {memory.id: memory.type for memory in there}

    def ends_with_its_sources(self, fact: Fact) -> bool:
        """Whether a fact that was drawn from what is chosen does not survive that."""
        if self.erase:
            return not rests_on_something(without(fact, self.chosen))
        return not _is_shown(self._hidden(fact))

    def marked(self, reach: _Reach) -> list[Memory]:
        """Every record that forgetting by mark changes. What this very operation marked already stays as it is."""
        goes = [memory for memory in reach.goes.values() if memory.end_operation_id != self.operation]
        drawn = [(fact, self._hidden(fact)) for fact in reach.drawn.values()]
        return [
            *(forgotten(memory, operation=self.operation, at=self.at) for memory in goes),
            *(hidden for fact, hidden in drawn if hidden != fact),
        ]

    def _hidden(self, fact: Fact) -> Fact:
        return with_hidden(fact, self.chosen, operation=self.operation, at=self.at)


class _Chosen:
    """Ids of memories, by the very scope they are stored in."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self._places: dict[Scope, list[str]] = defaultdict(list)

    def add(self, memory: Memory) -> None:
        if memory.id not in self.ids:
            self.ids.add(memory.id)
            self._places[memory.scope].append(memory.id)

    def batches(self) -> Iterator[tuple[Scope, Sequence[str]]]:
        for place, ids in self._places.items():
            for batch in batched(ids, _AT_ONCE):
                yield place, batch


def _freed(memory: Memory, gone: Mapping[str, Memory], *, chosen: Collection[str]) -> Memory:
    """What stays, without a trace of what goes."""
    freed = relinked(without(memory, chosen), gone)
    return unfollowed(freed, gone) if isinstance(freed, Statement) else freed


def _messages(memories: Iterable[Memory]) -> list[str]:
    return [message.id for message in of_kind(Said, memories)]


def _is_shown(memory: Memory) -> bool:
    return memory.state in SHOWN
