"""backup and restore: everything, vectors and all, to a folder and back."""

from collections.abc import Set
from pathlib import Path
from uuid import uuid4

import click

from memory_core.bootstrap import data_dir_of
from memory_core.cli.copying import copy_all
from memory_core.cli.form import Command
from memory_core.cli.options import with_output, with_settings
from memory_core.cli.output import Output
from memory_core.errors import StorageDamaged
from memory_core.settings import Settings

_FOLDER = click.Path(file_okay=False, resolve_path=True, path_type=Path)


@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@with_settings
@with_output
def backup(folder: Path, *, settings: Settings, out: Output) -> None:
    """Copy everything into FOLDER, from a folder or a server.

    Of all spaces and embedding models, with vectors, verified by counts and digests. The plugin may serve meanwhile.
    The same FOLDER again takes over what is new and changed, and keeps what was erased since; a fresh one is a backup
    of its own. It is a data folder: every command works on it by --data-dir.

    \b
    Example:
      python -m memory_core backup /backups/keepsake-$(date +%F)
    """
    _check(folder, settings)
    copy_all(settings, Settings(data_dir=folder), space="", out=out)


@click.command(cls=Command)
@click.argument("folder", type=_FOLDER)
@with_settings
@with_output
def restore(folder: Path, *, settings: Settings, out: Output) -> None:
    """Bring back everything that is missing from a backup in FOLDER.

    What is there stays as it is; a folder of memories that is damaged is set aside first. Whatever was forgotten since
    the backup was made comes back with the rest: forget it again.

    \b
    Example:
      python -m memory_core restore /backups/keepsake-2026-03-04
    """
    _check(folder, settings)
    set_aside = set[Path]()
    while True:
        try:
            copy_all(Settings(data_dir=folder), settings, space="", out=out)
            return
        except StorageDamaged as damaged:
            set_aside.add(_set_aside(damaged, settings, out, but=set_aside))


def _set_aside(damaged: StorageDamaged, settings: Settings, out: Output, *, but: Set[Path]) -> Path:
    """Where it was. Raises it again when it is the backup, or was set aside before: then the disk is at fault."""
    folder = damaged.folder
    is_ours = isinstance(folder, Path) and not settings.qdrant_url and folder.parent == data_dir_of(settings)
    if not isinstance(folder, Path) or not is_ours or folder in but:
        raise damaged
    aside = folder.with_name(f"damaged-{uuid4().hex[:8]}-{folder.name}")
    folder.rename(aside)
    out.note(f"{folder} is damaged and was set aside as {aside.name}.")
    return folder


def _check(folder: Path, settings: Settings) -> None:
    if folder == settings.data_dir:
        raise click.UsageError("The backup must be in another folder than the memories.")
