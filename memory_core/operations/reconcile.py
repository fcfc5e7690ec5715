"""Reconcile: facts against what is known. A model or a rule may propose; what is done is decided here.

What a plan holds is written in one operation. Nothing is erased: what is not true any longer stays, superseded.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.facts import FACT_TYPES, Action, Relation, may_supersede, seen_again, superseded
from memory_core.domain.memory import Memory, MemoryType, State
from memory_core.domain.naming import memory_id, operation_id
from memory_core.domain.ranking import Channel
from memory_core.domain.reading.attributes import says_the_same
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.operations.background import Aim
from memory_core.operations.index import Draft, index
from memory_core.ports import Clock, Embedder, Entry, IndexedPiece, KeywordEncoder, MemoryRepository, Probe, Vector

MAXIMUM_FACTS = 20
MAXIMUM_SUPERSEDED = 3
_ALIKE = 0.6  # from which on two facts may say the same: 0 are the cosines of unrelated texts, 1 are the same
_ALIKE_DEPTH = 8
_LONGEST_CHAIN = 50
type _Key = tuple[MemoryType, str]  # and digest
type _Entries = dict[_Key, Entry]

_CHANGES = (Relation.UNTOLD, Relation.UPDATES, Relation.CONTRADICTS)

# Why a fact was not kept, or not as proposed.
TOO_MANY, TOO_MANY_CHANGES, NOT_THEIRS, PINNED, TOO_LATE = (
    "more_than_20_facts",
    "more_than_3_changes",
    "not_the_users_word",
    "pinned",
    "changed_since",
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact as it would stand, yet without its id; without content, it only contradicts `target`."""

    memory: Memory
    relation: Relation = Relation.UNTOLD
    target: Memory | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done about a fact: `memory` is the one that was added, found again (NOOP) or ended (DELETE)."""

    action: Action
    memory: Memory


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, at once, and what that does. `held_back` counts what rules refused or cut short."""

    entries: tuple[Entry, ...] = ()
    amended: tuple[Memory, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    held_back: Counter[str] = field(default_factory=Counter)
    operation_id: str = ""
    cut_short: tuple[int, ...] = ()  # the numbers of the proposals, from 0, for which there was no room


@dataclass(frozen=True, slots=True)
class Reconcile:
    """The reconciling step over its ports. To be called within the scope's turn, until its plan is written."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    aim: Aim
    now: Clock

    def __call__(self, scope: Scope, proposals: Sequence[Proposal], *, beside: Sequence[Entry] = ()) -> Plan:
        """What is the same as something known needs no room; of the rest 20 facts are kept. `beside` are the entries
        that are written with the plan."""
        room = [n for n, proposal in enumerate(proposals) if proposal.relation is not Relation.SAME]
        cut_short = tuple(room[MAXIMUM_FACTS:])
        kept = [proposal for n, proposal in enumerate(proposals) if n not in cut_short]
        work = _Work(self.repository, scope, aim=self.aim, now=self.now(), entries=self._index(scope, kept, beside))
        work.held_back[TOO_MANY] += len(cut_short)
        for proposal in kept:
            work.settle(proposal)
        return replace(work.plan(), cut_short=cut_short)

    def _index(self, scope: Scope, proposals: Sequence[Proposal], beside: Sequence[Entry]) -> _Entries:
        """An entry for every content that is not known to the letter; its id tells it from those with the same content
        that have ended."""
        drafts: dict[_Key, Draft] = {}
        for memory in (proposal.memory for proposal in proposals):
            if memory.content and _key(memory) not in drafts:
                selection = Selection(alive_at=0, types=(memory.type,), states=(), digest=memory.digest)
                ended = self.repository.recent(scope, selection, limit=1)
                if not (ended and ended[0].is_known(self.now())):
                    named = memory_id(scope, memory.type, memory.digest, ended[0].id if ended else "")
                    drafts[_key(memory)] = Draft(replace(memory, id=named))
        entries = index(list(drafts.values()), embedder=self.embedder, keywords=self.keywords, beside=beside)
        return dict(zip(drafts, entries, strict=True))


class _Work:
    """A plan in the making: `standing` are the memories as they will stand once it is written."""

    def __init__(self, repository: MemoryRepository, scope: Scope, *, aim: Aim, now: int, entries: _Entries) -> None:
        self._repository = repository
        self._aim = aim
        self._scope = scope
        self._now = now
        self._entries = entries
        self._added: dict[str, Entry] = {}
        self._standing: dict[str, Memory] = {}
        self._outcomes: list[Outcome] = []
        self._superseded = 0
        self._operation = operation_id()
        self.held_back: Counter[str] = Counter()

    def plan(self) -> Plan:
        entries = tuple(replace(entry, memory=self._standing[key]) for key, entry in self._added.items())
        amended = tuple(memory for key, memory in self._standing.items() if key not in self._added)
        return Plan(entries, amended, tuple(self._outcomes), +self.held_back, self._operation)

    def settle(self, proposal: Proposal) -> None:
        """Decides about one fact."""
        target = self._target(proposal)
        if target and proposal.relation is Relation.CONTRADICTS and _key(target) == _key(proposal.memory):
            proposal = replace(proposal, memory=replace(proposal.memory, content=""))  # it repeats what it denies
        known = self._known(proposal.memory) or (target if proposal.relation is Relation.SAME else None)
        if target is None or target == known or proposal.relation not in _CHANGES:
            self._keep(proposal.memory, known)
        elif objection := self._objection(proposal.memory, target):
            self.held_back[objection] += 1
            if objection is not NOT_THEIRS or proposal.relation is Relation.UNTOLD:  # no model's claim to hold back
                self._keep(proposal.memory, known)
        elif _since(proposal.memory) < _since(target):
            self._keep_history(target, proposal.memory, known)
        else:
            self._change(target, proposal, known)

    # -- what is known -------------------------------------------------------------------------------------------------

    def _target(self, proposal: Proposal) -> Memory | None:
        """The active memory that a fact is about: as the proposal says, or by its attribute."""
        if proposal.relation is Relation.UNTOLD:
            return self._of_attribute(proposal.memory.attribute)
        return self._current(proposal.target) if proposal.target else None

    def _current(self, memory: Memory | None) -> Memory | None:
        """What has become of a memory since it was read: itself, what superseded it, or None."""
        for _ in range(_LONGEST_CHAIN):
            if memory is None:
                return None
            memory = self._now_standing(memory.id)
            if memory is None or memory.is_active:
                return memory
            memory = self._now_standing(memory.superseded_by)
        return None

    def _now_standing(self, memory_id: str) -> Memory | None:
        if memory_id in self._standing:
            return self._standing[memory_id]
        wanted = Selection(alive_at=self._now, types=FACT_TYPES, states=(State.ACTIVE, State.SUPERSEDED))
        return next(iter(self._repository.read(self._scope, wanted, [memory_id])), None)

    def _of_attribute(self, attribute: str) -> Memory | None:
        if not attribute:
            return None
        planned = [m for m in self._standing.values() if m.attribute == attribute and m.is_active]
        wanted = Selection(alive_at=self._now, types=FACT_TYPES, attribute=attribute)
        stored = self._repository.recent(self._scope, wanted, limit=1 + len(self._standing))
        return next(iter(planned + [m for m in stored if m.id not in self._standing]), None)

    def _known(self, memory: Memory) -> Memory | None:
        """The active memory that says the same, to the letter or in meaning."""
        if not memory.content:
            return None
        entry = self._entries.get(_key(memory))
        if entry is None:
            return self._with_digest(memory)
        if entry.memory.id in self._added:
            return self._standing[entry.memory.id]
        return self._alike(memory, entry.pieces[0])

    def _with_digest(self, memory: Memory) -> Memory | None:
        wanted = Selection(alive_at=self._now, types=(memory.type,), digest=memory.digest)
        stored = self._repository.recent(self._scope, wanted, limit=1)
        return self._standing.get(stored[0].id, stored[0]) if stored else None

    def _alike(self, memory: Memory, piece: IndexedPiece) -> Memory | None:
        near = {
            key: _cosine(piece.dense, entry.pieces[0].dense)
            for key, entry in self._added.items()
            if entry.memory.type is memory.type
        }
        wanted = Selection(alive_at=self._now, types=(memory.type,))
        found = self._repository.search(self._scope, wanted, Probe(piece.dense, piece.sparse), depth=_ALIKE_DEPTH)
        near |= {str(key): scores.get(Channel.DENSE, 0.0) for key, scores in found.scores.items()}
        near = {key: cosine for key, cosine in near.items() if cosine >= _ALIKE}
        sameness = self._aim.background().sameness if near else float  # which is never above the cosine
        near = {key: alike for key, cosine in near.items() if (alike := sameness(cosine)) >= _ALIKE}
        stored = {m.id: m for m in self._repository.read(self._scope, wanted, list(near))}
        for key, cosine in sorted(near.items(), key=lambda item: -item[1]):
            other = self._standing.get(key) or stored.get(key)
            same = other and other.is_active and _of_one_time(memory, other)
            if other and same and says_the_same(memory.content, other.content, cosine=cosine):
                return other
        return None

    # -- what is done --------------------------------------------------------------------------------------------------

    def _objection(self, memory: Memory, target: Memory) -> str:
        """Why `memory` may not supersede `target`; empty when it may."""
        if not may_supersede(memory, target):
            return NOT_THEIRS
        if target.pinned:
            return PINNED
        return TOO_MANY_CHANGES if self._superseded >= MAXIMUM_SUPERSEDED else ""

    def _change(self, target: Memory, proposal: Proposal, known: Memory | None) -> None:
        """Supersedes `target` by the fact, or by the message that contradicts it."""
        self._superseded += 1
        memory, deletes = proposal.memory, proposal.relation is Relation.CONTRADICTS
        action = Action.ADD if deletes else Action.UPDATE
        kept = self._keep(memory, known, action=action, supersedes=(target.id,))
        if kept is None:
            target = replace(target, sources=(*target.sources, *memory.sources))
        by = kept.id if kept else memory.sources[0].memory_id
        self._end(target, by=by, at=_since(memory))
        if deletes:
            self._outcomes.append(Outcome(Action.DELETE, self._standing[target.id]))

    def _keep_history(self, target: Memory, memory: Memory, known: Memory | None) -> None:
        """What was said before the target was, and arrives after it, is history: it was true from then until the next
        version was, and the version before it until then."""
        if not memory.content or known is not None:
            self.held_back[TOO_LATE] += 1
            return
        at, versions = _since(memory), self._versions(target)
        later = min((v for v in versions if _since(v) > at), key=_since)
        before = [v for v in versions if _since(v) <= at and v.superseded_by == later.id]
        kept = self._keep(memory, None, supersedes=tuple(v.id for v in before))
        if kept is None:
            return
        self._end(kept, by=later.id, at=_since(later))
        for version in before:
            self._end(version, by=kept.id, at=at)
        rest = tuple(i for i in later.supersedes if i not in kept.supersedes)
        self._standing[later.id] = replace(later, supersedes=(*rest, kept.id))

    def _versions(self, target: Memory) -> list[Memory]:
        """The target, and everything that it superseded, directly or not."""
        found, wanted = {target.id: target}, list(target.supersedes)
        while wanted and len(found) < _LONGEST_CHAIN:
            read = [memory for i in wanted if i not in found and (memory := self._now_standing(i))]
            found |= {memory.id: memory for memory in read}
            wanted = [i for memory in read for i in memory.supersedes]
        return list(found.values())

    def _end(self, memory: Memory, *, by: str, at: int) -> None:
        ended = superseded(memory, by=by, at=at, operation=self._operation, now=self._now)
        self._standing[memory.id] = ended
        self._outcomes = [replace(o, memory=ended) if o.memory.id == ended.id else o for o in self._outcomes]

    def _keep(
        self, memory: Memory, known: Memory | None, *, action: Action = Action.ADD, supersedes: tuple[str, ...] = ()
    ) -> Memory | None:
        """Adds the fact, or finds it again in `known`; what stands for it then, None for a fact without content."""
        if known is not None:
            kept = seen_again(known, memory, now=self._now)
            kept = replace(kept, supersedes=(*kept.supersedes, *supersedes))
            action = Action.UPDATE if action is Action.UPDATE else Action.NOOP
        elif memory.content:
            entry = self._entries[_key(memory)]
            kept = replace(memory, id=entry.memory.id, operation_id=self._operation, supersedes=supersedes)
            self._added[kept.id] = entry
        else:
            return None
        self._standing[kept.id] = kept
        self._outcomes.append(Outcome(action, kept))
        return kept


def _key(memory: Memory) -> _Key:
    return memory.type, memory.digest


def _since(memory: Memory) -> int:
    return memory.event_at if memory.valid_from is None else memory.valid_from


def _of_one_time(one: Memory, other: Memory) -> bool:
    """Whether two facts may be about the same time: "tomorrow" is another day each day."""
    times = [(memory.time_from, memory.time_to) for memory in (one, other)]
    return times[0] == times[1] or any(start is None for start, _ in times)


def _cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
