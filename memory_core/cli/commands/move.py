"""move: memories go from one place to another."""

import click

from memory_core.cli.copying import copy_all
from memory_core.cli.form import Command
from memory_core.cli.options import with_destination, with_output, with_settings, with_space_or_all
from memory_core.cli.output import Output
from memory_core.settings import Settings


@click.command(cls=Command)
@with_destination
@with_settings
@with_space_or_all
@with_output
def move(settings: Settings, destination: Settings, space: str, out: Output) -> None:
    """Copy memories with their vectors to another folder or server.

    Of every embedding model, whatever its state. It is verified by counts and by a digest of every field; killed
    halfway, repeat it, and it goes on. The plugin may serve meanwhile: repeat it when the plugin has stopped, then fill
    in the new place at Authorize. The old place is left as it is.

    \b
    Examples:
      python -m memory_core move --data-dir ./memories --to-qdrant-url https://qdrant:6333 --all-spaces
      python -m memory_core move --qdrant-url http://old:6333 --to-data-dir ./memories
    """
    if (settings.data_dir, settings.qdrant_url) == (destination.data_dir, destination.qdrant_url):
        raise click.UsageError("Both places are the same.")
    copy_all(settings, destination, space=space, out=out)
