"""MemoryService: everything Keepsake can do, one method each."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.memory import Memory, MemoryType, Message
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.times import SECOND
from memory_core.operations.history import History, Undone
from memory_core.operations.maintain import Maintain, Maintained
from memory_core.operations.render import render_context
from memory_core.operations.search import Hit, Search, SearchResult
from memory_core.operations.store import Store, StoreResult
from memory_core.ports import Clock, TokenCounter


@dataclass(frozen=True, slots=True)
class MemoryService:
    """Long-term memory within a scope. Built by `memory_core.open_service`; safe to share between threads."""

    _store: Store
    _search: Search
    _history: History
    _maintain: Maintain
    _count_tokens: TokenCounter
    now: Clock

    def store_messages(self, messages: Sequence[Message], *, scope: Scope, learn: bool = True) -> StoreResult:
        """Keeps what was said, on stable storage and searchable before any language model is asked; then, to `learn`,
        draws facts from it and reconciles them with what is known."""
        return self._store.messages(messages, scope=scope, learn=learn)

    def store_fact(self, message: Message, *, scope: Scope, memory_type: MemoryType) -> StoreResult:
        """Keeps a statement as a fact or a procedure, as given."""
        return self._store.fact(message, scope=scope, memory_type=memory_type)

    def search(
        self,
        query: str,
        *,
        scope: Scope,
        selection: Selection,
        limit: int = 10,
        min_score: float = 0.0,
        recent_messages: int = 0,
    ) -> SearchResult:
        """The memories that answer `query`, the best first, and the last messages of the scope when asked for."""
        return self._search(
            query,
            scope=scope,
            selection=selection,
            limit=limit,
            min_score=min_score,
            recent_messages=recent_messages,
        )

    def render_context(self, hits: Sequence[Hit], *, budget: int, with_ids: bool = False) -> str:
        """Hits as text for a prompt, in at most `budget` tokens."""
        return render_context(hits, budget=budget, count_tokens=self._count_tokens, with_ids=with_ids)

    def history(self, memory_id: str, *, scope: Scope) -> tuple[Memory, ...]:
        """The versions of a fact, the oldest first; empty when the scope does not hold it."""
        return self._history.versions(memory_id, scope=scope)

    def undo(self, operation_id: str, *, scope: Scope) -> Undone:
        """Takes back what an operation did to facts, and restores exactly what it superseded."""
        return self._history.undo(operation_id, scope=scope)

    def maintain(self, *, scope: Scope, seconds: float) -> Maintained:
        """Works off what waits in everything that `scope` covers; asks nothing more after `seconds`."""
        return self._maintain(scope, until=self.now() + int(seconds * SECOND))

    def check(self) -> None:
        """Opens what memories are kept in, and raises what stands in the way."""
        self._store.repository.check()

    def close(self) -> None:
        self._store.repository.close()
