"""search: the memories that answer a question."""

from collections.abc import Iterator
from typing import Any

import click

from memory_core.cli.form import Command, DateOrTime, Moment, Tags
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output
from memory_core.cli.records import as_line, as_record
from memory_core.domain.hit import Hit
from memory_core.domain.memory import MemoryType
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection, bounded
from memory_core.operations.search import SearchResult, SearchStatus
from memory_core.settings import Settings

_FOUND_BY_SEARCH = (MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL)
_NOTHING = {
    SearchStatus.NOTHING_FOUND: "Nothing matched here. 'stats' shows which agents and realms hold memories.",
    SearchStatus.NOTHING_STORED_YET: "Nothing has been stored here yet. A mistyped key names another, empty space.",
}


@click.command(cls=Command)
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1_000), default=10, show_default=True)
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, show_default=True)
@click.option(
    "--memory-type", type=click.Choice([t.value for t in _FOUND_BY_SEARCH]), help="Of one type; of any otherwise."
)
@click.option("--tags", type=Tags(), default=(), help="With one of these labels.")
@click.option("--since", type=DateOrTime(), help="Said at this time (ISO 8601) or later.")
@click.option("--until", type=DateOrTime(), help="Said at this time or earlier; a date is that whole day.")
@click.option("--as-of", type=Moment(end_of_day=True), help="What was true at this time.")
@click.option("--recent-messages", type=click.IntRange(0, 1_000), default=0, help="Besides, so many of the last ones.")
@click.option("--explain", is_flag=True, help="Say of each memory what made its score.")
@with_settings
@with_scope
@with_output
def search(
    query: tuple[str, ...],
    *,
    limit: int,
    min_score: float,
    recent_messages: int,
    explain: bool,
    settings: Settings,
    scope: Scope,
    out: Output,
    **wanted: Any,
) -> None:
    """Find the memories that answer QUERY, the best first.

    \b
    Examples:
      python -m memory_core search "Where does she live?" --user-id anna
      python -m memory_core search "invoices" --realm user:4f1c... --json | jq .memories[].content
    """
    with opened(settings) as service:
        result = service.search(
            " ".join(query),
            scope=scope,
            selection=_selection(service.now(), **wanted),
            limit=limit,
            min_score=min_score,
            recent_messages=recent_messages,
        )
    out.answer(_record(result), _lines(result, explain=explain))


def _selection(
    now: int,
    *,
    memory_type: str | None,
    tags: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_of: int | None,
) -> Selection:
    types = () if memory_type is None else (MemoryType(memory_type),)
    return bounded(Selection(alive_at=now, types=types, tags=tags, as_of=as_of), since=since, until=until)


def _record(result: SearchResult) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "unknown_language": result.unknown_language,
        "memories": [_hit_record(hit) for hit in result.hits],
    }


def _hit_record(hit: Hit) -> dict[str, Any]:
    return as_record(hit.memory) | {
        "score": round(hit.score, 4),
        "recent": hit.recent,
        "outdated": hit.outdated,
        "why": {reason.value: round(share, 4) for reason, share in hit.why.shares.items()},
        "later": hit.later.memory.id if hit.later else "",
    }


def _lines(result: SearchResult, *, explain: bool) -> str:
    lines = [line for hit in result.hits for line in (_hit_line(hit), *(_why_lines(hit) if explain else ()))]
    return "\n".join(lines) or _NOTHING[result.status]


def _why_lines(hit: Hit) -> Iterator[str]:
    """The shares of its score, and what was said later."""
    if shares := ", ".join(f"{reason} {share:.2f}" for reason, share in hit.why.shares.items()):
        yield f"        {shares}"
    if hit.later:
        yield f"        later: {as_line(hit.later.memory)}"


def _hit_line(hit: Hit) -> str:
    score = "recent" if hit.recent else f"{hit.score:.2f}"
    return f"{score:>6}  {as_line(hit.memory)}{' (outdated)' if hit.outdated else ''}"
