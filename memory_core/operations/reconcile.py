"""Reconcile: facts against what is known. A model or a rule may propose; what is done is decided here.

What a plan holds is written in one operation. Nothing is erased: what is not true any longer stays, superseded.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from memory_core.domain.candidate import Channel
from memory_core.domain.facts import (
    FACT_TYPES,
    Action,
    Claim,
    Relation,
    may_supersede,
    of_one_person,
    seen_again,
    superseded,
)
from memory_core.domain.memory import Fact, MemoryType, of_kind, operation_id
from memory_core.domain.reading.compare import says_the_same
from memory_core.domain.replacing import keys_of, replaced
from memory_core.domain.scope import Scope, person_of
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.operations.background import Aim
from memory_core.operations.index import Draft, Vectors, index
from memory_core.operations.plan import NOT_THEIRS, PINNED, TOO_LATE, TOO_MANY, TOO_MANY_CHANGES, Outcome, Plan
from memory_core.ports import (
    Clock,
    Embedder,
    EncodedQuery,
    Entry,
    IndexedPiece,
    KeywordEncoder,
    MemoryRepository,
    Vector,
)

MAXIMUM_FACTS = 20
MAXIMUM_SUPERSEDED = 3
_ALIKE = 0.6  # from which on two facts may say the same: 0 are the cosines of unrelated texts, 1 are the same
_ALIKE_DEPTH = 8
_LONGEST_CHAIN = 50
_PEOPLE = 50  # who said the same, of whom the latest are looked at, where several share a realm
type _Key = tuple[MemoryType, str, str, str]  # and digest, and whose, by id and by name
type _Entries = dict[_Key, Entry]

_CHANGES = (Relation.UNTOLD, Relation.UPDATES, Relation.CONTRADICTS)


@dataclass(frozen=True, slots=True)
class Reconcile:
    """The reconciling step over its ports. To be called within the scope's turn, until its plan is written."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    aim: Aim
    now: Clock

    def __call__(self, scope: Scope, claims: Sequence[Claim], *, vectors: Vectors) -> Plan:
        """What is the same as something known needs no room; of the rest 20 facts are kept. What `vectors`
        does not hold yet is embedded in one request."""
        room = [n for n, claim in enumerate(claims) if claim.relation is not Relation.SAME]
        cut_short = tuple(room[MAXIMUM_FACTS:])
        kept = [claim for n, claim in enumerate(claims) if n not in cut_short]
        operation = operation_id()
        told = self._told_before(scope, kept)
        entries = self._index(scope, kept, vectors, operation, told)
        work = _Work(self.repository, scope, told, aim=self.aim, now=self.now(), entries=entries, operation=operation)
        work.held_back[TOO_MANY] += len(cut_short)
        for claim in kept:
            work.settle(claim)
        return replace(work.plan(), cut_short=cut_short)

    def _told_before(self, scope: Scope, claims: Sequence[Claim]) -> "_Told":
        """Read as one request, before anything is planned."""
        told = list(dict.fromkeys((claim.type, claim.digest) for claim in claims if claim.content))
        keys = list(dict.fromkeys(k for c in claims if c.relation is Relation.UNTOLD for k in keys_of(c)))
        anything = Selection(alive_at=0, states=())
        wanted = [(replace(anything, types=(of_type,), digest=digest), _PEOPLE) for of_type, digest in told]
        alive = Selection(alive_at=self.now(), types=FACT_TYPES)
        wanted += [(replace(alive, attribute=key), _PEOPLE + 2 * MAXIMUM_FACTS) for key in keys]
        found = [of_kind(Fact, memories) for memories in self.repository.recents(scope, wanted)] if wanted else []
        return _Told(dict(zip(told, found[: len(told)], strict=True)), dict(zip(keys, found[len(told) :], strict=True)))

    def _index(
        self, scope: Scope, claims: Sequence[Claim], vectors: Vectors, operation: str, told: "_Told"
    ) -> _Entries:
        """An entry for every content that is not known to the letter, as the fact that it would become; its id tells it
        from those with the same content that have ended."""
        drafts: dict[_Key, Draft] = {}
        for claim in claims:
            if claim.content and _key(claim) not in drafts:
                ended = told.latest_of(claim)
                if not (ended and ended.is_known(self.now())):
                    whose = [claim.person_id] if claim.person_id != person_of(scope.realm, scope.user) else []
                    named = scope.memory_id(claim.type, claim.digest, ended.id if ended else "", *whose, *_name(claim))
                    drafts[_key(claim)] = Draft(claim.remembered(memory_id=named, operation_id=operation))
        entries = index(list(drafts.values()), vectors=vectors, keywords=self.keywords)
        return dict(zip(drafts, entries, strict=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """What was told before: facts by type and digest, in whatever state, and those that are true by attribute; the
    latest first."""

    alike: Mapping[tuple[MemoryType, str], Sequence[Fact]]
    of_attribute: Mapping[str, Sequence[Fact]]

    def latest_of(self, claim: Claim, *, known_at: int | None = None) -> Fact | None:
        """The latest fact of the same content that is the same person's; `known_at` this moment, when given."""
        alike = self.alike[claim.type, claim.digest]
        whole = [fact for fact in alike if known_at is None or fact.is_known(known_at)]
        return next((fact for fact in whole if of_one_person(claim, fact)), None)


class _Work:
    """A plan in the making: `standing` are the memories as they will stand once it is written."""

    def __init__(
        self,
        repository: MemoryRepository,
        scope: Scope,
        told: "_Told",
        *,
        aim: Aim,
        now: int,
        entries: _Entries,
        operation: str,
    ) -> None:
        self._repository = repository
        self._told = told
        self._aim = aim
        self._scope = scope
        self._now = now
        self._entries = entries
        self._added: dict[str, Entry] = {}
        self._standing: dict[str, Fact] = {}
        self._outcomes: list[Outcome] = []
        self._superseded = 0
        self._operation = operation
        self.held_back: Counter[str] = Counter()

    def plan(self) -> Plan:
        entries = tuple(replace(entry, memory=self._standing[key]) for key, entry in self._added.items())
        amended = tuple(memory for key, memory in self._standing.items() if key not in self._added)
        return Plan(entries, amended, tuple(self._outcomes), +self.held_back, self._operation)

    def settle(self, claim: Claim) -> None:
        """Decides about one claim."""
        target = self._target(claim)
        if target and claim.relation is Relation.CONTRADICTS and _key(target)[:2] == _key(claim)[:2]:
            claim = replace(claim, content="")  # it repeats what it denies
        known = self._known(claim) or (target if claim.relation is Relation.SAME else None)
        if target is None or target == known or claim.relation not in _CHANGES:
            self._keep(claim, known)
        elif objection := self._objection(claim, target):
            self.held_back[objection] += 1
            if objection is not NOT_THEIRS or not _overrules(claim, target):
                self._keep(claim, known)
        elif _since(claim) < _since(target):
            self._keep_history(target, claim, known)
        else:
            self._change(target, claim, known)

    # -- what is known -------------------------------------------------------------------------------------------------

    def _target(self, claim: Claim) -> Fact | None:
        """The active fact that a claim is about: as the claim says, or by its attribute."""
        if claim.relation is Relation.UNTOLD:
            return self._of_attribute(claim)
        return self._current(claim.target) if claim.target else None

    def _current(self, fact: Fact | None) -> Fact | None:
        """What has become of a fact since it was read: itself, what superseded it, or None."""
        for _ in range(_LONGEST_CHAIN):
            if fact is None:
                return None
            fact = self._now_standing(fact.id)
            if fact is None or fact.is_active:
                return fact
            fact = self._now_standing(fact.superseded_by)
        return None

    def _now_standing(self, fact_id: str) -> Fact | None:
        if fact_id in self._standing:
            return self._standing[fact_id]
        wanted = Selection(alive_at=self._now, types=FACT_TYPES, states=(State.ACTIVE, State.SUPERSEDED))
        return next(iter(of_kind(Fact, self._repository.read(self._scope, wanted, [fact_id]))), None)

    def _of_attribute(self, claim: Claim) -> Fact | None:
        """What is known of the same attribute of the same person, and is true no longer if the claim is."""
        keys = keys_of(claim)
        if not keys:
            return None
        planned = [m for m in self._standing.values() if m.attribute in keys and m.is_active]
        stored = [fact for key in keys for fact in self._told.of_attribute[key] if fact.id not in self._standing]
        return replaced(claim, planned + stored)

    def _known(self, claim: Claim) -> Fact | None:
        """The active fact that says the same, to the letter or in meaning."""
        if not claim.content:
            return None
        entry = self._entries.get(_key(claim))
        if entry is None:
            return self._with_digest(claim)
        if entry.memory.id in self._added:
            return self._standing[entry.memory.id]
        return self._alike(claim, entry.pieces[0])

    def _with_digest(self, claim: Claim) -> Fact | None:
        stored = self._told.latest_of(claim, known_at=self._now)
        return self._standing.get(stored.id, stored) if stored else None

    def _alike(self, claim: Claim, piece: IndexedPiece) -> Fact | None:
        near = {
            key: _cosine(piece.dense, entry.pieces[0].dense)
            for key, entry in self._added.items()
            if entry.memory.type is claim.type
        }
        wanted = Selection(alive_at=self._now, types=(claim.type,))
        probe = EncodedQuery(piece.dense, piece.sparse, text=claim.content)
        best = self._repository.strongest(self._scope, wanted, probe, depth=_ALIKE_DEPTH, limit=4 * _ALIKE_DEPTH)
        best = [one for one in best if one.scores.get(Channel.DENSE, 0.0) >= _ALIKE]
        found = self._repository.memories_of(self._scope, wanted, best) if best else {}
        stored = {memory.id: memory for memory in of_kind(Fact, found.values())}
        near |= {found[one.memory].id: one.scores[Channel.DENSE] for one in best if one.memory in found}
        near = {key: cosine for key, cosine in near.items() if cosine >= _ALIKE}
        sameness = self._aim.background().sameness if near else float  # which is never above the cosine
        near = {key: alike for key, cosine in near.items() if (alike := sameness(cosine)) >= _ALIKE}
        for key, cosine in sorted(near.items(), key=lambda item: -item[1]):
            other = self._standing.get(key) or stored.get(key)
            same = other and other.is_active and _of_one_time(claim, other) and of_one_person(claim, other)
            if other and same and says_the_same(claim.content, other.content, cosine=cosine):
                return other
        return None

    # -- what is done --------------------------------------------------------------------------------------------------

    def _objection(self, claim: Claim, target: Fact) -> str:
        """Why `claim` may not supersede `target`; empty when it may."""
        if not may_supersede(claim, target):
            return NOT_THEIRS
        if target.pinned:
            return PINNED
        return TOO_MANY_CHANGES if self._superseded >= MAXIMUM_SUPERSEDED else ""

    def _change(self, target: Fact, claim: Claim, known: Fact | None) -> None:
        """Supersedes `target` by the fact, or by the message that contradicts it."""
        self._superseded += 1
        deletes = claim.relation is Relation.CONTRADICTS
        action = Action.ADD if deletes else Action.UPDATE
        kept = self._keep(claim, known, action=action, supersedes=(target.id,))
        if kept is None:
            target = replace(target, sources=(*target.sources, *claim.sources))
        by = kept.id if kept else claim.sources[0].memory_id
        self._end(target, by=by, at=_since(claim))
        if deletes:
            self._outcomes.append(Outcome(Action.DELETE, self._standing[target.id]))

    def _keep_history(self, target: Fact, claim: Claim, known: Fact | None) -> None:
        """What was said before the target was, and arrives after it, is history: it was true from then until the next
        version was, and the version before it until then."""
        if not claim.content or known is not None:
            self.held_back[TOO_LATE] += 1
            return
        at, versions = _since(claim), self._versions(target)
        later = min((v for v in versions if _since(v) > at), key=_since)
        before = [v for v in versions if _since(v) <= at and v.superseded_by == later.id]
        kept = self._keep(claim, None, supersedes=tuple(v.id for v in before))
        if kept is None:
            return
        self._end(kept, by=later.id, at=_since(later))
        for version in before:
            self._end(version, by=kept.id, at=at)
        rest = tuple(i for i in later.supersedes if i not in kept.supersedes)
        self._standing[later.id] = replace(later, supersedes=(*rest, kept.id))

    def _versions(self, target: Fact) -> list[Fact]:
        """The target, and everything that it superseded, directly or not."""
        found, wanted = {target.id: target}, list(target.supersedes)
        while wanted and len(found) < _LONGEST_CHAIN:
            read = [fact for i in wanted if i not in found and (fact := self._now_standing(i))]
            found |= {fact.id: fact for fact in read}
            wanted = [i for fact in read for i in fact.supersedes]
        return list(found.values())

    def _end(self, fact: Fact, *, by: str, at: int) -> None:
        ended = superseded(fact, by=by, at=at, operation=self._operation, now=self._now)
        self._standing[fact.id] = ended
        self._outcomes = [replace(o, memory=ended) if o.memory.id == ended.id else o for o in self._outcomes]

    def _keep(
        self, claim: Claim, known: Fact | None, *, action: Action = Action.ADD, supersedes: tuple[str, ...] = ()
    ) -> Fact | None:
        """Adds the fact, or finds it again in `known`; what stands for it then, None for a claim without content."""
        if known is not None:
            kept = seen_again(known, claim, now=self._now)
            kept = replace(kept, supersedes=(*kept.supersedes, *supersedes))
            action = Action.UPDATE if action is Action.UPDATE else Action.NOOP
        elif claim.content:
            entry = self._entries[_key(claim)]
            kept = claim.remembered(memory_id=entry.memory.id, operation_id=self._operation)
            kept = replace(kept, supersedes=supersedes)
            self._added[kept.id] = entry
        else:
            return None
        self._standing[kept.id] = kept
        self._outcomes.append(Outcome(action, kept))
        return kept


def _overrules(claim: Claim, target: Fact) -> bool:
    """Whether a model takes somebody's word, the assistant's, for a change of what the person said. That another person
    says something is theirs, whatever a model takes it for."""
    return claim.relation is not Relation.UNTOLD and of_one_person(claim, target)


def _key(fact: Fact | Claim) -> _Key:
    return fact.type, fact.digest, fact.person_id, fact.speaker.casefold()


def _name(fact: Fact | Claim) -> tuple[str, ...]:
    """The name of whoever speaks, if it is known."""
    return (fact.speaker.casefold(),) if fact.speaker else ()


def _since(fact: Fact | Claim) -> int:
    return fact.event_at if fact.valid_from is None else fact.valid_from


def _of_one_time(one: Claim, other: Fact) -> bool:
    """Whether two facts may be about the same time: "tomorrow" is another day each day."""
    times = [(fact.time_from, fact.time_to) for fact in (one, other)]
    return times[0] == times[1] or any(start is None for start, _ in times)


def _cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
