"""Batches: a whole archive, read in the order it was stored."""

from collections.abc import Iterator

from memory_core.ports import Archive, Entry

BATCH = 500  # memories; with vectors of 1,536 numbers about 15 MB


def batches(archive: Archive, space: str = "", *, vectors: bool = False, size: int = BATCH) -> Iterator[list[Entry]]:
    """Everything that a space holds, or with `""` all spaces, at the beginning. What is stored meanwhile comes last,
    and not all of it, so that this ends however fast it comes."""
    left, after = archive.count(space), None
    while left > 0 and (batch := archive.read(space, after=after, limit=size, vectors=vectors)):
        yield batch
        left, after = left - len(batch), batch[-1].memory.created_at
