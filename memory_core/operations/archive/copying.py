"""Copying: the memories of one archive come to stand in another, whatever interrupts it.

Nothing is noted down: what is there already shows in the target itself, by id, so that whoever was killed begins again
and copies what is missing. The source may be in use: it is read again until nothing in it is new, at most three times;
a further call takes over what was stored or changed since. The source is never changed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from memory_core.domain.memory import Memory
from memory_core.errors import ContentDiffers
from memory_core.operations.archive.batches import BATCH, batches
from memory_core.operations.archive.digest import Digest
from memory_core.ports import Archive, Entry, Progress

_PASSES = 3

type Make = Callable[[Sequence[Entry], Sequence[str]], Sequence[Entry]]
"""Of a batch of the source, read without vectors, the entries of these ids as they are to stand in the target."""


@dataclass(frozen=True, slots=True)
class Copied:
    """`memories` stand in both places with the same `digest`; so many were `copied` by this call. `caught_up` says that
    nothing was new in the source when it was read for the last time."""

    memories: int
    copied: int
    digest: str
    caught_up: bool


@dataclass(slots=True)
class _Pass:
    """What one reading of the source came to."""

    source: Digest = field(default_factory=Digest)
    target: Digest = field(default_factory=Digest)
    copied: int = 0


@dataclass(slots=True)
class Copying:
    """One run from `source` to `target`."""

    source: Archive
    target: Archive
    begin: Callable[[], Make]  # called for each reading of the source, which goes from its first memory to its last
    size: int = BATCH
    _copied: set[str] = field(default_factory=set)

    def __call__(self, space: str, *, progress: Progress) -> Copied:
        """Copies a space, or with `""` all; `progress` is told of memories looked at for the first time. Raises
        ContentDiffers, and changes nothing more, when the target holds something else under one of the ids."""
        last = self._pass(space, progress)
        for _ in range(_PASSES - 1):
            if not last.copied:
                break
            last = self._pass(space, lambda _: None)
        self._take_back_erased()
        if (last.source.count, last.source.hexadecimal) != (last.target.count, last.target.hexadecimal):
            raise ContentDiffers(
                f"The copy differs: {last.source.count:,} memories were read and {last.target.count:,} stand in the "
                "target, or not with the same content. Nothing was lost in the source; try again."
            )
        caught_up = not last.copied and self.source.count(space) == last.source.count
        return Copied(last.source.count, len(self._copied), last.source.hexadecimal, caught_up)

    def _pass(self, space: str, progress: Progress) -> _Pass:
        result, make = _Pass(), self.begin()
        for batch in batches(self.source, space, size=self.size):
            there = self._there([entry.memory.id for entry in batch])
            wanted = [entry.memory.id for entry in batch if _is_wanted(entry.memory, there.get(entry.memory.id))]
            made = make(batch, wanted)
            self.target.put(made)
            there |= self._there([entry.memory.id for entry in made])
            self._copied.update(entry.memory.id for entry in made)
            result.copied += len(made)
            _add(result, batch, there)
            progress(len(batch))
        return result

    def _there(self, ids: Sequence[str]) -> dict[str, Memory]:
        return {entry.memory.id: entry.memory for entry in self.target.fetch(ids)} if ids else {}

    def _take_back_erased(self) -> None:
        """What was erased in the source while this ran must not live on in the target."""
        ids = sorted(self._copied)
        for start in range(0, len(ids), self.size):
            some = ids[start : start + self.size]
            left = {entry.memory.id for entry in self.source.fetch(some)}
            gone = [memory_id for memory_id in some if memory_id not in left]
            if gone:
                self.target.erase(gone)
                self._copied.difference_update(gone)


def _is_wanted(memory: Memory, there: Memory | None) -> bool:
    """Whether it is missing in the target, or there as it was before it was changed. What the target holds in a later
    revision is newer, and stays."""
    if there is None:
        return True
    same = (memory.scope, memory.type, memory.content) == (there.scope, there.type, there.content)
    if not same or (memory.revision == there.revision and memory != there):
        raise ContentDiffers(
            "The target holds something else under the id of one of these memories. Nothing more was copied; choose "
            "a target that is empty, or that was copied from the same source."
        )
    return memory.revision > there.revision


def _add(result: _Pass, batch: Sequence[Entry], there: dict[str, Memory]) -> None:
    """Compares what was read with what stands in the target; what went on there since is not compared."""
    for entry in batch:
        memory, copy = entry.memory, there.get(entry.memory.id)
        result.source.add(memory)
        if copy is not None:
            result.target.add(memory if copy.revision > memory.revision else copy)
