"""Search: a question to the memories that answer it. No language model is asked."""

from dataclasses import dataclass
from enum import StrEnum

from memory_core.domain.memory import Memory
from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import Ranked, rank
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.text import storable
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.operations.index import probe
from memory_core.ports import Embedder, KeywordEncoder, MemoryRepository

MAXIMUM_QUERY = 10_000
MAXIMUM_EXCERPT = 4_000
_DEPTH = 100  # per channel: 20 costs 2.3 points of recall, all of them would win 0.4
_WEAK = 0.35


class SearchStatus(StrEnum):
    FOUND = "found"
    NOTHING_FOUND = "nothing_found"
    SPACE_IS_EMPTY = "space_is_empty"


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory with its score (0 to 1, comparable between queries) and the part of its content around the match."""

    memory: Memory
    score: float
    excerpt: str

    @property
    def truncated(self) -> bool:
        return len(self.excerpt) < len(self.memory.content)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`weak` says that the best hit is hardly related to the query."""

    status: SearchStatus
    hits: tuple[Hit, ...]

    @property
    def weak(self) -> bool:
        return bool(self.hits) and self.hits[0].score < _WEAK


@dataclass(frozen=True, slots=True)
class Search:
    """The search operation over its ports."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder

    def __call__(
        self, query: str, *, scope: Scope, selection: Selection, limit: int, min_score: float = 0.0
    ) -> SearchResult:
        """At most `limit` memories that score at least `min_score`, the best first."""
        _check(query)
        asked = probe(query, embedder=self.embedder, keywords=self.keywords)
        ranked = rank(self.repository.search(scope, selection, asked, depth=_DEPTH))
        best = [r for r in ranked if r.score >= min_score][:limit]
        hits = self._hits(best, scope, selection)
        if hits:
            return SearchResult(SearchStatus.FOUND, hits)
        empty = not ranked and self.repository.space_is_empty(scope)
        return SearchResult(SearchStatus.SPACE_IS_EMPTY if empty else SearchStatus.NOTHING_FOUND, ())

    def _hits(self, ranked: list[Ranked], scope: Scope, selection: Selection) -> tuple[Hit, ...]:
        memories = {m.id: m for m in self.repository.read(scope, selection, [r.memory_id for r in ranked])}
        return tuple(
            Hit(memory, r.score, _around(memory.content, r.piece))
            for r in ranked
            if (memory := memories.get(r.memory_id))
        )


def _check(query: str) -> None:
    if not storable(query, name="query").strip():
        raise InvalidParameter("There is nothing to search for: query is empty. Send the words to look for.")
    if len(query) > MAXIMUM_QUERY:
        raise ContentTooLong(
            f"query has {len(query):,} characters; at most {MAXIMUM_QUERY:,} are searched for. Send a shorter question."
        )


def _around(content: str, piece: Piece) -> str:
    """At most 4,000 characters of the content, with the matching piece in the middle."""
    if len(content) <= MAXIMUM_EXCERPT:
        return content
    start = max(0, (piece.start + piece.end - MAXIMUM_EXCERPT) // 2)
    start = min(start, len(content) - MAXIMUM_EXCERPT)
    return content[start : start + MAXIMUM_EXCERPT]
