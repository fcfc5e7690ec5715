"""Move: memories go with their vectors from one engine to another: embedded to server, server to server, and back."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.operations.archive.batches import BATCH
from memory_core.operations.archive.copying import Copied, Copying
from memory_core.ports import Archive, Entry, Progress


@dataclass(frozen=True, slots=True)
class Move:
    """The moving operation over two archives of the same collection, so of one embedding model.

    The source is left as it is: remove it when the plugin works on the target. What is stored in it after the last
    reading comes along when the move is repeated, before the plugin is switched or after; so does what was changed, as
    long as it was not changed in the target, too. What is erased in the source between two calls stays in the target:
    let the last call come when the plugin no longer uses the source.
    """

    source: Archive
    target: Archive
    size: int = BATCH

    def __call__(self, space: str = "", *, progress: Progress = lambda _: None) -> Copied:
        """Copies a space, or with `""` all, what is forgotten by mark included, so that it can be taken back; see
        Copying for what a kill, a plugin at work or other content in the target does."""
        return Copying(self.source, self.target, lambda: self._with_vectors, self.size)(space, progress=progress)

    def _with_vectors(self, _: Sequence[Entry], wanted: Sequence[str]) -> Sequence[Entry]:
        return self.source.fetch(wanted, vectors=True) if wanted else ()
