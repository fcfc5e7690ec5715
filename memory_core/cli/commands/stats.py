"""stats: what a space holds, by agent and realm."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened_count
from memory_core.cli.options import with_output, with_settings, with_space
from memory_core.cli.output import Output, counted
from memory_core.operations.count import PlaceCount
from memory_core.settings import Settings

_MOST = 10  # users and sessions that are shown to people


@click.command(cls=Command)
@with_settings
@with_space
@with_output
def stats(settings: Settings, space: str, out: Output) -> None:
    """Count what a space holds, by agent and realm.

    Memories by type and state, users, sessions, messages that wait to be read, and what has expired. A realm is what
    the plugin's isolation keeps apart: with isolation by user, each user of Dify has one, 'user:ID'. Give it to other
    commands as --realm.

    \b
    Examples:
      python -m memory_core stats
      python -m memory_core stats --json | jq '.places[] | {realm, total}'
    """
    with opened_count(settings) as count:
        places = count(space)
    out.answer(_record(space, places), _lines(space, places))


def _record(space: str, places: Sequence[PlaceCount]) -> dict[str, Any]:
    return {"space": space, "total": sum(p.total for p in places), "places": [_place_record(p) for p in places]}


def _place_record(count: PlaceCount) -> dict[str, Any]:
    memories: dict[str, dict[str, int]] = {}
    for (kind, state), number in count.memories.items():
        memories.setdefault(kind.value, {})[state.value] = number
    return {
        "agent_id": count.place.agent,
        "realm": count.place.realm,
        "total": count.total,
        "memories": memories,
        "pending": count.pending,
        "expired": count.expired,
        "users": dict(count.users),
        "sessions": dict(count.sessions),
    }


def _lines(space: str, places: Sequence[PlaceCount]) -> str:
    total = sum(place.total for place in places)
    head = f"Space {space}: {counted(total, 'memory')} in {counted(len(places), 'realm')}"
    empty = "This space holds no memories. A mistyped key names another, empty space."
    return "\n\n".join([head, *map(_place_lines, places)]) if places else empty


def _place_lines(count: PlaceCount) -> str:
    kinds = (f"{number:,} {kind.value} {state.value}" for (kind, state), number in count.memories.items())
    lines = [
        f"agent {count.place.agent}, " + (f"realm {count.place.realm}" if count.place.realm else "no realm"),
        f"  memories  {', '.join(kinds)}",
        f"  users     {_named(count.users)}",
        f"  sessions  {_named(count.sessions)}",
    ]
    lines += [f"  pending   {counted(count.pending, 'message')} to be read"] if count.pending else []
    lines += [f"  expired   {counted(count.expired, 'memory')} to be erased by 'maintain'"] if count.expired else []
    return "\n".join(lines)


def _named(numbers: Mapping[str, int]) -> str:
    """The largest by name, and how many there are."""
    largest = Counter(dict(numbers)).most_common(_MOST)
    more = f" and {len(numbers) - _MOST:,} more" if len(numbers) > _MOST else ""
    return ", ".join(f"{name or '(none)'} {number:,}" for name, number in largest) + more
