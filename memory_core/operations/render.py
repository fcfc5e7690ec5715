"""Render: hits as lines for a prompt, inside a fence that marks them as data."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from memory_core.domain import fence
from memory_core.domain.hit import Hit
from memory_core.domain.memory import Fact, Lasting, Memory, MemoryType, Said, Statement, drawn_from, zone_of
from memory_core.domain.times import local_day
from memory_core.operations.told import Told
from memory_core.ports import TokenCounter

NOTHING_KNOWN = "Nothing is remembered about this yet."
_LABELS = {MemoryType.SEMANTIC: "fact", MemoryType.PROCEDURAL: "how-to", MemoryType.SUMMARY: "summary"}
_RECENT_TITLE = "The last messages:"
_SHORTEST_PART = 80  # characters of a memory below which a part of it says too little
_LIKELY = 0.1  # that a statement changed an earlier one, from which on it stands beneath that
_LONG = 0.5  # of the budget: a longer memory is shown by what matches of it, until all others had their turn


def render_context(
    hits: Sequence[Hit], *, budget: int, count_tokens: TokenCounter, with_ids: bool = False, only_near: bool = False
) -> str:
    """What of the hits fits into `budget` tokens; one plain sentence when there are none.

    The best matches have the first claim to room. What is shown stands newest first, each line with its day. Beneath a
    statement stands what was said later and has likely changed it, and both stand where the later one belongs.
    Then come the last messages, oldest first, which take at most half of the budget and give up their oldest. What a
    line above says is left out. A memory that is too long makes way for shorter ones, and is cut into what they leave.
    `only_near` says in a line of its own that nothing clearly answers.
    """
    if not hits:
        return NOTHING_KNOWN
    titles = [_RECENT_TITLE, *([fence.ONLY_NEAR] if only_near else [])]
    left = budget - fence.cost(titles, count_tokens=count_tokens)
    latest = [as_line(hit.memory, hit.excerpt, with_ids=with_ids) for hit in reversed(hits) if hit.recent]
    recent = _fitting(latest, left // 2, count_tokens)
    page = _Page(left - sum(map(count_tokens, recent)), count_tokens, with_ids=with_ids)
    page.fill(_facts_first([hit for hit in hits if not hit.recent]))
    lines = page.lines()
    if only_near and lines:
        lines = [fence.ONLY_NEAR, *lines]
    if recent:
        lines += [_RECENT_TITLE, *reversed(recent)]
    return fence.enclose(lines, count_tokens=count_tokens)


def as_line(memory: Memory, excerpt: str, *, with_ids: bool) -> str:
    """A memory as one line (and indented ones) of the text inside the fence."""
    truncated = len(excerpt) < len(memory.content)
    return f"- {_dated(memory)} {_body(memory, excerpt, truncated=truncated, with_ids=with_ids)}"


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


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement as it is shown: `body` is its text with who said it."""

    memory: Memory
    body: str
    of_another: bool  # about another person, where the question is about who asks


