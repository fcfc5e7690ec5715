"""history: the versions of a memory, and what happened to them."""

from typing import Any

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.scope import Scope
from memory_core.domain.times import to_iso
from memory_core.errors import NotFound
from memory_core.operations.history import Event
from memory_core.operations.why import Why
from memory_core.settings import Settings


@click.command(cls=Command)
@click.argument("memory_id", metavar="ID")
@with_settings
@with_scope
@with_output
def history(memory_id: str, *, settings: Settings, scope: Scope, out: Output) -> None:
    """Show the versions of the memory with this ID (whole or short), the oldest first, and what happened to them.

    \b
    Example:
      python -m memory_core history 1b78c2beeb5b --user-id anna
    """
    shown = explained(memory_id, settings=settings, scope=scope)
    record = {
        "versions": [as_record(version) for version in shown.versions],
        "events": [event_record(event) for event in shown.events],
    }
    lines = ["Versions", *(f"  {as_line(version)}" for version in shown.versions)]
    lines += ["What happened", *(f"  {event_line(event)}" for event in shown.events)] if shown.events else []
    out.answer(record, "\n".join(lines))


def explained(memory_id: str, *, settings: Settings, scope: Scope) -> Why:
    """Raises NotFound."""
    with opened(settings) as service:
        known = service.memories_by_id([memory_id], scope=scope)
        why = service.why(known[0].id, scope=scope) if known else None
    if why is None:
        raise NotFound("There is no memory with this id here. Check the id, the realm and the user.")
    return why


def event_record(event: Event) -> dict[str, Any]:
    return {
        "event": event.happened.value,
        "at": to_iso(event.at),
        "operation_id": event.operation_id,
        "memory_id": event.memory.id,
    }


def event_line(event: Event) -> str:
    return f"{to_iso(event.at)}  {event.happened.value:<6}  {event.memory.short_id}  {event.operation_id}"
