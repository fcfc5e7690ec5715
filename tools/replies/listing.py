"""What Memory List answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from memory_core import Event, Happened, Hit, Memory, MemoryType, Page
from memory_core.domain import fence
from memory_core.domain.memory import drawn_from, short_id
from memory_core.domain.times import to_iso
from memory_core.operations.render import as_line
from memory_core.operations.search import MAXIMUM_EXCERPT
from tools.replies.memories import MAXIMUM_QUOTE, iso, memory_variable
from tools.respond import Failure, Reply

_LINE = 500  # characters of a memory in a list's text; one that was asked for by its id is shown at length
_COUNTED = (MemoryType.SEMANTIC, MemoryType.EPISODIC, MemoryType.PROCEDURAL)
_EDITABLE = ("pinned", "tags", "expires_at")


@dataclass(frozen=True, slots=True)
class Listing:
    """A page, with what happened to its memories by their ids, when asked. `missing` are ids that nothing here has,
    `left_out` those whose memories did not fit; `whole` shows contents at length."""

    page: Page
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    whole: bool = False


def listed(listing: Listing, counts: Mapping[MemoryType, int]) -> Reply:
    shown = listing.page.memories
    longest = None if listing.whole and len(shown) == 1 else MAXIMUM_EXCERPT
    memories = [
        listed_variable(memory, content=memory.content[:longest])
        | {"history": [_event_variable(event) for event in listing.events.get(memory.id, ())]}
        for memory in shown
    ]
    return _reply(
        _text(listing, counts),
        memories=memories,
        next_cursor=listing.page.cursor,
        counts={kind.value: counts.get(kind, 0) for kind in _COUNTED} if counts else {},
        missing=[*listing.missing],
        left_out=[*listing.left_out],
    )


def list_failed(failure: Failure) -> Reply:
    return _reply(f"Memories could not be listed: {failure.message}", ok=False, error=failure.as_variable())


def listed_variable(memory: Memory, *, content: str) -> dict[str, Any]:
    """What the tools that show memories for themselves tell of one."""
    return memory_variable(memory, content=content) | {
        "short_id": memory.short_id,
        "pinned": memory.pinned,
        "expires_at": iso(memory.expires_at),
        "superseded_by": memory.superseded_by,
    }


def listed_line(memory: Memory, *, longest: int = _LINE) -> str:
    """A memory as a line for inside the fence."""
    notes = ["pinned"] if memory.pinned else []
    notes += [f"until {to_iso(memory.expires_at)}"] if memory.expires_at is not None else []
    notes += [f"tags: {fence.disarm(' '.join(', '.join(memory.tags).split()))}"] if memory.tags else []
    shown = as_line(Hit(memory, 0.0, memory.content[:longest]), with_ids=True)
    return f"{shown} [{'; '.join(notes)}]" if notes else shown


def _reply(text: str, **variables: Any) -> Reply:
    nothing = {"ok": True, "memories": [], "next_cursor": "", "counts": {}, "missing": [], "left_out": [], "error": {}}
    return Reply(text, nothing | variables)


def _text(listing: Listing, counts: Mapping[MemoryType, int]) -> str:
    lines = []
    for memory in listing.page.memories:
        lines.append(listed_line(memory, longest=MAXIMUM_EXCERPT if listing.whole else _LINE))
        lines += [f"  {_event_line(event)}" for event in listing.events.get(memory.id, ())]
    notes = [_told(counts)] if counts else []
    if listing.missing:
        notes.append(f"Not found here: {fence.disarm(', '.join(listing.missing))}.")
    if listing.left_out:
        left = ", ".join(map(short_id, listing.left_out))
        notes.append(f"Left out because the reply would be too large, ask for them again: {left}.")
    if listing.page.cursor:
        notes.append(
            f"There are more. For the next page, call again with the same filters and cursor {listing.page.cursor}"
        )
    shown = fence.enclose(lines) if lines else _nothing(listing)
    return "\n".join([shown, *notes])


def _nothing(listing: Listing) -> str:
    return "Nothing on this page." if listing.page.cursor else "Nothing is remembered here that was asked for."


def _told(counts: Mapping[MemoryType, int]) -> str:
    facts, messages, procedures = (counts.get(kind, 0) for kind in _COUNTED)
    return f"Altogether: {facts:,} facts, {messages:,} messages, {procedures:,} procedures."


def _event_variable(event: Event) -> dict[str, Any]:
    memory = event.memory
    return {
        "operation_id": event.operation_id,
        "at": to_iso(event.at),
        "action": event.happened.value,
        "id": memory.id,
        "content": memory.content[:MAXIMUM_EXCERPT],
        "valid_from": iso(memory.valid_from),
        "valid_to": iso(memory.valid_to),
        "sources": [{"id": s.memory_id, "quote": s.quote[:MAXIMUM_QUOTE]} for s in drawn_from(memory)],
        "before": _before(event),
    }


def _before(event: Event) -> dict[str, Any]:
    """The edited values as they were; a lifetime as a moment, or empty for none."""
    was = event.before.values()
    before: dict[str, Any] = {
        name: list(was[name]) if name == "tags" else was[name] for name in _EDITABLE if name in was
    }
    return before | ({"expires_at": iso(before["expires_at"])} if "expires_at" in before else {})


def _event_line(event: Event) -> str:
    memory = event.memory
    what = f'"{_one_line(memory.content, 200)}"'
    if event.happened is Happened.EDITED:
        what = "before: " + (
            ", ".join(f"{name} {value}" for name, value in _before(event).items()) or "less often told"
        )
    quotes = [f'"{_one_line(s.quote, 100)}" (message {short_id(s.memory_id)})' for s in drawn_from(memory)]
    drawn = f", from {'; '.join(quotes)}" if quotes and event.happened in (Happened.ADDED, Happened.UPDATED) else ""
    return f"{to_iso(event.at)} {event.happened} {fence.disarm(what)}{drawn} (operation {event.operation_id})"


def _one_line(text: str, longest: int) -> str:
    text = " ".join(fence.disarm(text).split())
    return text if len(text) <= longest else f"{text[:longest].rstrip()} …"