class _Page:
    """Lines of hits within a budget of tokens."""

    def __init__(self, budget: int, count_tokens: TokenCounter, *, with_ids: bool) -> None:
        self._left = budget
        self._long = budget * _LONG
        self._count = count_tokens
        self._with_ids = with_ids
        self._told = Told()
        self._lines: dict[str, _Line] = {}  # by the ids of memories
        self._shown_on: dict[str, str] = {}  # the days of memories that are shown, and of the messages they stand for
        self._beneath: dict[str, str] = {}  # what was said later, beneath what it may have changed

    def fill(self, hits: Sequence[Hit]) -> None:
        """The best first, of long ones what matches, each with what was said later; then more of the long ones, and a
        part of what did not fit."""
        waiting: list[tuple[Hit, str]] = []
        found = {memory_id for hit in hits for memory_id in _words_of(hit.memory)}
        for hit in hits:
            text = self._told.beyond(hit.memory, hit.excerpt)
            first = hit.match if hit.match and self._count(text) > self._long else text
            if text and not (self._show(hit, first) and first == text):
                waiting.append((hit, text))
            self._bring_later(hit, found)
        for hit, text in waiting:
            if not self._show(hit, text) and hit.memory.id not in self._shown_on:
                self._show_cut(hit, hit.match or text)
        self._relate(hits)

    def lines(self) -> list[str]:
        """Newest first; what was said later stands beneath what it may have changed. Others' lives come last."""
        groups = [self._with_later(key) for key in self._lines if key not in self._beneath]
        groups.sort(key=lambda group: max(line.memory.event_at for line, _ in group), reverse=True)
        groups.sort(key=lambda group: all(line.of_another for line, _ in group))
        return [text for group in groups for _, text in group]

    def _with_later(self, key: str, depth: int = 0) -> list[tuple[_Line, str]]:
        line, indent = self._lines[key], "  " * depth
        said = f"{indent}- {fence.LATER if depth else ''}{_dated(line.memory)} {line.body}"
        later = [one for one, top in self._beneath.items() if top == key]
        below = [pair for one in later for pair in self._with_later(one, depth + 1)]
        return [(line, said.replace("\n", f"\n{indent}")), *below]

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _show(self, hit: Hit, text: str) -> bool:
        """In place of what was shown of it; not when it does not fit."""
        if not self._put(hit.memory, self._body(hit, text), of_another=hit.of_another):
            return False
        self._told.note(hit.memory, text)
        return True

    def _show_cut(self, hit: Hit, text: str) -> None:
        body = self._body(hit, text)
        if cut := _shortened(body, share=self._left / self._cost(hit.memory, body)):
            self._put(hit.memory, cut, of_another=hit.of_another)

    def _bring_later(self, hit: Hit, found: Set[str]) -> None:
        """What was said later about the same, when the hit itself is shown and that is no hit, nor a fact from it."""
        if hit.later is None or hit.memory.id not in self._lines or hit.later.memory.id in found:
            return
        memory = hit.later.memory
        text = self._told.beyond(memory, memory.content) if memory.id not in self._shown_on else ""
        body = _body(memory, text, with_ids=self._with_ids)
        if text and self._put(memory, body, of_another=hit.of_another):
            self._told.note(memory, text)

    def _put(self, memory: Memory, body: str, *, of_another: bool) -> bool:
        cost = self._cost(memory, body)
        if cost > self._left:
            return False
        self._left -= cost
        self._lines[memory.id] = _Line(memory, body, of_another)
        self._shown_on |= dict.fromkeys(_words_of(memory), _said_on(memory))
        return True

    def _cost(self, memory: Memory, body: str) -> int:
        """What it takes more than what is shown of it."""
        before = self._lines.get(memory.id)
        cost = self._count(f"  - {fence.LATER}{_dated(memory)} {body}")
        return cost - (self._count(f"  - {fence.LATER}{_dated(memory)} {before.body}") if before else 0)

    def _body(self, hit: Hit, text: str) -> str:
        how = {"truncated": hit.truncated, "outdated": hit.outdated, "with_ids": self._with_ids}
        return _body(hit.memory, text, now=self._now(hit), **how)

    # -- how it is related ---------------------------------------------------------------------------------------------

    def _relate(self, hits: Sequence[Hit]) -> None:
        """Which lines stand beneath which: each beneath what it likely changed, and both where the later one belongs.
        Never in a circle, for what is beneath was said later."""
        for hit in hits:
            if hit.later is None or hit.later.likely < _LIKELY or hit.memory.id not in self._lines:
                continue
            later = self._line_of(hit.later.memory)
            if later and later not in self._beneath and self._lines[later].memory.event_at > hit.memory.event_at:
                self._beneath[later] = hit.memory.id

    def _line_of(self, memory: Memory) -> str | None:
        """The line that says what this memory says: its own, or that of a fact that was drawn from it."""
        if memory.id in self._lines:
            return memory.id
        drawn = (
            key for key, line in self._lines.items() if memory.id in {s.memory_id for s in drawn_from(line.memory)}
        )
        return next(drawn, None)

    def _now(self, hit: Hit) -> str:
        """What is true instead: where to read it, or its words when they are not shown."""
        days = [day for memory in hit.now if (day := self._day_shown(memory))]
        words = [fence.disarm(" ".join(memory.content.split())) for memory in hit.now if not self._day_shown(memory)]
        return "; ".join([*words, *(f"see {day}" for day in dict.fromkeys(days))])

    def _day_shown(self, memory: Memory) -> str:
        return next((self._shown_on[i] for i in _words_of(memory) if i in self._shown_on), "")


def _words_of(memory: Memory) -> tuple[str, ...]:
    """The ids of the memory, and of the messages whose words it has."""
    return memory.id, *(source.memory_id for source in drawn_from(memory))


def _dated(memory: Memory) -> str:
    return f"[{_said_on(memory)}]"


def _body(
    memory: Memory, text: str, *, truncated: bool = False, outdated: bool = False, now: str = "", with_ids: bool
) -> str:
    """Who said it, or what it is, and its text; further lines are indented."""
    inner = "\n  ".join(fence.disarm(text).splitlines())
    ends = (
        "… " if truncated and not memory.content.startswith(text) else "",
        " …" if truncated and not memory.content.endswith(text) else "",
    )
    suffix = f" (id {memory.short_id})" if with_ids else ""
    what = f"{_what(memory)}, outdated" if outdated else _what(memory)
    instead = f" (now: {now})" if now else ""
    return f"{fence.disarm(' '.join(what.split()))}: {ends[0]}{inner}{ends[1]}{_told_time(memory)}{instead}{suffix}"


def _what(memory: Memory) -> str:
    """Who said it, or what it is, and until when it was true."""
    if isinstance(memory, Said):
        return memory.said_by
    is_wish = isinstance(memory, Fact) and memory.lasting is Lasting.WISH
    label = "wish" if is_wish else _LABELS[memory.type]
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
