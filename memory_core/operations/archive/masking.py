"""Mask: what is stored already loses its secrets, and what was made of them: vectors, quotes, bytes on disk."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from memory_core.domain.memory import Memory
from memory_core.domain.secrets.mask import Secrets
from memory_core.operations.admit import masked_memory
from memory_core.operations.archive.batches import BATCH
from memory_core.operations.archive.conversations import Conversations
from memory_core.operations.index import Draft, Vectors, index
from memory_core.ports import Archive, Embedder, Entry, KeywordEncoder, Progress


@dataclass(slots=True)
class MaskedMemories:
    """How many memories were looked at, the ids of those that held a secret, and how many of which kinds."""

    looked_at: int = 0
    ids: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Mask:
    """The masking operation over one collection and its model."""

    archive: Archive
    embedder: Embedder
    keywords: KeywordEncoder
    size: int = BATCH

    def __call__(
        self,
        space: str = "",
        *,
        secrets: Secrets = Secrets.MASK,
        dry_run: bool = False,
        progress: Progress = lambda _: None,
    ) -> MaskedMemories:
        """Masks a space, or with `""` all. A message that follows a masked one is indexed anew, too. A dry run only
        counts; a run that was killed goes on where the next one finds something."""
        result, conversations = MaskedMemories(), Conversations()
        changed_before: set[str] = set()
        for batch in self._batches(space):
            drafts: list[Draft] = []
            for entry in batch:
                bare, found = masked_memory(entry.memory, secrets)
                draft = conversations.draft(bare)
                is_changed = bare != entry.memory
                if is_changed:
                    changed_before.add(bare.id)
                    result.ids.append(bare.id)
                    result.kinds += found
                if is_changed or (draft.previous and draft.previous.id in changed_before):
                    drafts.append(draft)
            if drafts and not dry_run:
                self._replace(drafts)
            result.looked_at += len(batch)
            progress(len(batch))
        return result

    def _batches(self, space: str) -> Iterator[list[Entry]]:
        after = None
        while batch := self.archive.read(space, after=after, limit=self.size):
            yield batch
            after = batch[-1].memory.created_at

    def _replace(self, drafts: list[Draft]) -> None:
        """What was changed or erased since it was read is left to the next run."""
        read = {draft.memory.id: draft.memory for draft in drafts}
        there = {entry.memory.id: entry.memory for entry in self.archive.fetch(list(read))}
        still = [draft for draft in drafts if _is_same(read[draft.memory.id], there.get(draft.memory.id))]
        entries = index(still, vectors=Vectors(self.embedder), keywords=self.keywords)
        self.archive.put(entries, for_good=True)


def _is_same(memory: Memory, there: Memory | None) -> bool:
    return there is not None and there.revision == memory.revision
