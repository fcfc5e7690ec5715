"""doctor: whether Keepsake can work here, and what to do where it cannot."""

import click

from memory_core.cli.finding import Health
from memory_core.cli.findings import as_lines, as_record, examine
from memory_core.cli.form import Command
from memory_core.cli.options import with_output, with_settings, with_space_if_known
from memory_core.cli.output import Output
from memory_core.settings import Settings


@click.command(cls=Command)
@with_settings
@with_space_if_known
@with_output
def doctor(settings: Settings, space: str, out: Output) -> None:
    """Check everything that Keepsake needs, and say what to do.

    Packages, folder, free disk, collections and their locks, engine or server, models, and with a key its space. A
    language model is asked one short question. The exit code is 1 when something is wrong. With --json, one finding
    per line.

    \b
    Examples:
      python -m memory_core doctor --data-dir /app/storage/keepsake-memory
      python -m memory_core doctor --json | jq 'select(.health != "ok")'
    """
    wrong = 0
    for finding in examine(settings, space):
        out.answer(as_record(finding), as_lines(finding))
        wrong += finding.health is Health.WRONG
    click.get_current_context().exit(1 if wrong else 0)
