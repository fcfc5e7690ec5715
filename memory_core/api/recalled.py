"""Recalled: what a search found, which renders itself for a prompt."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from memory_core.domain.hit import Hit
from memory_core.domain.language_names import language_name
from memory_core.operations.listing import render_memories
from memory_core.operations.render import render_context
from memory_core.operations.search import SearchResult, SearchStatus
from memory_core.ports import TokenCounter

DEFAULT_BUDGET = 2_000


@dataclass(frozen=True, slots=True)
class Recalled(SearchResult):
    """The hits of a search; it iterates over them, has their number as its length, and is false without any.

    `hits` are the best matches first (outdated ones last), then the last messages that were asked for, oldest first.
    `status` tells what answers ("found") from what is only near ("only_weak"), and "nothing_found" from
    "nothing_stored_yet". `unknown_language` is the ISO 639-1 code of a language that the embedding model does not know,
    when that may be why nothing better was found; `language` is its English name.
    """

    _count_tokens: TokenCounter = field(kw_only=True, repr=False, compare=False)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    def context(self, *, budget: int = DEFAULT_BUDGET, with_ids: bool = False) -> str:
        """The hits as text for a prompt, fenced as data, in at most `budget` tokens of the bundled model's tokenizer.

        `with_ids` adds the short id of each memory, for models that may correct or forget it. When there are no hits,
        it is one plain sentence that says so.
        """
        return render_context(
            self.hits,
            budget=budget,
            count_tokens=self._count_tokens,
            with_ids=with_ids,
            only_near=self.status is SearchStatus.ONLY_WEAK,
        )

    def listing(self) -> str:
        """The hits' memories as a list for a prompt, a line each, with ids and without a budget."""
        return render_memories([hit.memory for hit in self.hits])

    @property
    def language(self) -> str:
        return language_name(self.unknown_language)
