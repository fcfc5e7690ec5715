"""update: a memory corrected, pinned, labelled or given an end."""

import click

from memory_core.cli.form import Command, Tags
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.edits import UNCHANGED
from memory_core.domain.memory import MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.times import after_days
from memory_core.operations.correct import Change, Correction, CorrectionStatus
from memory_core.settings import Settings

_FACTS = (MemoryType.SEMANTIC, MemoryType.PROCEDURAL)


@click.command(cls=Command)
@click.argument("memory_id", metavar="ID")
@click.option("--content", help="The whole corrected statement; the old one stays readable.")
@click.option("--memory-type", type=click.Choice([t.value for t in _FACTS]), help="Another type of fact.")
@click.option("--tags", type=Tags(), help="Labels instead of those it has; '' removes all.")
@click.option("--pin/--unpin", "pinned", default=None, help="Keep it on the card and in front, or no longer.")
@click.option("--ttl-days", type=click.IntRange(1, 36_500), help="It expires after this many days.")
@click.option("--never-expires", is_flag=True, help="It has no end.")
@with_settings
@with_scope
@with_output
def update(
    memory_id: str,
    *,
    content: str | None,
    memory_type: str | None,
    tags: tuple[str, ...] | None,
    pinned: bool | None,
    ttl_days: int | None,
    never_expires: bool,
    settings: Settings,
    scope: Scope,
    out: Output,
) -> None:
    """Correct the memory with this ID (whole or short), pin it, label it, or change when it expires.

    The answer names the operation; 'undo' takes it back.

    \b
    Examples:
      python -m memory_core update 1b78c2beeb5b --content "Anna lives in Porto."
      python -m memory_core update 1b78c2beeb5b --pin --tags home,address
    """
    if ttl_days and never_expires:
        raise click.UsageError("Give either --ttl-days or --never-expires.")
    with opened(settings) as service:
        end = after_days(service.now(), ttl_days) if ttl_days else None
        change = Change(
            content=content,
            memory_type=MemoryType(memory_type) if memory_type else None,
            pinned=pinned,
            tags=tags,
            expires_at=end if end or never_expires else UNCHANGED,
        )
        if change == Change():
            raise click.UsageError(
                "Say what to change: --content, --memory-type, --tags, --pin, --unpin, --ttl-days or --never-expires."
            )
        done = service.correct(memory_id, change, scope=scope)
    out.answer(_record(done), _lines(done))


def _record(done: Correction) -> dict[str, object]:
    return {
        "status": done.status.value,
        "memory": as_record(done.memory),
        "previous_id": done.previous.id,
        "operation_id": done.operation_id,
        "masked": dict(done.masked),
    }


def _lines(done: Correction) -> str:
    if done.status is CorrectionStatus.UNCHANGED:
        return f"It is so already:\n{as_line(done.memory)}"
    return f"{as_line(done.memory)}\nTake it back with: undo {done.operation_id}"
