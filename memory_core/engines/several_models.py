"""One memory over the collections of several embedding models: a MemoryRepository that finds what was stored with
another model than the present one.

Each model has a collection of its own. What is new goes into the present model's; what stands in another is read,
searched, changed and erased where it is, until `operations/reembed.py` brings it over. Where no other collection holds
the space, every call is that of the present collection, and nothing more.

A memory comes over by being written there before it is erased here. So a read that asks the collections in the order
that memories go through them misses none, and may meet one twice, which it shows once; of two revisions, the later one
counts. What is erased is erased in that order, too.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain

from memory_core.domain.background import Background
from memory_core.domain.candidate import Candidate
from memory_core.domain.memory import Memory
from memory_core.domain.quota import Held
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection, following, ids_around
from memory_core.engines.merged import Merged, Revisions, in_order, sum_of
from memory_core.engines.other_collections import Kept, OtherCollections
from memory_core.engines.payload import CONFLICT, check_scope
from memory_core.errors import WriteConflict
from memory_core.ports import Archive, Beside, EncodedQuery, Entry, MemoryRepository, SparseVector

_EVERYTHING = Selection(alive_at=0, states=())
_TRIES = 4  # of a count, while memories come over


@dataclass(frozen=True, slots=True)
class SeveralModels:
    """The MemoryRepository and the ModelChange of one place; `others` finds the collections."""

    others: OtherCollections

    @property
    def _present(self) -> MemoryRepository:
        return self.others.present.repository

    def _in_order(self, scope: Scope) -> Sequence[Kept]:
        """The collections that hold the scope's space, as memories go through them; the present one is among them."""
        return self.others.in_order(scope.space)

    def _all(self, scope: Scope) -> list[MemoryRepository]:
        return [kept.repository for kept in self._in_order(scope)]

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        """What is amended in another collection is written after what is new: a kill in between leaves the new beside
        the old, and loses nothing. All conflicts that are there when it begins are found before anything is written."""
        if entries:
            self.others.note_writing(scope.space)
        repositories = self._all(scope)
        if repositories == [self._present]:
            self._present.write(scope, entries, amended=amended)
        elif self._present in repositories:
            self._write_apart(repositories, scope, entries, amended)
        else:
            self._write_apart([*repositories, self._present], scope, entries, amended)

    def _write_apart(
        self, repositories: list[MemoryRepository], scope: Scope, entries: Sequence[Entry], amended: Sequence[Memory]
    ) -> None:
        check_scope(scope, [*(entry.memory for entry in entries), *amended])
        ids = [*(entry.memory.id for entry in entries), *(memory.id for memory in amended)]
        held = self._all(scope)  # which the present one is not among while nothing has made it
        stored = [one.read(scope, _EVERYTHING, ids) if one in held else [] for one in repositories]
        revisions = [{memory.id: memory.revision for memory in memories} for memories in stored]
        holders = [_latest(memory, revisions) for memory in amended]
        if any(entry.memory.id in there for there in revisions for entry in entries):
            raise WriteConflict(CONFLICT)
        shares = [[m for m, at in zip(amended, holders, strict=True) if at == n] for n, _ in enumerate(repositories)]
        present = repositories.index(self._present)
        if entries or shares[present]:
            self._present.write(scope, entries, amended=shares[present])
        for number, share in enumerate(shares):
            if share and number != present:
                repositories[number].write(scope, (), amended=share)

    def turn(self, scope: Scope) -> AbstractContextManager[None]:
        return self._present.turn(scope)

    def erase(self, scope: Scope, ids: Sequence[str]) -> None:
        for repository in self._all(scope):
            repository.erase(scope, ids)

    def rewrite(self) -> bool:
        """Of every collection of the place, for what came over was erased where it was."""
        clean = [repository.rewrite() for repository in self.others.everything()]
        return all(clean)

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        return sum(repository.upgrade(seconds=seconds, alone=alone) for repository in self.others.opened())

    # -- reading -------------------------------------------------------------------------------------------------------

    def read(self, scope: Scope, selection: Selection, ids: Sequence[str]) -> list[Memory]:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].read(scope, selection, ids)
        return self._current(scope, selection, [one.read(scope, selection, ids) for one in repositories])

    def recent(self, scope: Scope, selection: Selection, *, limit: int) -> list[Memory]:
        return self.recents(scope, [(selection, limit)])[0]

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].recents(scope, wanted)
        return [self._recent(scope, selection, limit) for selection, limit in wanted]

    def recents_and_later(
        self, scope: Scope, wanted: Sequence[tuple[Selection, int]], *, limit: int
    ) -> tuple[list[list[Memory]], list[Memory]]:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].recents_and_later(scope, wanted, limit=limit)
        found = self.recents(scope, wanted)
        followers = following(found, alive_at=wanted[0][0].alive_at)
        return found, self.recent(scope, followers, limit=limit) if followers else []

    def _recent(self, scope: Scope, selection: Selection, limit: int) -> list[Memory]:
        def recent(one: MemoryRepository, count: int) -> list[Memory]:
            return one.recent(scope, selection, limit=count)

        return self._ordered(scope, selection, recent, limit=limit)

    def page(
        self,
        scope: Scope,
        selection: Selection,
        *,
        limit: int,
        after: Position | None = None,
        oldest_first: bool = False,
    ) -> list[Memory]:
        def page(one: MemoryRepository, count: int) -> list[Memory]:
            return one.page(scope, selection, limit=count, after=after, oldest_first=oldest_first)

        repositories = self._all(scope)
        if len(repositories) == 1:
            return page(repositories[0], limit)
        return self._ordered(scope, selection, page, limit=limit, oldest_first=oldest_first)

    def _ordered(
        self,
        scope: Scope,
        selection: Selection,
        find: Callable[[MemoryRepository, int], list[Memory]],
        *,
        limit: int,
        oldest_first: bool = False,
    ) -> list[Memory]:
        """The first `limit` of what `find` gives of each collection in the same order. Asks for more where something
        that stands twice, or has another revision elsewhere, has taken the place of others."""
        count = limit
        while True:
            lists = [find(one, count) for one in self._all(scope)]
            current = self._current(scope, selection, lists)
            merged = in_order(current, lists, full=count, oldest_first=oldest_first)
            if len(merged.memories) >= limit or merged.is_all:
                return merged.memories[:limit]
            count *= 2

    def _current(self, scope: Scope, selection: Selection, lists: Sequence[Sequence[Memory]]) -> list[Memory]:
        """Each memory once, in its latest revision, as far as the selection wants that one."""
        found = Revisions(chain.from_iterable(lists))
        if not found.latest:
            return []
        ids = list(found.latest)
        stale = found.older_than(chain.from_iterable(one.read(scope, _EVERYTHING, ids) for one in self._all(scope)))
        if stale:
            found.drop(stale)
            found.add_latest(chain.from_iterable(one.read(scope, selection, list(stale)) for one in self._all(scope)))
        return found.memories()

    def count(self, scope: Scope, selection: Selection) -> int:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].count(scope, selection)

        def counted(one: MemoryRepository) -> dict[str, int]:
            return {"": one.count(scope, selection)}

        return self._added_up(scope, selection, counted, lambda _: "").get("", 0)

    def held(self, scope: Scope) -> Held:
        """What stands in two collections while it comes over counts twice: it takes the room twice."""
        return sum((repository.held(scope) for repository in self._all(scope)), Held())

    def sessions(self, scope: Scope, selection: Selection) -> dict[str, int]:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].sessions(scope, selection)
        return self._added_up(
            scope, selection, lambda one: one.sessions(scope, selection), lambda memory: memory.scope.session or ""
        )

    def _added_up(
        self,
        scope: Scope,
        selection: Selection,
        counts: Callable[[MemoryRepository], dict[str, int]],
        by: Callable[[Memory], str],
    ) -> dict[str, int]:
        """The sums of what each collection counts, less what stands in two of them; counted again when memories came
        over meanwhile."""
        for _ in range(_TRIES):
            before = self.others.sizes(scope.space)
            total = sum_of(map(counts, self._all(scope)))
            for twice in self.others.standing_twice(scope.space):
                lists = [one.read(scope, selection, twice) for one in self._all(scope)]
                total.subtract(Counter(map(by, chain.from_iterable(lists))))
                total.update(Counter(map(by, self._current(scope, selection, lists))))
            if before == self.others.sizes(scope.space):
                break
        return {name: number for name, number in total.items() if number > 0}

    def is_empty(self, scope: Scope) -> bool:
        """Raises StorageError when it is, and a collection could not be looked into."""
        if not all(repository.is_empty(scope) for repository in self._all(scope)):
            return False
        self.others.raise_unseen(scope.space)
        return True

    def background(self) -> Background | None:
        return self._present.background()

    def keep_background(self, background: Background) -> None:
        self._present.keep_background(background)

    # -- searching -----------------------------------------------------------------------------------------------------

    def strongest(
        self, scope: Scope, selection: Selection, probe: EncodedQuery, *, depth: int, limit: int
    ) -> list[Candidate]:
        """Words weigh and count as they do in the collection of each."""
        kept = self._in_order(scope)
        if len(kept) == 1:
            return kept[0].repository.strongest(scope, selection, kept[0].probe(probe), depth=depth, limit=limit)
        merged = Merged()
        for one in kept:
            put = one.probe(probe)
            found = one.repository.strongest(scope, selection, put, depth=depth, limit=limit)
            merged.add(found, by_words=not put.dense)
        return merged.strongest(limit)

    def memories_of(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate]
    ) -> dict[Hashable, Memory]:
        """A candidate whose memory came over meanwhile is found where that is now: its points have the same ids."""
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].memories_of(scope, selection, candidates)
        found = [one.memories_of(scope, selection, candidates) for one in repositories]
        current = {memory.id: memory for memory in self._current(scope, selection, [list(f.values()) for f in found])}
        keys = {memory.id: key for one in found for key, memory in one.items()}
        return {keys[memory_id]: memory for memory_id, memory in current.items() if memory_id in keys}

    def memories_and_beside(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate], beside: Beside
    ) -> tuple[dict[Hashable, Memory], list[list[Memory]]]:
        repositories = self._all(scope)
        if len(repositories) == 1:
            return repositories[0].memories_and_beside(scope, selection, candidates, beside)
        memories = self.memories_of(scope, selection, candidates)
        return memories, self.recents(scope, beside(ids_around(memories.values())))

    def answering(self) -> AbstractContextManager[None]:
        return self._present.answering()

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        return set().union(*(one.speakers(scope, selection, words, depth=depth) for one in self._all(scope)))

    # -- the change of a model -----------------------------------------------------------------------------------------

    @property
    def target(self) -> Archive:
        return self.others.present.archive

    def elsewhere(self, space: str) -> list[Archive]:
        return [kept.archive for kept in self.others.in_order(space) if kept is not self.others.present]

    def leaving(self, space: str) -> list[Archive]:
        if not self.others.is_target(space):
            return []
        return [archive for archive in self.elsewhere(space) if not self.others.is_copy(archive, space)]

    def note_arrival(self, space: str) -> None:
        self.others.note_writing(space)

    def look_again(self, space: str) -> None:
        self.others.look_again(space)

    # -- the place -----------------------------------------------------------------------------------------------------

    def check(self) -> None:
        self._present.check()

    def close(self) -> None:
        self.others.close()


def _latest(memory: Memory, stored: Iterable[dict[str, int]]) -> int:
    """Which of the collections holds the memory's latest revision; the last of several. Raises WriteConflict when none
    does, or the revision is another one by now."""
    there = [(revisions[memory.id], number) for number, revisions in enumerate(stored) if memory.id in revisions]
    if not there or max(there)[0] != memory.revision:
        raise WriteConflict(CONFLICT)
    return max(there)[1]
