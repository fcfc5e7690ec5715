"""options: the options that commands share."""

import click

from memory_core.cli.form import Command, sections
from memory_core.cli.options import SHARED


@click.command(cls=Command)
def options() -> None:
    """Describe the options that commands share: storage, models, and whose memories are meant.

    The help of each command names those that it takes. Each of them is also read from KEEPSAKE_<NAME>.

    \b
    Example:
      python -m memory_core options
    """
    ctx = click.get_current_context()
    formatter = ctx.make_formatter()
    for title, shared in sections(SHARED).items():
        with formatter.section(title):
            formatter.write_dl([record for option in shared if (record := option.get_help_record(ctx))])
    click.echo(formatter.getvalue().strip())
