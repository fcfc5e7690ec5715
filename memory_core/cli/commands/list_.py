"""list: what is remembered, in the order it was stored."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import click

from memory_core.cli.form import Command, DateOrTime, Tags
from memory_core.cli.opening import opened_repository
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain import times
from memory_core.domain.memory import Memory, MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection, bounded
from memory_core.domain.states import State
from memory_core.ports import MemoryRepository
from memory_core.settings import Settings

_PAGE = 500
_SHOWN = (State.ACTIVE, State.SUPERSEDED)  # what is forgotten is shown to nobody


@click.command("list", cls=Command)
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="0 for all.")
@click.option("--oldest-first", is_flag=True)
@click.option("--memory-type", type=click.Choice([t.value for t in MemoryType]), help="Of one type; of any otherwise.")
@click.option("--state", type=click.Choice([s.value for s in _SHOWN]), help="In one state; in any otherwise.")
@click.option("--tags", type=Tags(), default=(), help="With one of these labels.")
@click.option("--since", type=DateOrTime(), help="Said at this time (ISO 8601) or later.")
@click.option("--until", type=DateOrTime(), help="Said at this time or earlier; a date is that whole day.")
@with_settings
@with_scope
@with_output
def list_(limit: int, *, oldest_first: bool, settings: Settings, scope: Scope, out: Output, **wanted: Any) -> None:
    """List what is remembered, the latest first; with --json, one memory per line.

    \b
    Examples:
      python -m memory_core list --realm user:4f1c --limit 20
      python -m memory_core list --limit 0 --memory-type semantic --json | jq -r .content
    """
    with opened_repository(settings) as repository:
        listed = _listed(repository, scope, _selection(**wanted), oldest_first=oldest_first)
        is_empty = True
        for memory in islice(listed, limit or None):
            out.answer(as_record(memory), as_line(memory))
            is_empty = False
        if is_empty and not out.as_json:
            out.note(_nothing(repository, scope))


def _nothing(repository: MemoryRepository, scope: Scope) -> str:
    """Why nothing is listed: the realm is mistyped or empty, or holds only other memories."""
    if not repository.is_empty(scope):
        return "This realm holds memories, but none that meet the options given here."
    where = f"realm {scope.realm!r}" if scope.realm else "no realm"
    return (
        f"Nothing has been stored for agent {scope.agent!r} and {where}. Check how they are spelt: 'stats' lists those "
        "that hold memories. A mistyped key names another, empty space."
    )


def _selection(
    *, memory_type: str | None, state: str | None, tags: tuple[str, ...], since: str | None, until: str | None
) -> Selection:
    selection = Selection(
        alive_at=times.now(),
        types=() if memory_type is None else (MemoryType(memory_type),),
        states=_SHOWN if state is None else (State(state),),
        tags=tags,
    )
    return bounded(selection, since=since, until=until)


def _listed(
    repository: MemoryRepository, scope: Scope, selection: Selection, *, oldest_first: bool
) -> Iterator[Memory]:
    after: Position | None = None
    while page := repository.page(scope, selection, limit=_PAGE, after=after, oldest_first=oldest_first):
        yield from filter(selection.holds_day, page)
        after = Position.after(page, after)
