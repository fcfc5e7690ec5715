"""reindex: every memory is embedded anew, by another model."""

import click

from memory_core.cli.copying import as_lines, as_record
from memory_core.cli.form import Command
from memory_core.cli.opening import OutsideDify, opened_archives
from memory_core.cli.options import with_output, with_settings, with_space_or_all
from memory_core.cli.output import Output, progress_bar
from memory_core.operators import open_reindex
from memory_core.settings import Settings


@click.command(cls=Command)
@click.option("--to-embedding-model", required=True, help="The new one: bundled, fastembed:NAME or openai:NAME.")
@with_settings
@with_space_or_all
@with_output
def reindex(to_embedding_model: str, *, settings: Settings, space: str, out: Output) -> None:
    """Embed every memory anew with another model.

    Into a collection of its own, while the plugin serves from the old one. Then set embedding_model at Authorize to the
    new one: that is the switch. Then repeat the command, for what was stored in between. Killed halfway, it goes on.

    \b
    Example:
      python -m memory_core reindex --all-spaces --to-embedding-model fastembed:BAAI/bge-small-en-v1.5
    """
    with opened_archives(settings) as archives:
        run = open_reindex(settings, archives, to=to_embedding_model, host_models=OutsideDify())
        with progress_bar(f"embedding with {to_embedding_model}", total=run.source.count(space)) as bar:
            copied = run(space, progress=bar.update)
    out.answer(as_record(run.target.collection, copied), as_lines(run.target.collection, copied))
