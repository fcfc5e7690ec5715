"""why: where a memory comes from, and what was said since."""

import click

from memory_core.cli.commands.history import event_line, event_record, explained
from memory_core.cli.form import Command
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.scope import Scope
from memory_core.operations.why import Why
from memory_core.settings import Settings


@click.command(cls=Command)
@click.argument("memory_id", metavar="ID")
@with_settings
@with_scope
@with_output
def why(memory_id: str, *, settings: Settings, scope: Scope, out: Output) -> None:
    """Show where the memory with this ID (whole or short) comes from.

    The messages that state it, with the very words; the facts that were drawn from it; its versions; and later
    statements that may have changed it, with how likely they did (0 to 1). Why a search found it is told by
    'search --explain'.

    \b
    Example:
      python -m memory_core why 1b78c2beeb5b --user-id anna
    """
    shown = explained(memory_id, settings=settings, scope=scope)
    record = {
        "memory": as_record(shown.memory),
        "said_in": [{"quote": o.quote, "message": as_record(o.message)} for o in shown.origins],
        "facts": [as_record(fact) for fact in shown.facts],
        "versions": [as_record(version) for version in shown.versions],
        "events": [event_record(event) for event in shown.events],
        "later": [as_record(later.memory) | {"likely": round(later.likely, 4)} for later in shown.later],
    }
    out.answer(record, "\n".join(_lines(shown)))


def _lines(shown: Why) -> list[str]:
    others = [version for version in shown.versions if version.id != shown.memory.id]
    parts = {
        "Said in": [f"“{origin.quote}”  in  {as_line(origin.message)}" for origin in shown.origins],
        "Facts drawn from it": [as_line(fact) for fact in shown.facts],
        "Other versions": [as_line(version) for version in others],
        "What happened": [event_line(event) for event in shown.events],
        "Said later": [f"{later.likely:.2f}  {as_line(later.memory)}" for later in shown.later],
    }
    lines = [as_line(shown.memory)]
    for title, entries in parts.items():
        lines += [title, *(f"  {entry}" for entry in entries)] if entries else []
    return lines
