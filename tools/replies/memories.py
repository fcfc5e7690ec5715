"""A memory as a variable."""

from collections.abc import Mapping
from typing import Any

from memory_core import Memory, shown, to_iso

MAXIMUM_QUOTE, MAXIMUM_EXCERPT = 300, 4_000  # characters of a quote, of a memory's content


_SHOWN = (
    "id",
    "content",
    "type",
    "created_at",
    "event_time",
    "state",
    "valid_from",
    "valid_to",
    "role",
    "speaker",
    "user_id",
    "session_id",
    "tags",
)
_ONLY_SOME_HAVE = {"role": "", "speaker": ""}


def memory_variable(memory: Memory, *, content: str) -> dict[str, Any]:
    """What every tool tells of a memory; `content` is as much of its content as it shows."""
    values: dict[str, Any] = _ONLY_SOME_HAVE | shown(memory) | {"content": content}
    return {name: values[name] for name in _SHOWN} | {
        "time": _time(values),
        "sources": sources_variable(memory),
        "truncated": len(content) < len(memory.content),
    }


def sources_variable(memory: Memory) -> list[dict[str, str]]:
    """The messages that a fact was drawn from, with the beginnings of its quotes; none of anything else."""
    return [{"id": s["id"], "quote": s["quote"][:MAXIMUM_QUOTE]} for s in shown(memory).get("sources", ())]


def _time(values: Mapping[str, Any]) -> dict[str, str]:
    """What words of the memory name a time, and what they meant when they were said."""
    if not values.get("time_words"):
        return {}
    return {"words": values["time_words"], "from": values["time_from"], "to": values["time_to"]}


def iso(micros: int | None) -> str:
    return "" if micros is None else to_iso(micros)
