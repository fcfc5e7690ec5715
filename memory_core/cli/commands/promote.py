"""promote: a large space gets shards of its own."""

import click

from memory_core.cli.form import Command
from memory_core.cli.options import with_output, with_settings, with_space
from memory_core.cli.output import Output, progress_bar
from memory_core.operators import open_promotion
from memory_core.settings import Settings


@click.command(cls=Command)
@click.option(
    "--shards",
    type=click.IntRange(1, 1_000),
    default=4,
    show_default=True,
    help="How many the space gets, in each collection.",
)
@click.option("--alone", is_flag=True, help="No plugin and no other command works on this server meanwhile.")
@with_settings
@with_space
@with_output
def promote(settings: Settings, space: str, *, shards: int, alone: bool, out: Output) -> None:
    """Give a large space shards of its own, on a Qdrant cluster that is cut by buckets.

    Its memories leave the shards that they share with others. Stop every plugin on this server first: one that is open
    knows nothing of the new shards. Killed halfway, repeat it, and it goes on.

    \b
    Example:
      python -m memory_core promote --shards 8 --alone
    """
    if not settings.qdrant_url:
        raise click.UsageError("A folder has no shards. Name a server with --qdrant-url.")
    if not alone:
        raise click.UsageError("Stop every plugin on this server, and say so with --alone.")
    with open_promotion(settings) as promotion, progress_bar("promoting") as bar:
        moved = promotion(space, shards=shards, progress=bar.update)
    out.answer({"moved": moved, "shards": shards}, f"{moved:,} points moved into {shards} shards of their own")
