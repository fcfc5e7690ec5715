"""The card: what is always there of a person, composed without a model, the same to the byte while its content is.

Four parts: how they want to be treated, who they are, what they told to keep, and what else is true of them for long.
Only a person's own words stand on it, and none that a later statement has likely changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from memory_core.domain import fence
from memory_core.domain.memory import Fact, Lasting, Memory, Role, Said, Statement, drawn_from, zone_of
from memory_core.domain.text import canonical
from memory_core.domain.times import local_day
from memory_core.errors import InvalidParameter

BUDGET, SMALLEST, LARGEST = 300, 100, 1_000  # tokens
CHANGED = 0.3  # so likely a later statement changed this one, that it stands no longer on the card
_LONGEST_LINE = 0.4  # of the room for lines: of a longer memory its beginning is shown


class Part(StrEnum):
    """In the order in which they are shown, and claim room."""

    WISHES = "wishes"
    WHO = "who"
    PINNED = "pinned"
    KNOWN = "known"


# How many memories of each part are looked at, the latest ones; of a record an engine parses all.
LOOKED_AT = {Part.WISHES: 12, Part.WHO: 10, Part.PINNED: 6, Part.KNOWN: 16}
_TITLES = dict(zip(Part, fence.CARD_TITLES, strict=True))

type _Counter = Callable[[str], int]  # of tokens


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a card, and the memory whose words it has."""

    part: Part
    memory: Statement
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """`text` is ready for a prompt, fenced as data; it is empty for a person of whom nothing is known. `lines` are in
    its order."""

    text: str
    lines: tuple[CardLine, ...]


def part_of(memory: Memory) -> Part | None:
    """The part of the card that a memory may stand on; None for what has no place there."""
    if not isinstance(memory, Statement) or memory.role not in (None, Role.USER) or memory.masked:
        return None
    if isinstance(memory, Said):
        return Part.PINNED if memory.pinned and not (memory.aside or memory.off_record or memory.of_another) else None
    return _part_of_fact(memory) if isinstance(memory, Fact) else None


def _part_of_fact(fact: Fact) -> Part | None:
    if fact.lasting is Lasting.WISH:
        return Part.WISHES
    if fact.pinned and not fact.of_another:
        return Part.PINNED
    if fact.lasting is Lasting.NO:
        return None
    return Part.WHO if fact.attribute else Part.KNOWN


def checked_budget(tokens: int) -> int:
    """Raises InvalidParameter for what is no size of a card."""
    if not isinstance(tokens, int) or isinstance(tokens, bool) or not SMALLEST <= tokens <= LARGEST:
        raise InvalidParameter(f"A card takes {SMALLEST} to {LARGEST:,} tokens. Change card_tokens.")
    return tokens


def compose(
    found: Mapping[Part, Sequence[Statement]],
    later: Sequence[Statement],
    *,
    budget: int,
    count_tokens: _Counter,
    secret: str,
) -> Card:
    """A card of at most `budget` tokens. `found` are the memories of each part, `later` what was said after some of
    them. Parts claim room in turns, the latest of each first; what does not fit makes way for what does. The fence
    follows from `secret` and the lines."""
    changed = _changed(later)
    several = len({_whose(memory) for memories in found.values() for memory in memories} - {""}) > 1
    kept: dict[Part, list[CardLine]] = {part: [] for part in Part}
    left = budget - fence.cost([], count_tokens=count_tokens)
    longest = int(left * _LONGEST_LINE)
    shown: set[str] = set()
    for part, memory in _in_turns({part: _latest_first(memories) for part, memories in found.items()}):
        words = canonical(memory.content)
        if words in shown or _is_changed(memory, changed):
            continue
        text = _shortened(_line(memory, named=several), longest, count_tokens)
        cost = count_tokens(text) + (0 if kept[part] else count_tokens(_TITLES[part]))
        if cost <= left:
            left -= cost
            shown.add(words)
            kept[part].append(CardLine(part, memory, text))
    lines = tuple(line for part in Part for line in kept[part])
    texts = [text for part in Part if kept[part] for text in (_TITLES[part], *(line.text for line in kept[part]))]
    text = fence.enclose(texts, count_tokens=count_tokens, secret=secret) if texts else ""
    return Card(text, lines)


def _changed(later: Sequence[Statement]) -> dict[str, int]:
    """When each earlier statement was likely changed, by its id: the latest moment."""
    moments: dict[str, int] = {}
    for statement in later:
        for followed in statement.follows:
            if followed.likely >= CHANGED:
                moments[followed.memory_id] = max(statement.event_at, moments.get(followed.memory_id, 0))
    return moments


def _is_changed(memory: Statement, changed: Mapping[str, int]) -> bool:
    ids = (memory.id, *(source.memory_id for source in drawn_from(memory)))
    return any(changed.get(memory_id, -1) > memory.event_at for memory_id in ids)


def _latest_first(memories: Sequence[Statement]) -> list[Statement]:
    return sorted(memories, key=lambda memory: (-memory.event_at, memory.id))


def _in_turns(parts: Mapping[Part, Sequence[Statement]]) -> Iterator[tuple[Part, Statement]]:
    """The latest of each part, then the next of each."""
    for number in range(max(map(len, parts.values()), default=0)):
        for part in Part:
            if number < len(parts.get(part, ())):
                yield part, parts[part][number]


def _whose(memory: Statement) -> str:
    return (memory.person_id or memory.speaker).casefold()


def _line(memory: Statement, *, named: bool) -> str:
    who = f"{memory.speaker}: " if named and memory.speaker else ""
    words = fence.disarm(" ".join(f"{who}{memory.content}".split()))
    return f"- [{local_day(memory.event_at, zone_of(memory))}] {words}"


def _shortened(line: str, most: int, count_tokens: _Counter) -> str:
    """The line, or as much of it as takes `most` tokens."""
    while (cost := count_tokens(line)) > most:
        line = f"{line[: int(len(line) * most / cost * 0.9)].rstrip(' …')} …"
    return line
