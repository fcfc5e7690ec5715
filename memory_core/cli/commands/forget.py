"""forget: memories and what repeats them, erased; a dry run first."""

from collections.abc import Mapping
from typing import Any

import click

from memory_core.cli.form import Command, DateOrTime, Tags
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.memory import MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.times import day_alone, parse, to_iso
from memory_core.errors import InvalidParameter
from memory_core.operations.choose import Selector
from memory_core.operations.forget import Preview, Receipt
from memory_core.settings import Settings


@click.command(cls=Command)
@click.argument("ids", nargs=-1)
@click.option("--tags", type=Tags(), default=(), help="Those with one of these labels.")
@click.option(
    "--memory-type", "types", type=click.Choice([t.value for t in MemoryType]), multiple=True, help="Those of a type."
)
@click.option("--older-than", type=DateOrTime(), help="Those of before this time (ISO 8601).")
@click.option("--everything", is_flag=True, help="All that the realm, user and session hold.")
@click.option("--confirm", default="", help="Really do it: the value that the dry run answered with.")
@with_settings
@with_scope
@with_output
def forget(
    ids: tuple[str, ...],
    *,
    tags: tuple[str, ...],
    types: tuple[str, ...],
    older_than: str | None,
    everything: bool,
    confirm: str,
    settings: Settings,
    scope: Scope,
    out: Output,
) -> None:
    """Erase the memories with these IDS (whole or short), or those that the options choose.

    Without --confirm it is a dry run: it says what would go and changes nothing. What repeats a memory goes with it:
    the facts drawn from it alone, its quotes, its versions, the summaries of its chat. There is no undo; 'maintain'
    then removes it from disk.

    \b
    Examples:
      python -m memory_core forget 1b78c2beeb5b
      python -m memory_core forget --realm user:4f1c --everything
      python -m memory_core forget --realm user:4f1c --everything --confirm 63f...-9c1...
    """
    day = day_alone(older_than) if older_than else ""
    try:
        selector = Selector(
            ids=ids,
            tags=tags,
            types=tuple(map(MemoryType, types)),
            before=parse(older_than, name="older_than") if older_than and not day else None,
            before_day=day,
            everything=everything,
        )
    except InvalidParameter:
        raise click.UsageError(
            "Say what to forget: IDS, or else --tags, --memory-type, --older-than or --everything."
        ) from None
    with opened(settings) as service:
        if confirm:
            receipt = service.forget(selector, scope=scope, erase=True, confirm=confirm)
            out.answer(_receipt_record(receipt), _receipt_lines(receipt))
        else:
            preview = service.preview_forgetting(selector, scope=scope, erase=True)
            out.answer(_preview_record(preview), _preview_lines(preview))


def _preview_record(preview: Preview) -> dict[str, Any]:
    return {
        "dry_run": True,
        "counts": _named(preview.counts),
        "samples": [as_record(memory) for memory in preview.samples],
        "confirm": preview.confirm,
    }


def _preview_lines(preview: Preview) -> str:
    if not preview.counts:
        return "Nothing here meets that; nothing would be forgotten."
    lines = [f"Dry run: {_told(preview.counts)} would be erased, among them", *map(as_line, preview.samples)]
    return "\n".join([*lines, f"Do it with: --confirm {preview.confirm}"])


def _receipt_record(receipt: Receipt) -> dict[str, Any]:
    return {
        "dry_run": False,
        "counts": _named(receipt.counts),
        "ids": list(receipt.ids),
        "at": to_iso(receipt.at),
        "erased_from_disk": receipt.erased_from_disk,
    }


def _receipt_lines(receipt: Receipt) -> str:
    if not receipt.ids:
        return "Nothing here meets that; nothing was forgotten."
    return f"Erased {_told(receipt.counts)} at {to_iso(receipt.at)}. 'maintain' removes them from disk."


def _named(counts: Mapping[MemoryType, int]) -> dict[str, int]:
    return {kind.value: number for kind, number in counts.items()}


def _told(counts: Mapping[MemoryType, int]) -> str:
    return ", ".join(f"{number:,} {kind.value}" for kind, number in counts.items())
