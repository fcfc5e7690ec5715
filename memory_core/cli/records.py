"""A memory as the command line tells it: whole in JSON, in one line to people."""

from typing import Any

from memory_core.domain.memory import Memory, Said, zone_of
from memory_core.domain.states import State
from memory_core.domain.times import local_day
from memory_core.record.codec import shown

_LINE = 160  # characters of a memory that people are shown
_RECORD = (
    "id",
    "content",
    "type",
    "state",
    "created_at",
    "event_time",
    "valid_from",
    "valid_to",
    "expires_at",
    "pinned",
    "role",
    "speaker",
    "tags",
    "agent_id",
    "realm",
    "user_id",
    "session_id",
    "sources",
)


def as_record(memory: Memory) -> dict[str, Any]:
    """By the names that the plugin's tools use."""
    values = shown(memory)
    return {name: values[name] for name in _RECORD if name in values}


def as_line(memory: Memory) -> str:
    """When, who or what, the text's beginning, and the id to name it by."""
    text = " ".join(memory.content.split())
    shown = text if len(text) <= _LINE else f"{text[:_LINE].rstrip()} …"
    what = memory.said_by if isinstance(memory, Said) else memory.type.value
    day = local_day(memory.event_at, zone_of(memory))
    state = "" if memory.state is State.ACTIVE else f", {memory.state.value}"
    return f"{memory.short_id}  {day}  {what}{state}: {shown}"
