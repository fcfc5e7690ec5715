"""chat: the chats of a scope, or the last messages of one."""

from collections.abc import Sequence

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import opened
from memory_core.cli.options import with_output, with_scope, with_settings
from memory_core.cli.output import Output, counted
from memory_core.cli.records import as_line, as_record
from memory_core.domain.scope import Scope
from memory_core.domain.window import Limits
from memory_core.operations.chat import ChatEntry
from memory_core.service import MemoryService
from memory_core.settings import Settings


@click.command(cls=Command)
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="Of chats, or messages.")
@with_settings
@with_scope
@with_output
def chat(limit: int, *, settings: Settings, scope: Scope, out: Output) -> None:
    """List the chats, or with --session-id show the last messages of one, the oldest first.

    \b
    Examples:
      python -m memory_core chat --realm user:4f1c
      python -m memory_core chat --session-id c-17 --limit 50
    """
    with opened(settings) as service:
        if scope.session:
            window = service.chat_window(scope=scope, limits=Limits(messages=limit))
            record = {"messages": [as_record(message) for message in window.messages], "total": window.total}
            lines = "\n".join(map(as_line, window.messages)) or "This chat has no messages here."
        else:
            chats = _chats(service, scope, limit)
            record = {"chats": [_record(entry) for entry in chats]}
            lines = "\n".join(map(_line, chats)) or "There are no chats here. 'stats' shows which realms hold memories."
    out.answer(record, lines)


def _chats(service: MemoryService, scope: Scope, limit: int) -> Sequence[ChatEntry]:
    found: list[ChatEntry] = []
    cursor = ""
    while len(found) < limit:
        page = service.chats(scope=scope, limit=limit - len(found), cursor=cursor)
        found += page.entries
        cursor = page.next_cursor
        if not cursor:
            break
    return found


def _record(entry: ChatEntry) -> dict[str, object]:
    return {"chat_id": entry.chat_id, "messages": entry.messages, "last": as_record(entry.last)}


def _line(entry: ChatEntry) -> str:
    return f"{entry.chat_id}  {counted(entry.messages, 'message')}, the last: {as_line(entry.last)}"
