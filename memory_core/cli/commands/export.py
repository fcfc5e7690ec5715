"""export: memories as lines of JSON."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from memory_core.bootstrap import open_embedder
from memory_core.cli.form import Command
from memory_core.cli.opening import OutsideDify, opened_archives
from memory_core.cli.options import with_settings, with_space, with_wanted
from memory_core.cli.output import progress_bar
from memory_core.domain import times
from memory_core.engines.collections import collection_name
from memory_core.errors import FolderUnusable
from memory_core.operations.archive.export import Export, Wanted
from memory_core.ports import in_place
from memory_core.settings import Settings

_STDOUT = Path("-")


@click.command(cls=Command)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default=_STDOUT)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@click.option("--vectors", is_flag=True, help="With vectors, so that an import need not embed anew.")
@with_settings
@with_space
@with_wanted
def export(file: Path, *, force: bool, vectors: bool, settings: Settings, space: str, wanted: Wanted) -> None:
    """Write a space's memories to FILE (stdout without one) as JSON Lines.

    Everything but what was forgotten: superseded versions, sources and times are in. The key is not; an import gives
    the memories to the key that it is run with.

    \b
    Examples:
      python -m memory_core export memories.jsonl --vectors
      python -m memory_core export --realm user:4f1c | gzip > anna.jsonl.gz
    """
    if file != _STDOUT and file.exists() and not force:
        raise click.UsageError(f"{file} exists. Choose another file, or replace it with --force.")
    embedder = open_embedder(settings, in_place, OutsideDify())
    with opened_archives(settings) as archives, _written(file) as lines:
        archive = archives.open(collection_name(embedder.name))
        with progress_bar("exporting", total=archive.count(space)) as bar:
            lines.writelines(
                Export(archive, embedder.name, times.now)(space, of=wanted, vectors=vectors, progress=bar.update)
            )


@contextmanager
def _written(file: Path) -> Iterator[TextIO]:
    """Stdout, or a file that is there when it is whole."""
    if file == _STDOUT:
        yield sys.stdout
        return
    partial = file.with_name(f"{file.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as lines:
            yield lines
        partial.replace(file)
    except OSError as exc:
        raise FolderUnusable(f"{file} cannot be written ({exc.strerror}). Choose another file.") from None
    finally:
        partial.unlink(missing_ok=True)
