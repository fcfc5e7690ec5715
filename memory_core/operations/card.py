"""Card: what is always there of a person, with one read and no model."""

from dataclasses import dataclass

from memory_core.domain.card import LOOKED_AT, Card, checked_budget, compose
from memory_core.domain.memory import Statement, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.text import digest
from memory_core.ports import Clock, MemoryRepository, TokenCounter

_LATER = 50  # statements that are looked at, for what they changed


@dataclass(frozen=True, slots=True)
class ComposeCard:
    """The composing of cards over its ports."""

    repository: MemoryRepository
    count_tokens: TokenCounter
    now: Clock

    def __call__(self, scope: Scope, *, budget: int) -> Card:
        """The card of what the scope holds, in at most `budget` tokens. Raises InvalidParameter and StorageError."""
        tokens, now = checked_budget(budget), self.now()
        wanted = [(Selection(now, card=part.value), most) for part, most in LOOKED_AT.items()]
        with self.repository.answering():
            found, later = self.repository.recents_and_later(scope, wanted, limit=_LATER)
        parts = dict(zip(LOOKED_AT, (of_kind(Statement, memories) for memories in found), strict=True))
        # Whoever writes what stands on a card knows no space: its id is made of a key.
        secret = digest("card", scope.space, scope.agent, scope.realm, scope.user or "")
        return compose(parts, of_kind(Statement, later), budget=tokens, count_tokens=self.count_tokens, secret=secret)
