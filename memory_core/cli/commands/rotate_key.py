"""rotate-key: a space gets a new key."""

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened_archives
from memory_core.cli.options import with_new_space, with_output, with_settings, with_space
from memory_core.cli.output import Output, progress_bar
from memory_core.operations.archive.rotate import Rotate
from memory_core.settings import Settings


@click.command("rotate-key", cls=Command)
@with_settings
@with_space
@with_new_space
@with_output
def rotate_key(settings: Settings, space: str, new_space: str, out: Output) -> None:
    """Give a space a new key.

    Its memories, of every embedding model, go to the new key's space. Change the key at Authorize first, then run this:
    what is stored under the old key meanwhile comes along. Killed halfway, repeat it, and it goes on.

    \b
    Example:
      KEEPSAKE_API_KEY=@old.key KEEPSAKE_NEW_API_KEY=@new.key python -m memory_core rotate-key
    """
    moved = 0
    with opened_archives(settings) as archives:
        for collection in archives.collections():
            archive = archives.open(collection)
            with progress_bar(f"rekeying {collection}", total=archive.count(space)) as bar:
                moved += Rotate(archive)(space, to=new_space, progress=bar.update)
    out.answer({"moved": moved, "space": new_space}, f"{moved:,} memories moved to space {new_space}")
