"""What Memory List answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from memory_core import Event, Memory, MemoryType, Page, disarm, render_memories, short_id, to_iso
from tools.replies.memories import MAXIMUM_EXCERPT, iso, memory_variable, sources_variable
from tools.replies.scope import NOBODYS
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


def listed(listing: Listing, counts: Mapping[MemoryType, int], *, scope: Mapping[str, Any]) -> Reply:
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
        scope=scope,
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


def _reply(text: str, **variables: Any) -> Reply:
    nothing = {
        "ok": True,
        "memories": [],
        "next_cursor": "",
        "counts": {},
        "missing": [],
        "left_out": [],
        "scope": NOBODYS,
        "error": {},
    }
    return Reply(text, nothing | variables)


def _text(listing: Listing, counts: Mapping[MemoryType, int]) -> str:
    longest = MAXIMUM_EXCERPT if listing.whole else _LINE
    shown = render_memories(listing.page.memories, events=listing.events, longest=longest)
    notes = [_told(counts)] if counts else []
    if listing.missing:
        notes.append(f"Not found here: {disarm(', '.join(listing.missing))}.")
    if listing.left_out:
        left = ", ".join(map(short_id, listing.left_out))
        notes.append(f"Left out because the reply would be too large, ask for them again: {left}.")
    if listing.page.cursor:
        notes.append(
            f"There are more. For the next page, call again with the same filters and cursor {listing.page.cursor}"
        )
    return "\n".join([shown or _nothing(listing), *notes])


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
        "sources": sources_variable(memory),
        "before": _before(event),
    }


def _before(event: Event) -> dict[str, Any]:
    """The edited values as they were; a lifetime as a moment, or empty for none."""
    was = event.before.values()
    before: dict[str, Any] = {
        name: list(was[name]) if name == "tags" else was[name] for name in _EDITABLE if name in was
    }
    return before | ({"expires_at": iso(before["expires_at"])} if "expires_at" in before else {})
