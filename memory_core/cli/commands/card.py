"""card: what is always there of a person."""

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.domain.card import BUDGET, LARGEST, SMALLEST
from memory_core.domain.scope import Scope
from memory_core.domain.times import to_iso
from memory_core.settings import Settings


@click.command(cls=Command)
@click.option("--tokens", type=click.IntRange(SMALLEST, LARGEST), default=BUDGET, show_default=True)
@with_settings
@with_scope
@with_output
def card(tokens: int, *, settings: Settings, scope: Scope, out: Output) -> None:
    """Show the card: how somebody wants to be treated, who they are, what was pinned, and what is true for long.

    It is composed without a model, and is empty when nothing is known.

    \b
    Examples:
      python -m memory_core card --user-id anna
      python -m memory_core card --realm user:4f1c --json | jq -r .card
    """
    with opened(settings) as service:
        shown = service.card(scope=scope, budget=tokens)
    lines = [
        {"id": line.memory.id, "part": line.part.value, "content": line.memory.content}
        | {"event_time": to_iso(line.memory.event_at)}
        for line in shown.lines
    ]
    out.answer({"card": shown.text, "lines": lines}, shown.text or "Nothing stands on the card yet.")
