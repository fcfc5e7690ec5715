"""Conversations: what was said before a message, found again when all memories are indexed anew."""

from dataclasses import dataclass, field, replace

from memory_core.domain.memory import Memory, Said
from memory_core.domain.scope import Scope
from memory_core.operations.index import CONTEXT_CHARACTERS, Draft, context


@dataclass(slots=True)
class Conversations:
    """Is told all memories in the order they were stored, and remembers the end of each conversation."""

    _last: dict[Scope, Said] = field(default_factory=dict)

    def have_begun(self, scope: Scope) -> bool:
        """Whether a message of this conversation was told already."""
        return scope in self._last

    def draft(self, memory: Memory) -> Draft:
        """The memory, to be indexed as it was when it was stored: a message with the message before it."""
        if not isinstance(memory, Said):
            return Draft(memory)
        previous = context(self._last.get(memory.scope), memory)
        self._last[memory.scope] = replace(memory, content=memory.content[-CONTEXT_CHARACTERS:])
        return Draft(memory, previous)
