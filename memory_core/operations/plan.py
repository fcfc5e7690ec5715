"""A plan: what is to be written at once because of some claims, and what that does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.facts import Action
from memory_core.domain.memory import Fact, Memory
from memory_core.ports import Entry

# Why a fact was not kept, or not as proposed.
TOO_MANY, TOO_MANY_CHANGES, NOT_THEIRS, PINNED, TOO_LATE = (
    "more_than_20_facts",
    "more_than_3_changes",
    "not_the_users_word",
    "pinned",
    "changed_since",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done about a claim: `memory` is the fact that was added, found again (NOOP) or ended (DELETE)."""

    action: Action
    memory: Fact


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written, at once, and what that does. `held_back` counts what rules refused or cut short."""

    entries: tuple[Entry, ...] = ()
    amended: tuple[Memory, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    held_back: Counter[str] = field(default_factory=Counter)
    operation_id: str = ""
    cut_short: tuple[int, ...] = ()  # the numbers of the claims, from 0, for which there was no room

    def written_as(self, entries: Sequence[Entry]) -> "Plan":
        """The same with its new facts as they are written."""
        facts = {entry.memory.id: entry.memory for entry in entries if isinstance(entry.memory, Fact)}
        outcomes = tuple(replace(one, memory=facts.get(one.memory.id, one.memory)) for one in self.outcomes)
        return replace(self, entries=tuple(entries), outcomes=outcomes)
