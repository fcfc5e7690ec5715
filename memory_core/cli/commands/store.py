"""store: a message, or a fact as given."""

import sys
from typing import Any

import click

from memory_core.adapters.timewords.zones import check_timezone
from memory_core.cli.form import Command, Moment, Tags
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.memory import Extraction, MemoryType, Message, Role
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.times import after_days
from memory_core.operations.admit import told
from memory_core.operations.store import StoreResult, StoreStatus
from memory_core.service import MemoryService
from memory_core.settings import Settings

_AUTO = "auto"
_LONGEST_TTL_DAYS = 36_500
_KINDS = (_AUTO, MemoryType.EPISODIC.value, MemoryType.SEMANTIC.value, MemoryType.PROCEDURAL.value)


@click.command(cls=Command)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--memory-type",
    type=click.Choice(_KINDS),
    default=_AUTO,
    show_default=True,
    help="auto: a message, and the facts in it; episodic: the message alone; semantic or procedural: a fact as given.",
)
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.USER.value, show_default=True)
@click.option("--speaker", default="", help="The name of who said it.")
@click.option("--event-time", type=Moment(), help="When it was said (ISO 8601); now otherwise.")
@click.option("--timezone", default="", help="The speaker's, like Europe/Lisbon; UTC otherwise.")
@click.option("--tags", type=Tags(), default=(), help="Labels, separated by commas.")
@click.option(
    "--ttl-days", type=click.FloatRange(0, _LONGEST_TTL_DAYS, min_open=True), help="Forget it after so many days."
)
@click.option(
    "--secrets",
    type=click.Choice([each.value for each in Secrets]),
    default=Secrets.MASK.value,
    show_default=True,
    help="What becomes of keys, passwords and card numbers.",
)
@with_settings
@with_scope
@with_output
def store(
    text: tuple[str, ...], *, memory_type: str, secrets: str, settings: Settings, scope: Scope, out: Output, **said: Any
) -> None:
    """Keep TEXT as a memory; '-' reads it from stdin.

    It is on stable storage and searchable when the command ends. The same again is kept once.

    \b
    Examples:
      python -m memory_core store "I moved to Lisbon in March." --user-id anna
      python -m memory_core store "Invoices go out on the 1st." --memory-type procedural
      cat minutes.txt | python -m memory_core store - --memory-type episodic
    """
    content = sys.stdin.read() if text == ("-",) else " ".join(text)
    with opened(settings, makes=True) as service:
        message = _message(content, service, **said)
        if memory_type in (MemoryType.SEMANTIC, MemoryType.PROCEDURAL):
            result = service.store_fact(
                message, scope=scope, memory_type=MemoryType(memory_type), secrets=Secrets(secrets)
            )
        else:
            result = service.store_messages(
                [message], scope=scope, learn=memory_type == _AUTO, secrets=Secrets(secrets)
            )
    out.answer(_record(result), _lines(result))


def _message(
    content: str,
    service: MemoryService,
    *,
    role: str,
    speaker: str,
    event_time: int | None,
    timezone: str,
    tags: tuple[str, ...],
    ttl_days: float | None,
) -> Message:
    return Message(
        content,
        role=Role(role),
        speaker=speaker,
        event_at=event_time,
        tags=tags,
        expires_at=None if ttl_days is None else after_days(service.now(), ttl_days),
        timezone=check_timezone(timezone),
    )


def _record(result: StoreResult) -> dict[str, Any]:
    learned = result.learned
    return {
        "status": result.status.value,
        "memories": [as_record(memory) for memory in result.memories],
        "facts": [{"action": o.action.value, **as_record(o.memory)} for o in learned.outcomes],
        "extraction": learned.extraction.value,
        "operation_id": learned.operation_id,
        "reason": learned.reason,
        "masked": dict(result.masked),
    }


def _lines(result: StoreResult) -> str:
    word = "Stored" if result.status is StoreStatus.STORED else "Already stored"
    lines = [f"{word}: {as_line(memory)}" for memory in result.memories]
    lines += [f"{o.action.value}: {as_line(o.memory)}" for o in result.learned.outcomes]
    if result.learned.extraction is Extraction.PENDING:
        lines.append(f"Facts will be drawn from it later: {result.learned.reason}")
    if result.masked:
        lines.append(f"Masked: {told(result.masked)}.")
    return "\n".join(lines) or "Nothing new to store: this was only recalled context or a model's reasoning."
