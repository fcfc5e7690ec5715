"""Import: the lines of an export become memories of a space; see lines.py. Files of other programs: incoming."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from memory_core.domain.memory import Memory
from memory_core.domain.secrets.mask import Secrets
from memory_core.operations.admit import masked_memory
from memory_core.operations.archive.batches import BATCH
from memory_core.operations.archive.conversations import Conversations
from memory_core.operations.archive.reading import BadLine, Into, read_file
from memory_core.operations.index import Draft, Vectors, index
from memory_core.ports import Archive, Embedder, Entry, KeywordEncoder, Progress

type _Read = tuple[int, Entry] | BadLine


@dataclass(slots=True)
class Imported:
    """How many memories were new (or, in a dry run, would be), how many were there already, how many secrets of which
    kinds were masked in the new ones, and which lines are bad."""

    new: int = 0
    already: int = 0
    masked: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Import:
    """The importing operation over the collection of `embedder`'s model."""

    archive: Archive
    embedder: Embedder
    keywords: KeywordEncoder
    size: int = BATCH

    def __call__(
        self,
        lines: Iterable[str],
        *,
        into: Into,
        dry_run: bool = False,
        secrets: Secrets = Secrets.MASK,
        progress: Progress = lambda _: None,
    ) -> Imported:
        """Keeps every good line's memory; a dry run only says what it would do. Bad ones are told and stop nothing.

        A memory is known by its id: what is there stays as it is, so that a file can be imported twice, or again after
        a kill. Vectors are taken over when they are of the same model, else the texts are embedded. Secrets are masked
        as they are in what is stored, and what holds one is embedded anew. Raises InvalidParameter when the file is no
        export at all.
        """
        file = read_file(lines, into=into)
        result, conversations = Imported(), Conversations()
        takes_over = bool(file.embedded_by) and file.embedded_by == self.embedder.name
        for batch in batched(file.entries, self.size):
            good = list(self._good(batch, result, dimension=self.embedder.dimension if takes_over else None))
            good = [(number, self._masked(entry, secrets, result)) for number, entry in good]
            drafts = {entry.memory.id: conversations.draft(entry.memory) for _, entry in good}
            new = list(self._new(good, result))
            result.new += len(new)
            if not dry_run:
                self._keep(new, drafts, takes_over=takes_over)
            progress(len(batch))
        result.bad.sort(key=lambda bad: bad.number)
        return result

    def _good(self, batch: Sequence[_Read], result: Imported, *, dimension: int | None) -> Iterator[tuple[int, Entry]]:
        """Those with vectors of that length, when theirs are to be taken over."""
        for each in batch:
            if isinstance(each, BadLine):
                result.bad.append(each)
            elif dimension is not None and _lengths(each[1]) != {dimension}:
                result.bad.append(BadLine(each[0], "has vectors of another length than the embedding model's."))
            else:
                yield each

    def _masked(self, entry: Entry, secrets: Secrets, result: Imported) -> Entry:
        """The entry without secrets; with no pieces when it had some, for those were made of them."""
        memory, found = masked_memory(entry.memory, secrets)
        result.masked += found
        return entry if memory == entry.memory else Entry(memory, ())

    def _new(self, good: Sequence[tuple[int, Entry]], result: Imported) -> Iterator[Entry]:
        """What is not there yet, each once."""
        there = {entry.memory.id: entry.memory for entry in self.archive.fetch([entry.memory.id for _, entry in good])}
        for number, entry in good:
            known = there.setdefault(entry.memory.id, entry.memory)
            if known is entry.memory:
                yield entry
            elif problem := _problem(entry.memory, known):
                result.bad.append(BadLine(number, problem))
            else:
                result.already += 1

    def _keep(self, new: Sequence[Entry], drafts: Mapping[str, Draft], *, takes_over: bool) -> None:
        taken = [entry for entry in new if takes_over and entry.pieces]
        wanted = [drafts[entry.memory.id] for entry in new if not (takes_over and entry.pieces)]
        self.archive.put([*taken, *index(wanted, vectors=Vectors(self.embedder), keywords=self.keywords)])


def _lengths(entry: Entry) -> set[int]:
    return {len(vector) for piece in entry.pieces for vector in (piece.dense, piece.dense_context)}


def _problem(memory: Memory, known: Memory) -> str:
    """Why a memory that is here under the same id is not the same; empty when it is."""
    if known.scope.space != memory.scope.space:
        return "belongs to another space here. Give its key, or import into another folder or server."
    if known.scope != memory.scope:
        return "is here already for another agent, realm, user or session, and was left there."
    if known.content != memory.content:
        return "is here already with another content, which was left as it is."
    return ""
