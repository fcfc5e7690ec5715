"""Copying every collection of a place to another, and telling what became of it."""

from typing import Any

from memory_core.cli.opening import opened_archives
from memory_core.cli.output import Output, progress_bar
from memory_core.operations.archive.copying import Copied
from memory_core.operations.archive.move import Move
from memory_core.settings import Settings


def copy_all(source: Settings, target: Settings, *, space: str, out: Output) -> None:
    """Copies a space, or with `""` all, of every embedding model; answers for each of these."""
    with opened_archives(source) as old, opened_archives(target, makes=True) as new:
        for collection in old.collections():
            archive = old.open(collection)
            with progress_bar(f"copying {collection}", total=archive.count(space)) as bar:
                copied = Move(archive, new.open(collection))(space, progress=bar.update)
            out.answer(as_record(collection, copied), as_lines(collection, copied))


def as_record(collection: str, copied: Copied) -> dict[str, Any]:
    return {
        "collection": collection,
        "memories": copied.memories,
        "copied": copied.copied,
        "digest": copied.digest,
        "caught_up": copied.caught_up,
    }


def as_lines(collection: str, copied: Copied) -> str:
    line = f"{collection}: {copied.memories:,} memories in both places ({copied.copied:,} now), digest {copied.digest}"
    return line if copied.caught_up else f"{line}\nSomething was stored meanwhile: repeat it for the rest."
