"""Hit: a memory that answers a question, with what speaks for it and what was said about the same later."""

from dataclasses import dataclass

from memory_core.domain.memory import Fact, Memory, Statement
from memory_core.domain.why import Why


@dataclass(frozen=True, slots=True)
class Later:
    """A later statement of the same person that may have changed a hit, and how likely it did (0 to 1)."""

    memory: Statement
    likely: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory with its score (0 to 1, comparable between questions) and the part of its content around the match.

    `recent` marks one that is there for being among the last messages only; its score is 0. `of_another` marks
    one about another person, where the question is about who asks. `outdated` marks a message
    whose every fact has been superseded, and `now` is what holds instead. `later` is what was said later
    and may have changed it. `match` is the part of a long content that matches best; empty when that is all of it.
    """

    memory: Memory
    why: Why
    excerpt: str
    recent: bool = False
    of_another: bool = False
    outdated: bool = False
    now: tuple[Fact, ...] = ()
    later: Later | None = None
    match: str = ""

    @property
    def score(self) -> float:
        return self.why.score

    @property
    def truncated(self) -> bool:
        return len(self.excerpt) < len(self.memory.content)
