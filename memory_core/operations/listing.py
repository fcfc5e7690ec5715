"""Listing: memories and chats as lines for a prompt, inside the fence that marks them as data."""

from collections.abc import Mapping, Sequence
from typing import Any

from memory_core.domain import fence
from memory_core.domain.memory import Memory, drawn_from, short_id
from memory_core.domain.times import to_iso
from memory_core.operations.chat import Chats
from memory_core.operations.history import Event, Happened
from memory_core.operations.render import as_line

_LINE = 500  # characters of a memory
_OF_VERSION, _OF_QUOTE = 200, 100  # characters of a version's text and of a quote in an event
_EDITABLE = ("pinned", "tags", "expires_at")
_DRAWN = (Happened.ADDED, Happened.UPDATED)


def render_memories(
    memories: Sequence[Memory], *, events: Mapping[str, Sequence[Event]] | None = None, longest: int = _LINE
) -> str:
    """Memories as text for a prompt, a line each: its day, who said it, its text, its short id and its notes.

    At most `longest` characters of each text are shown. `events` are those of `Person.events` by memory id; they follow
    the memory's line. Empty when there are no memories.
    """
    lines: list[str] = []
    for memory in memories:
        lines.append(_memory_line(memory, longest))
        lines += [f"  {_event_line(event)}" for event in (events or {}).get(memory.id, ())]
    return fence.enclose(lines) if lines else ""


def render_chats(chats: Chats) -> str:
    """A page of chats as text for a prompt, a line each: its id, its number of messages and the time of the last."""
    lines = [
        f"- {_in_a_line(entry.chat_id)}: {entry.messages:,} {'message' if entry.messages == 1 else 'messages'}, "
        f"the last on {to_iso(entry.last.event_at)}"
        for entry in chats.entries
    ]
    return fence.enclose(lines) if lines else ""


def _memory_line(memory: Memory, longest: int) -> str:
    notes = ["pinned"] if memory.pinned else []
    notes += [f"until {to_iso(memory.expires_at)}"] if memory.expires_at is not None else []
    notes += [f"tags: {_in_a_line(', '.join(memory.tags))}"] if memory.tags else []
    shown = as_line(memory, memory.content[:longest], with_ids=True)
    return f"{shown} [{'; '.join(notes)}]" if notes else shown


def _event_line(event: Event) -> str:
    memory = event.memory
    what = f'"{_shortened(memory.content, _OF_VERSION)}"'
    if event.happened is Happened.EDITED:
        what = "before: " + (", ".join(f"{name} {value}" for name, value in _before(event)) or "less often told")
    quotes = [f'"{_shortened(s.quote, _OF_QUOTE)}" (message {short_id(s.memory_id)})' for s in drawn_from(memory)]
    drawn = f", from {'; '.join(quotes)}" if quotes and event.happened in _DRAWN else ""
    return f"{to_iso(event.at)} {event.happened} {fence.disarm(what)}{drawn} (operation {event.operation_id})"


def _before(event: Event) -> list[tuple[str, Any]]:
    """The edited values as they were; a lifetime as a moment, or empty for none."""
    was = {name: value for name, value in event.before.values().items() if name in _EDITABLE}
    plain: dict[str, Any] = {name: list(value) if isinstance(value, tuple) else value for name, value in was.items()}
    return [(name, _moment(value) if name == "expires_at" else value) for name, value in plain.items()]


def _moment(micros: int | None) -> str:
    return "" if micros is None else to_iso(micros)


def _in_a_line(text: str) -> str:
    """Ids and tags may come from outside, and then say anything."""
    return fence.disarm(" ".join(text.split()))


def _shortened(text: str, longest: int) -> str:
    text = _in_a_line(text)
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"
