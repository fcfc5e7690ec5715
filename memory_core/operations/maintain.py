"""Maintain: what was left for later, worked off within a time budget.

What people were promised comes first: what has expired and what was forgotten long ago is erased, and then removed from
disk. Models, which may take all the time there is, are asked with what is left of it.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched, chain

from memory_core.domain.forgetting import forgotten_since, undoable_until
from memory_core.domain.memory import Extraction, Memory, MemoryType, Said, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.times import SECOND
from memory_core.errors import EmbeddingFailed, InvalidSettings, StorageError
from memory_core.operations.forget import Forget
from memory_core.operations.learn import Learn, batches
from memory_core.operations.reembed import Reembed
from memory_core.ports import Clock, MemoryRepository, Progress, Usage

_AT_ONCE = 200  # memories that are looked at
_SLICE_SECONDS = 2.0  # of bringing records up to date, between two reports of progress


@dataclass(frozen=True, slots=True)
class Maintained:
    """What was done: how many messages were read, and what that cost; how many wait still (of the latest 200 in each
    scope); how many memories were erased because they had expired, or were forgotten long ago; whether nothing that was
    ever erased is on disk any longer; how many records are `outdated`, as an older version left them; how many memories
    of another embedding model were `reembedded`, and how many are still `to_reembed`. `done` says that nothing is left
    to do, `reason` what stood in the way, when that is known. Of a whole space, `realms` counts those that hold
    something, by their kind."""

    read: int = 0
    waiting: int = 0
    reason: str = ""
    usage: Usage = field(default_factory=Usage)
    expired_erased: int = 0
    forgotten_erased: int = 0
    erased_from_disk: bool = False
    outdated: int = 0
    reembedded: int = 0
    to_reembed: int = 0
    done: bool = False
    realms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Maintain:
    """The maintaining operation over its ports."""

    repository: MemoryRepository
    learn: Learn
    forget: Forget
    now: Clock
    reembed: Reembed | None = None

    def __call__(
        self, scopes: Sequence[Scope], *, until: int, progress: Progress = lambda _: None, alone: bool = False
    ) -> Maintained:
        """Works off what waits in everything that `scopes` cover; begins nothing more after `until` (microseconds). The
        next call goes on with what is left. The disk is cleaned once, for all scopes there are. `progress` is told of
        memories erased, records brought up to date and messages read. For `alone`, see MemoryRepository.upgrade."""
        expired, expired_left = self._erase(_each(self._expired, scopes), until, progress, along=False)
        forgotten, forgotten_left = self._erase(_each(self._long_forgotten, scopes), until, progress, along=True)
        outdated, behind = self._upgrade(until, progress, alone=alone)
        clean, obstacle = self._clean_disk(until)
        learned = _together([self._read(scope, until, progress) for scope in scopes])
        came, to_come, failure = self._reembed({scope.space for scope in scopes}, until, progress)
        if came:  # what came over was erased where it was
            clean, obstacle = self._clean_disk(until)
        return replace(
            learned,
            reason=behind or obstacle or learned.reason or failure,
            expired_erased=expired,
            forgotten_erased=forgotten,
            erased_from_disk=clean,
            outdated=outdated,
            reembedded=came,
            to_reembed=to_come,
            done=not (learned.waiting or expired_left or forgotten_left or outdated or behind or to_come) and clean,
        )

    def _has_time(self, until: int) -> bool:
        return self.now() < until

    # -- erasing -------------------------------------------------------------------------------------------------------

    def _erase(self, memories: Iterator[Memory], until: int, progress: Progress, *, along: bool) -> tuple[int, bool]:
        """How many are gone, and whether some are left."""
        erased = 0
        for batch in batched(memories, _AT_ONCE):
            if not self._has_time(until):
                return erased, True
            erased += self.forget.erase(batch, along=along)
            progress(len(batch))
        return erased, False

    def _upgrade(self, until: int, progress: Progress, *, alone: bool) -> tuple[int, str]:
        """How many records are left as an older version stored them, and what stood in the way."""
        left = 0
        try:
            while (seconds := (until - self.now()) / SECOND) > 0:
                before, left = left, self.repository.upgrade(seconds=min(seconds, _SLICE_SECONDS), alone=alone)
                progress(max(0, before - left))
                if not left:
                    break
        except StorageError as exc:
            return left, str(exc)
        return left, ""

    def _reembed(self, spaces: Collection[str], until: int, progress: Progress) -> tuple[int, int, str]:
        """How many memories of other embedding models came over, how many have still to, and what stood in the way."""
        if self.reembed is None:
            return 0, 0, ""
        before, failure = sum(map(self.reembed.left, spaces)), ""
        try:
            for space in spaces if before else ():
                self.reembed.until(space, lambda: self._has_time(until), progress=progress)
        except (InvalidSettings, StorageError, EmbeddingFailed) as exc:
            failure = str(exc)
        left = sum(map(self.reembed.left, spaces)) if before else 0
        return max(0, before - left), left, failure

    def _clean_disk(self, until: int) -> tuple[bool, str]:
        """Whether the disk is clean, and what stood in the way."""
        try:
            return self._has_time(until) and self.repository.rewrite(), ""
        except StorageError as exc:
            return False, str(exc)

    def _expired(self, scope: Scope) -> Iterator[Memory]:
        """What has an end that is over, and what is older than memories of its type are kept. A fact that was drawn
        from an expired message has an end of its own."""
        whole = replace(scope, kept_since=())
        yield from self._pages(whole, Selection(alive_at=0, states=(), expired_by=self.now()))
        for kind, since in scope.kept_since:
            of_type = self._pages(whole, Selection(alive_at=0, states=(), types=(MemoryType(kind),)))
            for memory in of_type:
                if memory.created_at >= since:
                    break
                if memory.expires_at is None:
                    yield memory

    def _long_forgotten(self, scope: Scope) -> Iterator[Memory]:
        """What nobody can undo any longer."""
        now = self.now()
        for memory in self._pages(scope, Selection(alive_at=0, states=(State.FORGOTTEN,))):
            if undoable_until(forgotten_since(memory)) <= now:
                yield memory

    def _pages(self, scope: Scope, selection: Selection) -> Iterator[Memory]:
        """Oldest first; none is left out when those before it are erased meanwhile."""
        after: Position | None = None
        while page := self.repository.page(scope, selection, limit=_AT_ONCE, after=after, oldest_first=True):
            yield from page
            after = Position.after(page, after)

    # -- reading -------------------------------------------------------------------------------------------------------

    def _read(self, scope: Scope, until: int, progress: Progress) -> Maintained:
        """Reads the messages that wait, each once."""
        read, reason, usage = 0, "", Usage()
        tried: set[str] = set()
        while fresh := [m for m in self._waiting(scope) if m.id not in tried]:
            for place, messages in _by_scope(fresh).items():
                for batch in batches(messages):
                    if not self._has_time(until):
                        return Maintained(read, len(self._waiting(scope)), reason, usage)
                    learned = self.learn.read(place, batch)
                    tried |= {m.id for m in batch}
                    read, usage, reason = read + learned.read, usage + learned.usage, learned.reason or reason
                    progress(len(batch))
        waiting = len(self._waiting(scope))
        return Maintained(read, waiting, reason if waiting else "", usage)

    def _waiting(self, scope: Scope) -> list[Said]:
        pending = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), extraction=Extraction.PENDING)
        return of_kind(Said, self.repository.recent(scope, pending, limit=_AT_ONCE))


def _each(find: Callable[[Scope], Iterator[Memory]], scopes: Sequence[Scope]) -> Iterator[Memory]:
    return chain.from_iterable(map(find, scopes))


def _together(learned: Sequence[Maintained]) -> Maintained:
    """What was read in all of the scopes."""
    return Maintained(
        read=sum(each.read for each in learned),
        waiting=sum(each.waiting for each in learned),
        reason=next((each.reason for each in learned if each.reason), ""),
        usage=sum((each.usage for each in learned), Usage()),
    )


def _by_scope(waiting: Sequence[Said]) -> dict[Scope, list[Said]]:
    """Oldest first."""
    places: dict[Scope, list[Said]] = defaultdict(list)
    for message in reversed(waiting):
        places[message.scope].append(message)
    return places
