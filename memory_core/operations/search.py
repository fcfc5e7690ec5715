"""Search: a question to the memories that answer it. No language model is asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice, takewhile

from memory_core.domain.memory import SEARCHED_TYPES, Fact, Memory, MemoryType, Said, drawn_from, of_kind
from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import LITTLE_MORE, UNKNOWN, Candidate, Ranked, rank
from memory_core.domain.reading.dates import named_days
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.speakers import without_names
from memory_core.domain.text import storable
from memory_core.domain.times import DAY
from memory_core.errors import ContentTooLong, InvalidParameter, ModelFailed
from memory_core.operations.background import Aim
from memory_core.operations.outdated import outdated_among
from memory_core.operations.unknown_language import UnknownLanguage
from memory_core.ports import KeywordEncoder, MemoryRepository, Probe, Reranker

MAXIMUM_QUERY = 10_000
MAXIMUM_EXCERPT = 4_000
_DEPTH = 100  # per channel: 20 costs 2.3 points of recall, all of them would win 0.4
_SPEAKERS_DEPTH = 20
_SHORTLIST = 100
_DATED = 20  # per channel and altogether, of each date that the query names
_DATE_MARGIN = 3 * DAY  # what was said then is told of days around it
_RERANKED = 30  # at least as many are given to a rerank model
WEAK = 0.25  # below are 57 % of the questions that nothing answers, and 8 % of those that something does


class SearchStatus(StrEnum):
    FOUND = "found"
    NOTHING_FOUND = "nothing_found"
    SPACE_IS_EMPTY = "space_is_empty"


@dataclass(frozen=True, slots=True)
class Hit:
    """A memory with its score (0 to 1, comparable between queries) and the part of its content around the match.

    `recent` marks one that is there for being among the last messages only; its score is 0. `outdated` marks a message
    whose every fact has been superseded, and `now` is what holds instead. `match` is the part of a long content that
    matches best; empty when that is all of it.
    """

    memory: Memory
    score: float
    excerpt: str
    recent: bool = False
    outdated: bool = False
    now: tuple[Fact, ...] = ()
    match: str = ""

    @property
    def truncated(self) -> bool:
        return len(self.excerpt) < len(self.memory.content)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` are the best matches first (outdated ones last), then those of the last messages that are not among them,
    oldest first; `weak` says that the best of them is hardly related to the query. `unknown_language` is the code of a
    language that the embedding model does not know, when that may be why nothing better was found."""

    status: SearchStatus
    hits: tuple[Hit, ...]

    weak: bool = False
    unknown_language: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """The search operation over its ports."""

    repository: MemoryRepository
    aim: Aim
    keywords: KeywordEncoder
    reranker: Reranker | None = None
    unknown_language: UnknownLanguage | None = None

    def __call__(
        self, query: str, *, scope: Scope, selection: Selection, limit: int, min_score: float, recent_messages: int
    ) -> SearchResult:
        """At most `limit` memories that score at least `min_score`, and the last `recent_messages` of the scope."""
        _check(query)
        selection = replace(selection, types=selection.types or SEARCHED_TYPES)
        candidates = self._candidates(query, scope, selection)
        good = takewhile(lambda ranked: ranked.score >= min_score, rank(query, candidates))
        chosen = list(islice(good, max(limit, _RERANKED) if self.reranker else limit))
        best = self._reranked(query, self._matches(chosen, scope, selection))[:limit]
        matches = self._current_first(best, scope, selection)
        hits = matches + self._recent(scope, selection, recent_messages, but=matches)
        if hits:
            unknown = self._unknown_language(query, matches)
            return SearchResult(SearchStatus.FOUND, hits, weak=hits[0].score < WEAK, unknown_language=unknown)
        if candidates or not self.repository.space_is_empty(scope):
            return SearchResult(SearchStatus.NOTHING_FOUND, (), unknown_language=self._unknown_language(query, ()))
        return SearchResult(SearchStatus.SPACE_IS_EMPTY, ())

    def _candidates(self, query: str, scope: Scope, selection: Selection) -> list[Candidate]:
        """What the channels find. Meaning is compared without the speakers' names: who said something is known, and a
        name would only find those who call somebody by it."""
        words = self.keywords.encode_query(query)
        speakers = self.repository.speakers(scope, selection, words, depth=_SPEAKERS_DEPTH)
        meaning = UNKNOWN if self.unknown_language and self.unknown_language.of(query) else 1.0
        text = without_names(query, speakers)
        (aimed,) = self.aim([text])
        probe = Probe(aimed.vector, words, meaning=meaning * aimed.scale, zero=aimed.zero, text=text)
        found = self.repository.strongest(scope, selection, probe, depth=_DEPTH, limit=_SHORTLIST)
        dated = [
            self.repository.strongest(scope, s, probe, depth=_DATED, limit=_DATED) for s in _then(query, selection)
        ]
        return list({(one.memory, one.start): one for one in chain(found, *dated)}.values()) if dated else found

    def _unknown_language(self, query: str, matches: Sequence[Hit]) -> str:
        return self.unknown_language(query, matches[0].memory if matches else None) if self.unknown_language else ""

    def _matches(self, ranked: list[Ranked], scope: Scope, selection: Selection) -> tuple[Hit, ...]:
        memories = self.repository.memories_of(scope, selection, [one.candidate for one in ranked])
        return tuple(
            _hit(memory, one.candidate.piece, one.score)
            for one in ranked
            if (memory := memories.get(one.candidate.memory))
        )

    def _current_first(self, hits: tuple[Hit, ...], scope: Scope, selection: Selection) -> tuple[Hit, ...]:
        """What is true now before the messages that are outdated; as of another time, nothing is."""
        said = tuple(hit.memory.id for hit in hits if isinstance(hit.memory, Said))
        if not said or selection.as_of is not None:
            return hits
        outdated = outdated_among(said, repository=self.repository, scope=scope, selection=selection)
        current = [hit for hit in hits if hit.memory.id not in outdated]
        others = [replace(h, outdated=True, now=outdated[h.memory.id]) for h in hits if h.memory.id in outdated]
        return (*current, *others)

    def _reranked(self, query: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """In the order of the rerank model, when there is one and it answers; scores stay what they are."""
        if self.reranker is None or not hits:
            return hits
        try:
            values = self.reranker.rerank(query, [hit.excerpt for hit in hits])
        except ModelFailed:
            return hits
        order = sorted(range(len(hits)), key=lambda number: -values[number])
        return tuple(hits[number] for number in order)

    def _recent(self, scope: Scope, selection: Selection, count: int, *, but: Sequence[Hit]) -> tuple[Hit, ...]:
        """The last messages, less those that are there already, or say little more than a fact that is."""
        if not count:
            return ()
        said = Selection(alive_at=selection.alive_at, types=(MemoryType.EPISODIC,), as_of=selection.as_of)
        messages = reversed(of_kind(Said, self.repository.recent(scope, said, limit=count)))
        there = {hit.memory.id for hit in but}
        told = {source.memory_id: len(hit.memory.content) for hit in but for source in drawn_from(hit.memory)}
        return tuple(
            Hit(message, 0.0, message.content[:MAXIMUM_EXCERPT], recent=True)
            for message in messages
            if message.id not in there and len(message.content) > LITTLE_MORE * told.get(message.id, 0)
        )


def _then(query: str, selection: Selection) -> Iterator[Selection]:
    """The selection narrowed to each of the days and months that the query names."""
    for first, last in named_days(query, until=selection.alive_at // DAY):
        since, until = first * DAY - _DATE_MARGIN, (last + 1) * DAY + _DATE_MARGIN
        yield replace(
            selection,
            since=since if selection.since is None else max(since, selection.since),
            until=until if selection.until is None else min(until, selection.until),
        )


def _check(query: str) -> None:
    if not storable(query, name="query").strip():
        raise InvalidParameter("There is nothing to search for: query is empty. Send the words to look for.")
    if len(query) > MAXIMUM_QUERY:
        raise ContentTooLong(
            f"query has {len(query):,} characters; at most {MAXIMUM_QUERY:,} are searched for. Send a shorter question."
        )


def _hit(memory: Memory, piece: Piece, score: float) -> Hit:
    return Hit(memory, score, _around(memory.content, piece), match=_match(memory.content, piece))


def _match(content: str, piece: Piece) -> str:
    return content[piece.start : piece.end].strip() if piece.end - piece.start < len(content) else ""


def _around(content: str, piece: Piece) -> str:
    """At most 4,000 characters of the content, with the matching piece in the middle."""
    if len(content) <= MAXIMUM_EXCERPT:
        return content
    start = max(0, (piece.start + piece.end - MAXIMUM_EXCERPT) // 2)
    start = min(start, len(content) - MAXIMUM_EXCERPT)
    return content[start : start + MAXIMUM_EXCERPT]
