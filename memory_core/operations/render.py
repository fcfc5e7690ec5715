"""Render: hits as lines for a prompt, inside a fence that marks them as data."""

from collections.abc import Sequence

from memory_core.domain import fence
from memory_core.domain.memory import Fact, Memory, MemoryType, Said, Statement, drawn_from, zone_of
from memory_core.domain.times import local_day
from memory_core.operations.search import Hit
from memory_core.operations.told import Told
from memory_core.ports import TokenCounter

NOTHING_KNOWN = "Nothing is remembered about this yet."
_LABELS = {MemoryType.SEMANTIC: "fact", MemoryType.PROCEDURAL: "how-to", MemoryType.SUMMARY: "summary"}
_RECENT_TITLE = "The last messages:"
_SHORTEST_PART = 80  # characters of a memory below which a part of it says too little
_LONG = 0.5  # of the budget: a longer memory is shown by what matches of it, until all others had their turn


def render_context(hits: Sequence[Hit], *, budget: int, count_tokens: TokenCounter, with_ids: bool = False) -> str:
    """What of the hits fits into `budget` tokens, a line each under its day; one plain sentence when there are none.

    Matches come first, the best first, with those of the same day; then the last messages, oldest first, which take at
    most half of the budget and give up their oldest. What a line above tells is left out. A memory that is too long
    makes way for shorter ones, and is cut into what they leave.
    """
    if not hits:
        return NOTHING_KNOWN
    left = budget - count_tokens(fence.enclose([_RECENT_TITLE]))
    latest = [as_line(hit, with_ids=with_ids) for hit in reversed(hits) if hit.recent]
    recent = _fitting(latest, left // 2, count_tokens)
    page = _Page(left - sum(map(count_tokens, recent)), count_tokens, with_ids=with_ids)
    page.fill(_facts_first([hit for hit in hits if not hit.recent]))
    lines = page.lines()
    if recent:
        lines += [_RECENT_TITLE, *reversed(recent)]
    return fence.enclose(lines)


def as_line(hit: Hit, *, with_ids: bool) -> str:
    """A hit as one line (and indented ones) of the text inside the fence."""
    return f"{_heading(_said_on(hit.memory))} {_body(hit, hit.excerpt, with_ids=with_ids)}"


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


def _facts_first(hits: Sequence[Hit]) -> list[Hit]:
    """Before a message what was drawn from it, whatever a rerank model thinks of their order."""
    drawn: dict[str, list[Hit]] = {}
    for hit in hits:
        for source in drawn_from(hit.memory):
            drawn.setdefault(source.memory_id, []).append(hit)
    ordered = (one for hit in hits for one in (*drawn.get(hit.memory.id, ()), hit))
    return list({hit.memory.id: hit for hit in ordered}.values())


class _Page:
    """Lines of hits, by day and rank, within a budget of tokens."""

    def __init__(self, budget: int, count_tokens: TokenCounter, *, with_ids: bool) -> None:
        self._left = budget
        self._long = budget * _LONG
        self._count = count_tokens
        self._with_ids = with_ids
        self._told = Told()
        self._days: dict[str, dict[int, str]] = {}
        self._shown_on: dict[str, str] = {}  # the days of memories that are shown, and of the messages they stand for

    def fill(self, hits: Sequence[Hit]) -> None:
        """The best first, of long ones what matches; then more of those, and a part of what did not fit."""
        waiting: list[tuple[int, Hit, str]] = []
        for rank, hit in enumerate(hits):
            text = self._told.beyond(hit.memory, hit.excerpt)
            first = hit.match if hit.match and self._count(text) > self._long else text
            if text and not (self._show(rank, hit, first) and first == text):
                waiting.append((rank, hit, text))
        for rank, hit, text in waiting:
            if not self._show(rank, hit, text) and hit.memory.id not in self._shown_on:
                self._show_cut(rank, hit, hit.match or text)

    def lines(self) -> list[str]:
        """Those of one day under its heading, where the best of them stands."""
        lines: list[str] = []
        for day, ranked in sorted(self._days.items(), key=lambda item: min(item[1])):
            bodies = [ranked[rank] for rank in sorted(ranked)]
            lines += [f"{_heading(day)} {bodies[0]}"] if len(bodies) == 1 else [_heading(day), *map(_item, bodies)]
        return lines

    def _show(self, rank: int, hit: Hit, text: str) -> bool:
        """In place of what was shown of it; not when it does not fit."""
        if not self._put(rank, hit, self._body(hit, text)):
            return False
        self._told.note(hit.memory, text)
        return True

    def _show_cut(self, rank: int, hit: Hit, text: str) -> None:
        body = self._body(hit, text)
        if cut := _shortened(body, share=self._left / self._cost(rank, hit, body)):
            self._put(rank, hit, cut)

    def _put(self, rank: int, hit: Hit, body: str) -> bool:
        cost = self._cost(rank, hit, body)
        if cost > self._left:
            return False
        day = _said_on(hit.memory)
        self._left -= cost
        self._days.setdefault(day, {})[rank] = body
        self._shown_on |= dict.fromkeys((hit.memory.id, *(source.memory_id for source in drawn_from(hit.memory))), day)
        return True

    def _cost(self, rank: int, hit: Hit, body: str) -> int:
        """What it takes more than what is shown of it."""
        day = _said_on(hit.memory)
        if day not in self._days:
            return self._count(_heading(day)) + self._count(_item(body))
        before = self._days[day].get(rank)
        return self._count(_item(body)) - (self._count(_item(before)) if before else 0)

    def _body(self, hit: Hit, text: str) -> str:
        return _body(hit, text, now=self._now(hit), with_ids=self._with_ids)

    def _now(self, hit: Hit) -> str:
        """What is true instead: where to read it, or its words when they are not shown."""
        days = [day for memory in hit.now if (day := self._day_shown(memory))]
        words = [fence.disarm(" ".join(memory.content.split())) for memory in hit.now if not self._day_shown(memory)]
        return "; ".join([*words, *(f"see {day}" for day in dict.fromkeys(days))])

    def _day_shown(self, memory: Memory) -> str:
        ids = (memory.id, *(source.memory_id for source in drawn_from(memory)))
        return next((self._shown_on[i] for i in ids if i in self._shown_on), "")


def _heading(day: str) -> str:
    return f"- [{day}]"


def _item(body: str) -> str:
    """Under a heading, its further lines indented once more."""
    return "  - " + body.replace("\n", "\n  ")


def _body(hit: Hit, text: str, *, now: str = "", with_ids: bool) -> str:
    """Who said it, or what it is, and its text; further lines are indented."""
    memory = hit.memory
    inner = "\n  ".join(fence.disarm(text).splitlines())
    ends = (
        "… " if hit.truncated and not memory.content.startswith(text) else "",
        " …" if hit.truncated and not memory.content.endswith(text) else "",
    )
    suffix = f" (id {memory.short_id})" if with_ids else ""
    what = f"{_what(memory)}, outdated" if hit.outdated else _what(memory)
    instead = f" (now: {now})" if now else ""
    return f"{fence.disarm(' '.join(what.split()))}: {ends[0]}{inner}{ends[1]}{_told_time(memory)}{instead}{suffix}"


def _what(memory: Memory) -> str:
    """Who said it, or what it is, and until when it was true."""
    if isinstance(memory, Said):
        return memory.said_by
    label = _LABELS[memory.type]
    if isinstance(memory, Statement) and memory.speaker and memory.speaker.casefold() not in memory.content.casefold():
        label += f" from {memory.speaker}"
    return label if memory.is_active or memory.valid_to is None else f"{label} until {_day(memory, memory.valid_to)}"


def _told_time(memory: Memory) -> str:
    """What words like "last week" meant when they were said."""
    if not isinstance(memory, Fact) or memory.time_from is None or memory.time_to is None:
        return ""
    first, last = _day(memory, memory.time_from), _day(memory, max(memory.time_to - 1, memory.time_from))
    return f" ({fence.disarm(memory.time_words)}: {first if first == last else f'{first} to {last}'})"


def _day(memory: Memory, micros: int) -> str:
    """As the one who said it reckons days."""
    return local_day(micros, zone_of(memory))


def _said_on(memory: Memory) -> str:
    return _day(memory, memory.event_at)


def _shortened(line: str, *, share: float) -> str:
    length = int(len(line) * share * 0.9)
    return f"{line[:length].rstrip()} …" if length >= _SHORTEST_PART else ""
