"""Render: hits as lines for a prompt, inside a fence that marks them as data."""

from collections.abc import Iterable, Sequence

from memory_core.domain import fence
from memory_core.domain.memory import MemoryType
from memory_core.domain.times import to_datetime
from memory_core.operations.search import Hit
from memory_core.ports import TokenCounter

NOTHING_KNOWN = "Nothing is remembered about this yet."
_LABELS = {MemoryType.SEMANTIC: "fact", MemoryType.PROCEDURAL: "how-to"}
_SHORTEST_PART = 80  # characters of a memory below which a part of it says too little


def render_context(hits: Sequence[Hit], *, budget: int, count_tokens: TokenCounter, with_ids: bool = False) -> str:
    """The hits that fit into `budget` tokens, best first, one dated line each; one plain sentence when there are none.

    A memory too long for what is left is cut; whatever comes after it is left out.
    """
    if not hits:
        return NOTHING_KNOWN
    left = budget - count_tokens(fence.enclose([]))
    lines: list[str] = []
    for hit in hits:
        line = _line(hit, with_ids=with_ids)
        cost = count_tokens(line)
        if cost > left:
            line = _shortened(line, share=left / cost)
            if line and count_tokens(line) <= left:
                lines.append(line)
            break
        lines.append(line)
        left -= cost
    return fence.enclose(lines)


def _line(hit: Hit, *, with_ids: bool) -> str:
    memory = hit.memory
    when = to_datetime(memory.event_at).strftime("%Y-%m-%d")
    who = memory.said_by if memory.type is MemoryType.EPISODIC else _LABELS[memory.type]
    text = "\n  ".join(_disarmed((hit.excerpt,)).splitlines())
    ends = (
        "… " if hit.truncated and not memory.content.startswith(hit.excerpt) else "",
        " …" if hit.truncated and not memory.content.endswith(hit.excerpt) else "",
    )
    suffix = f" (id {memory.short_id})" if with_ids else ""
    return f"- [{when}] {_disarmed(who.split())}: {ends[0]}{text}{ends[1]}{suffix}"


def _disarmed(words: Iterable[str]) -> str:
    return fence.disarm(" ".join(words))


def _shortened(line: str, *, share: float) -> str:
    length = int(len(line) * share * 0.9)
    return f"{line[:length].rstrip()} …" if length >= _SHORTEST_PART else ""
