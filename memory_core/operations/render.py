"""Render: hits as lines for a prompt, inside a fence that marks them as data."""

from collections.abc import Sequence

from memory_core.domain import fence
from memory_core.domain.memory import Memory, MemoryType
from memory_core.domain.times import local_day
from memory_core.operations.search import Hit
from memory_core.ports import TokenCounter

NOTHING_KNOWN = "Nothing is remembered about this yet."
_LABELS = {MemoryType.SEMANTIC: "fact", MemoryType.PROCEDURAL: "how-to", MemoryType.SUMMARY: "summary"}
_RECENT_TITLE = "The last messages:"
_SHORTEST_PART = 80  # characters of a memory below which a part of it says too little


def render_context(hits: Sequence[Hit], *, budget: int, count_tokens: TokenCounter, with_ids: bool = False) -> str:
    """What of the hits fits into `budget` tokens, one dated line each; one plain sentence when there are none.

    Matches come first, the best first; then the last messages, oldest first, which take at most half of the budget and
    give up their oldest. A memory too long for what is left is cut, and whatever comes after it is left out.
    """
    if not hits:
        return NOTHING_KNOWN
    left = budget - count_tokens(fence.enclose([_RECENT_TITLE]))
    latest = [as_line(hit, with_ids=with_ids) for hit in reversed(hits) if hit.recent]
    recent = _fitting(latest, left // 2, count_tokens)
    matches = [as_line(hit, with_ids=with_ids) for hit in hits if not hit.recent]
    lines = _fitting(matches, left - sum(map(count_tokens, recent)), count_tokens)
    if recent:
        lines += [_RECENT_TITLE, *reversed(recent)]
    return fence.enclose(lines)


def _fitting(lines: Sequence[str], budget: int, count_tokens: TokenCounter) -> list[str]:
    """The first lines that fit; the one that does not is cut when that leaves enough of it."""
    kept: list[str] = []
    for line in lines:
        cost = count_tokens(line)
        if cost > budget:
            cut = _shortened(line, share=budget / cost)
            return [*kept, cut] if cut and count_tokens(cut) <= budget else kept
        kept.append(line)
        budget -= cost
    return kept


def as_line(hit: Hit, *, with_ids: bool) -> str:
    """A hit as one line (and indented ones) of the text inside the fence."""
    memory = hit.memory
    text = "\n  ".join(fence.disarm(hit.excerpt).splitlines())
    ends = (
        "… " if hit.truncated and not memory.content.startswith(hit.excerpt) else "",
        " …" if hit.truncated and not memory.content.endswith(hit.excerpt) else "",
    )
    suffix = f" (id {memory.short_id})" if with_ids else ""
    what = f"{_what(memory)}, outdated" if hit.outdated else _what(memory)
    head = f"- [{_day(memory, memory.event_at)}] {fence.disarm(' '.join(what.split()))}"
    return f"{head}: {ends[0]}{text}{ends[1]}{_told_time(memory)}{suffix}"


def _what(memory: Memory) -> str:
    """Who said it, or what it is, and until when it was true."""
    if memory.type is MemoryType.EPISODIC:
        return memory.said_by
    label = _LABELS[memory.type]
    return label if memory.is_active or memory.valid_to is None else f"{label} until {_day(memory, memory.valid_to)}"


def _told_time(memory: Memory) -> str:
    """What words like "last week" meant when they were said."""
    if memory.time_from is None or memory.time_to is None:
        return ""
    first, last = _day(memory, memory.time_from), _day(memory, max(memory.time_to - 1, memory.time_from))
    return f" ({fence.disarm(memory.time_words)}: {first if first == last else f'{first} to {last}'})"


def _day(memory: Memory, micros: int) -> str:
    """As the one who said it reckons days."""
    return local_day(micros, memory.timezone)


def _shortened(line: str, *, share: float) -> str:
    length = int(len(line) * share * 0.9)
    return f"{line[:length].rstrip()} …" if length >= _SHORTEST_PART else ""
