"""Transfer: a space, or one person's part of it, as lines of text over every collection of a place, and back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from memory_core.domain.secrets.mask import Secrets
from memory_core.operations.archive.export import EVERYBODY, Export, Wanted
from memory_core.operations.archive.imports import Import, Imported
from memory_core.operations.archive.reading import Into
from memory_core.ports import Archive, Clock, Embedder, KeywordEncoder

_AT_ONCE = 100  # memories in memory, of which one may have a megabyte as a line


@dataclass(frozen=True, slots=True)
class Transfer:
    """The transferring operations. `archives` are the collections that are there now, the present model's first;
    `target` is that one, there or not yet."""

    archives: Callable[[], Sequence[Archive]]
    target: Callable[[], Archive]
    embedder: Embedder
    keywords: KeywordEncoder
    now: Clock

    def lines(self, space: str, *, of: Wanted = EVERYBODY) -> Iterator[str]:
        """One header, and a line for each memory that is not forgotten, without vectors: whoever reads them in embeds
        the texts again, with whatever model."""
        for number, archive in enumerate(self.archives() or [self.target()]):
            export = Export(archive, self.embedder.name, self.now, size=_AT_ONCE)
            yield from islice(export(space, of=of), 1 if number else 0, None)

    def bring_in(self, lines: Iterable[str], *, into: Into, dry_run: bool) -> Imported:
        """What is there already stays as it is. Raises InvalidParameter when these are no lines of an export."""
        run = Import(self.target(), self.embedder, self.keywords, size=_AT_ONCE)
        return run(lines, into=into, dry_run=dry_run, secrets=Secrets.MASK)
