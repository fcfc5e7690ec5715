"""A memory as a variable."""

from typing import Any

from memory_core import Memory, to_iso

MAXIMUM_QUOTE, MAXIMUM_EXCERPT = 300, 4_000  # characters of a quote, of a memory's content


def memory_variable(memory: Memory, *, content: str) -> dict[str, Any]:
    """What every tool tells of a memory; `content` is as much of its content as it shows."""
    return {
        "id": memory.id,
        "content": content,
        "type": memory.type.value,
        "created_at": to_iso(memory.created_at),
        "event_time": to_iso(memory.event_at),
        "state": memory.state.value,
        "valid_from": iso(memory.valid_from),
        "valid_to": iso(memory.valid_to),
        "time": _time(memory),
        "sources": [{"id": s.memory_id, "quote": s.quote[:MAXIMUM_QUOTE]} for s in memory.sources],
        "role": memory.role.value if memory.role else "",
        "speaker": memory.speaker,
        "user_id": memory.scope.user or "",
        "session_id": memory.scope.session or "",
        "tags": list(memory.tags),
        "truncated": len(content) < len(memory.content),
    }


def _time(memory: Memory) -> dict[str, str]:
    """What words of the memory name a time, and what they meant when they were said."""
    if not memory.time_words:
        return {}
    return {"words": memory.time_words, "from": iso(memory.time_from), "to": iso(memory.time_to)}


def iso(micros: int | None) -> str:
    return "" if micros is None else to_iso(micros)
