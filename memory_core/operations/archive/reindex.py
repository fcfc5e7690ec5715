"""Reindex: every memory is embedded anew by another model, while the plugin serves.

Each embedding model has a collection of its own, and a service opens the one that its settings name. So the switch is
the change of `embedding_model` at Authorize, and nothing is recorded beside it: until then every call goes to the
old collection, from then on every call goes to the new one, and none sees a mixture or half of one. The old one is only
read here, so no search in it fails or waits for more than a batch.

The order of an operator: reindex (it reads until nothing is new), change the setting, reindex once more with the same
two models: what was stored in the old collection between the end of the first run and the switch comes along, and what
was stored in the new one since is left as it is. The old collection can go then. To go back is to change the setting
back; the old collection knows nothing of what was stored since.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.errors import InvalidSettings
from memory_core.operations.archive.batches import BATCH
from memory_core.operations.archive.conversations import Conversations
from memory_core.operations.archive.copying import Copied, Copying
from memory_core.operations.index import Vectors, index
from memory_core.ports import Archive, Embedder, Entry, KeywordEncoder, Progress


@dataclass(frozen=True, slots=True)
class Reindex:
    """The reindexing operation over the collections of the old model and the new, whose `embedder` it is."""

    source: Archive
    target: Archive
    embedder: Embedder
    keywords: KeywordEncoder
    size: int = BATCH

    def __call__(self, space: str = "", *, progress: Progress = lambda _: None) -> Copied:
        """Embeds a space, or with `""` all, and goes on where it was killed; see Copying. Raises EmbeddingFailed."""
        if self.source.collection == self.target.collection:
            raise InvalidSettings(
                "The memories are indexed by this embedding model already. Name the model that they were stored with "
                "and the other one that is to be used from now on."
            )
        return Copying(self.source, self.target, lambda: _Indexing(self), self.size)(space, progress=progress)


class _Indexing:
    """Makes the entries of the new model, of batches in the order they were stored."""

    def __init__(self, operation: Reindex) -> None:
        self._operation = operation
        self._conversations = Conversations()

    def __call__(self, batch: Sequence[Entry], wanted: Sequence[str]) -> Sequence[Entry]:
        needed = set(wanted)
        drafts = [self._conversations.draft(entry.memory) for entry in batch]
        return index(
            [draft for draft in drafts if draft.memory.id in needed],
            vectors=Vectors(self._operation.embedder),
            keywords=self._operation.keywords,
        )
