"""undo: an operation taken back."""

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output, counted
from memory_core.cli.records import as_line, as_record
from memory_core.domain.scope import Scope
from memory_core.settings import Settings


@click.command(cls=Command)
@click.argument("operation_id", metavar="OPERATION")
@with_settings
@with_scope
@with_output
def undo(operation_id: str, *, settings: Settings, scope: Scope, out: Output) -> None:
    """Take back what an OPERATION learned, corrected or hid, and restore exactly what was before.

    Answers name their operation, and 'history' shows those of a memory. What was erased does not come back.

    \b
    Example:
      python -m memory_core undo 01997f3e-6b1c-7d7e-8f5e-2f6d3c1b0a99 --user-id anna
    """
    with opened(settings) as service:
        undone = service.undo(operation_id, scope=scope)
    record = {
        "operation_id": undone.operation_id,
        "restored": [as_record(memory) for memory in undone.restored],
        "withdrawn": [as_record(memory) for memory in undone.withdrawn],
    }
    restored, withdrawn = (counted(len(each), "memory") for each in (undone.restored, undone.withdrawn))
    lines = [f"Restored {restored}, withdrew {withdrawn}."]
    lines += [f"+ {as_line(memory)}" for memory in undone.restored]
    lines += [f"- {as_line(memory)}" for memory in undone.withdrawn]
    out.answer(record, "\n".join(lines))
