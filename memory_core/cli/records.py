"""A memory as the command line tells it: whole in JSON, in one line to people."""

from typing import Any

from memory_core.domain.memory import Memory, MemoryType, State
from memory_core.domain.times import local_day, to_iso

_LINE = 160  # characters of a memory that people are shown


def as_record(memory: Memory) -> dict[str, Any]:
    """By the names that the plugin's tools use."""
    return {
        "id": memory.id,
        "content": memory.content,
        "type": memory.type.value,
        "state": memory.state.value,
        "created_at": to_iso(memory.created_at),
        "event_time": to_iso(memory.event_at),
        "valid_from": _iso(memory.valid_from),
        "valid_to": _iso(memory.valid_to),
        "expires_at": _iso(memory.expires_at),
        "pinned": memory.pinned,
        "role": memory.role.value if memory.role else "",
        "speaker": memory.speaker,
        "tags": list(memory.tags),
        "agent_id": memory.scope.agent,
        "realm": memory.scope.realm,
        "user_id": memory.scope.user or "",
        "session_id": memory.scope.session or "",
        "sources": [{"id": source.memory_id, "quote": source.quote} for source in memory.sources],
    }


def as_line(memory: Memory) -> str:
    """When, who or what, the text's beginning, and the id to name it by."""
    text = " ".join(memory.content.split())
    shown = text if len(text) <= _LINE else f"{text[:_LINE].rstrip()} …"
    what = memory.said_by if memory.type is MemoryType.EPISODIC else memory.type.value
    state = "" if memory.state is State.ACTIVE else f", {memory.state.value}"
    return f"{memory.short_id}  {local_day(memory.event_at, memory.timezone)}  {what}{state}: {shown}"


def _iso(micros: int | None) -> str:
    return "" if micros is None else to_iso(micros)
