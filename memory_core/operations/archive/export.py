"""Export: memories as lines of text, whole, in a form that stays readable for ever; see lines.py."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from memory_core.domain.scope import Scope
from memory_core.domain.states import State
from memory_core.domain.times import to_iso_exactly
from memory_core.operations.archive.batches import BATCH, batches
from memory_core.operations.archive.lines import Header, to_line
from memory_core.ports import Archive, Clock, Progress


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose memories: a text matches exactly that id (`""` what has none), None any."""

    agent: str | None = None
    realm: str | None = None
    user: str | None = None
    session: str | None = None

    def covers(self, scope: Scope) -> bool:
        asked = (self.agent, self.realm, self.user, self.session)
        stored = (scope.agent, scope.realm, scope.user, scope.session)
        return all(one in (None, other) for one, other in zip(asked, stored, strict=True))


EVERYBODY = Wanted()


@dataclass(frozen=True, slots=True)
class Export:
    """The exporting operation over the collection of `embedding_model`."""

    archive: Archive
    embedding_model: str
    now: Clock
    size: int = BATCH

    def __call__(
        self, space: str, *, of: Wanted = EVERYBODY, vectors: bool = False, progress: Progress = lambda _: None
    ) -> Iterator[str]:
        """The header and a line for each memory, each ended, in the order they were stored. What was forgotten is left
        out; what is superseded or has expired is in. `progress` is told of the memories looked at."""
        header = Header(embedding_model=self.embedding_model, vectors=vectors, exported_at=to_iso_exactly(self.now()))
        yield header.model_dump_json() + "\n"
        for batch in batches(self.archive, space, vectors=vectors, size=self.size):
            for entry in batch:
                if entry.memory.state is not State.FORGOTTEN and of.covers(entry.memory.scope):
                    yield json.dumps(to_line(entry, vectors=vectors), ensure_ascii=False, separators=(",", ":")) + "\n"
            progress(len(batch))
