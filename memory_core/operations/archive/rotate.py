"""Rotate: a space gets a new key, so a new space id; what was remembered under the old one moves there, in place.

Ids and vectors stay. A kill leaves each memory in exactly one of the two spaces, and the repeat moves the rest. The
plugin may serve meanwhile: with the old key it sees what has not moved yet, with the new one what has. So change the
key at Authorize first, and rotate then: what is stored under the old key while this runs is moved, too. A message that
was delivered under the old key and comes again under the new one is not recognised by its id or time.
"""

from dataclasses import dataclass

from memory_core.errors import InvalidParameter
from memory_core.operations.archive.batches import BATCH
from memory_core.ports import Archive, Progress


@dataclass(frozen=True, slots=True)
class Rotate:
    """The rotating operation over one collection."""

    archive: Archive
    size: int = BATCH

    def __call__(self, space: str, *, to: str, progress: Progress = lambda _: None) -> int:
        """How many memories this call moved from one space into the other, which may hold some already."""
        if not space or not to or space == to:
            raise InvalidParameter("The old key and the new one name the same space. Make a new key and give both.")
        moved = 0
        while now := self.archive.rekey(space, to, limit=self.size):
            moved += now
            progress(now)
        return moved
