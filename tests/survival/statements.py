"""What learners tell, and whether what is left of it is whole: each statement once, its facts once, no half change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from memory_core import Extraction, Memory, MemoryType, Message, State
from memory_core.domain.memory import Said, drawn_from
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.repository import EmbeddedRepository
from tests.survival.engine import SCOPE

_EVERYTHING = 1_000_000


class Reader(StrEnum):
    MODEL = "model"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said as number `number`, and the two facts that it leaves behind: its town supersedes the one before."""

    number: int
    reader: Reader

    @property
    def content(self) -> str:
        return f"{self.town_quote} {self.item_quote}"

    @property
    def town_quote(self) -> str:
        if self.reader is Reader.MODEL:
            return f"My home town is now Town-{self.number}."
        letters = "".join("abcdefghij"[int(digit)] for digit in str(self.number))
        return f"I live in {letters.capitalize()}ville."

    @property
    def item_quote(self) -> str:
        return f"I own bicycle number {self.number}."

    @property
    def town(self) -> str:
        """In words that the fake embedder puts near the next statement's."""
        is_model = self.reader is Reader.MODEL
        return f"The home town of the user is now Town-{self.number}." if is_model else self.town_quote

    @property
    def item(self) -> str:
        """In words that it does not, lest items crowd the town out of what a model is told to be known."""
        return f"The user owns item {self.number}." if self.reader is Reader.MODEL else self.item_quote

    def message(self, *, named: bool) -> Message:
        return Message(self.content, message_id=f"message-{self.number}" if named else "")


def statement_in(content: str) -> Statement:
    """The one that a model was told."""
    return Statement(int(content.rpartition(" ")[2].rstrip(".")), Reader.MODEL)


@dataclass(frozen=True, slots=True)
class Record:
    """A stored memory, as far as learning is concerned."""

    id: str
    type: str
    content: str
    state: str
    valid_from: int | None
    valid_to: int | None
    superseded_by: str
    supersedes: list[str]
    sources: list[str]
    extraction: str


def all_records(repository: EmbeddedRepository) -> list[Record]:
    memories = repository.recent(SCOPE, Selection(alive_at=0, states=()), limit=_EVERYTHING)
    return [_record(memory) for memory in memories]


def _record(memory: Memory) -> Record:
    return Record(
        memory.id,
        memory.type,
        memory.content,
        memory.state,
        memory.valid_from,
        memory.valid_to,
        memory.superseded_by,
        list(memory.supersedes),
        [source.memory_id for source in drawn_from(memory)],
        memory.extraction if isinstance(memory, Said) else Extraction.OFF,
    )


def waiting_of(held: Sequence[Record], told: Sequence[Statement]) -> list[Statement]:
    """Checks that these statements are held, each once, and nothing beside them but the facts of those that were read.
    Gives those that wait to be read."""
    messages = {record.content: record for record in held if record.type == MemoryType.EPISODIC}
    facts = [record for record in held if record.type != MemoryType.EPISODIC]
    assert len(messages) + len(facts) == len(held), "a message is there twice"
    assert messages.keys() == {statement.content for statement in told}
    read = [statement for statement in told if messages[statement.content].extraction == Extraction.DONE]
    for statement in told:
        message = messages[statement.content]
        drawn = Counter(fact.content for fact in facts if message.id in fact.sources)
        if statement in read:
            assert drawn == Counter([statement.town, statement.item])
        else:
            assert message.extraction == Extraction.PENDING
            assert drawn == Counter()
    assert len(facts) == 2 * len(read), "a fact is nobody's, or there twice"
    _check_versions(facts, read)
    return [statement for statement in told if statement not in read]


def _check_versions(facts: Sequence[Record], read: Sequence[Statement]) -> None:
    """Whatever is superseded and what superseded it name each other, and one town at most is where the user lives."""
    by_id = {fact.id: fact for fact in facts}
    for fact in facts:
        if fact.state == State.ACTIVE:
            assert (fact.valid_to, fact.superseded_by) == (None, "")
        else:
            assert fact.state == State.SUPERSEDED
            assert fact.valid_to is not None
            assert fact.id in by_id[fact.superseded_by].supersedes
        assert all(by_id[older].superseded_by == fact.id for older in fact.supersedes)
    active = {fact.content for fact in facts if fact.state == State.ACTIVE}
    assert active == {statement.item for statement in read} | {statement.town for statement in read[-1:]}
