"""Search: a question to the memories that answer it. No language model is asked."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain, islice, takewhile
from typing import Any

from memory_core.domain.candidate import Candidate
from memory_core.domain.hit import Hit
from memory_core.domain.memory import SEARCHED_TYPES, Memory, MemoryType, Said, drawn_from, of_kind
from memory_core.domain.pieces import Piece
from memory_core.domain.question import Question
from memory_core.domain.ranking import LITTLE_MORE, UNKNOWN, Ranked, rank
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.speakers import without_names
from memory_core.domain.sureness import clearly_answers
from memory_core.domain.text import storable
from memory_core.domain.times import DAY, local_day
from memory_core.domain.why import Reason, Why
from memory_core.errors import InvalidParameter, ModelFailed
from memory_core.operations.background import Aim
from memory_core.operations.link import later_wanted, linked
from memory_core.operations.outdated import drawn_wanted, outdated_among
from memory_core.operations.stages import note, stage
from memory_core.operations.understand import Understand
from memory_core.operations.unknown_language import UnknownLanguage
from memory_core.ports import EncodedQuery, KeywordEncoder, MemoryRepository, Reranker

MAXIMUM_EXCERPT = 4_000
_DEPTH = 100  # per channel: 20 costs 2.3 points of recall, all of them would win 0.4
_SPEAKERS_DEPTH = 20
_SHORTLIST = 100
_DATED = 20  # per channel and altogether, of each date that the query names
_DATE_MARGIN = 3 * DAY  # what was said then is told of days around it
_RERANKED = 30  # at least as many are given to a rerank model, and looked at where a filter is only nearly exact
_LONG_AGO = 60  # days
_LONGEST_SPAN = 31  # days that are searched for by themselves
_RECENT = Why(0.0, {Reason.RECENT: 1.0})


class SearchStatus(StrEnum):
    FOUND = "found"
    ONLY_WEAK = "only_weak"  # something is near, nothing clearly answers
    NOTHING_FOUND = "nothing_found"
    NOTHING_STORED_YET = "nothing_stored_yet"  # in this realm


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` are the best matches first (outdated ones last), then those of the last messages that are not among them,
    oldest first. `unknown_language` is the code of a language that the embedding model does not know, when that may be
    why nothing better was found."""

    status: SearchStatus
    hits: tuple[Hit, ...]

    unknown_language: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """The search operation over its ports."""

    repository: MemoryRepository
    aim: Aim
    understand: Understand
    keywords: KeywordEncoder
    reranker: Reranker | None = None
    unknown_language: UnknownLanguage | None = None

    def __call__(
        self, query: str, *, scope: Scope, selection: Selection, limit: int, min_score: float, recent_messages: int
    ) -> SearchResult:
        """At most `limit` memories that score at least `min_score`, and the last `recent_messages` of the scope."""
        _check(query)
        with self.repository.answering():
            return self._found(
                query,
                scope=scope,
                selection=selection,
                limit=limit,
                min_score=min_score,
                recent_messages=recent_messages,
            )

    def _found(
        self, query: str, *, scope: Scope, selection: Selection, limit: int, min_score: float, recent_messages: int
    ) -> SearchResult:
        with stage("understand"):
            question = self.understand(query, asked_at=selection.alive_at)
        selection = replace(selection, types=selection.types or SEARCHED_TYPES)
        evidence = replace(selection, evidence=not (question.asks_assistant or question.asks_questions))
        with stage("find"):
            ranked = self._ranked(question, scope, evidence)
        note(**_understood(question), ranked=len(ranked))
        good = takewhile(lambda one: one.why.score >= min_score, ranked)
        most = max(limit, _RERANKED) if self.reranker or selection.by_day else limit
        chosen = list(islice(good, most))
        with stage("read"):
            wanted = _Beside(selection, evidence, recent_messages)
            read, beside = self._matches(question, chosen, scope, wanted)
        with stage("rerank"):
            best = self._reranked(question.text, read)[:limit]
        with stage("link"):
            matches = self._current_first(linked(best, beside.later), beside.drawn, scope, selection)
            hits = matches + _recent(beside.recent, but=matches)
        if not hits and not ranked and self.repository.is_empty(scope):
            return SearchResult(SearchStatus.NOTHING_STORED_YET, ())
        return SearchResult(_status(hits), hits, self._unknown_language(question.text, matches))

    def _ranked(self, question: Question, scope: Scope, selection: Selection) -> list[Ranked]:
        """Of several questions in one, each is ranked by itself; a memory counts as it answers one best."""
        best: dict[Hashable, Ranked] = {}
        for candidates in self._candidates(question, scope, selection):
            for one in rank(self._as_then(question, candidates), [c for c in candidates if _may_answer(question, c)]):
                known = best.get(one.candidate.memory)
                if known is None or known.why.score < one.why.score:
                    best[one.candidate.memory] = one
        return sorted(best.values(), key=lambda one: -one.why.score) if len(question.parts) > 1 else list(best.values())

    def _as_then(self, question: Question, candidates: Sequence[Candidate]) -> Question:
        """Where nothing was said for long, a month without a year may be one of that time."""
        last = max((candidate.day for candidate in candidates), default=question.asked_on)
        if not question.days or last > question.asked_on - _LONG_AGO:
            return question
        days = self.understand.days(question.text, asked_at=(last + 1) * DAY)
        return replace(question, days=(*question.days, *days))

    def _candidates(self, question: Question, scope: Scope, selection: Selection) -> Iterator[list[Candidate]]:
        """What the channels find for each part of the question. Meaning is compared without the speakers' names: who
        said something is known, and a name would only find those who call somebody by it."""
        words = [self.keywords.encode_query(part) for part in question.parts]
        speakers = self.repository.speakers(scope, selection, words[0], depth=_SPEAKERS_DEPTH)
        texts = [without_names(part, speakers) for part in question.parts]
        for text, asked, aimed in zip(texts, words, self.aim(texts), strict=True):
            meaning = UNKNOWN if self.unknown_language and self.unknown_language.of(text) else 1.0
            probe = EncodedQuery(aimed.vector, asked, meaning=meaning * aimed.scale, zero=aimed.zero, text=text)
            found = self.repository.strongest(scope, selection, probe, depth=_DEPTH, limit=_SHORTLIST)
            dated = [
                self.repository.strongest(scope, s, probe, depth=_DATED, limit=_DATED)
                for s in _then(question, selection)
            ]
            yield list({(one.memory, one.start): one for one in chain(found, *dated)}.values()) if dated else found

    def _unknown_language(self, query: str, matches: Sequence[Hit]) -> str:
        return self.unknown_language(query, matches[0].memory if matches else None) if self.unknown_language else ""

    def _matches(
        self, question: Question, ranked: list[Ranked], scope: Scope, wanted: "_Beside"
    ) -> tuple[tuple[Hit, ...], "_Read"]:
        """The hits, and what stands beside them, as one request."""
        candidates = [one.candidate for one in ranked]
        found, beside = self.repository.memories_and_beside(scope, wanted.evidence, candidates, wanted)
        memories = {key: memory for key, memory in found.items() if wanted.evidence.holds_day(memory)}
        hits = tuple(
            _hit(memory, one, of_another=one.candidate.of_another and not question.of_another)
            for one in ranked
            if (memory := memories.get(one.candidate.memory))
        )
        return hits, wanted.read(beside)

    def _current_first(
        self, hits: tuple[Hit, ...], drawn: Sequence[Sequence[Memory]], scope: Scope, selection: Selection
    ) -> tuple[Hit, ...]:
        """What is true now before the messages that are outdated, and the replies to them; as of another time, nothing
        is."""
        said = {hit.memory.id: _said_or_answered(hit.memory) for hit in hits if isinstance(hit.memory, Said)}
        if not said or not drawn:
            return hits
        every = set(said.values())
        known = [hit.memory for hit in hits]
        outdated = outdated_among(every, drawn, known, repository=self.repository, scope=scope, selection=selection)
        now = {memory_id: outdated[message] for memory_id, message in said.items() if message in outdated}
        current = [hit for hit in hits if hit.memory.id not in now]
        others = [replace(hit, outdated=True, now=now[hit.memory.id]) for hit in hits if hit.memory.id in now]
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


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands beside hits: the statements that follow them, what was drawn from them, and the last messages."""

    later: Sequence[Memory]
    drawn: Sequence[Sequence[Memory]]
    recent: Sequence[Memory]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is wanted beside the hits of a search, as `ports.Beside`: with what it is asked for, and what finds hits."""

    selection: Selection
    evidence: Selection
    recent_messages: int

    def __call__(self, ids: Sequence[str]) -> list[tuple[Selection, int]]:
        links = [later_wanted(self.evidence, ids)] if self._has_links and ids else []
        drawn = drawn_wanted(self.selection, ids) if self._has_drawn and ids else []
        said = Selection(self.selection.alive_at, types=(MemoryType.EPISODIC,), as_of=self.selection.as_of)
        return [*links, *drawn, *([(said, self.recent_messages)] if self.recent_messages else [])]

    def read(self, found: Sequence[Sequence[Memory]]) -> _Read:
        """What was found for all that is wanted."""
        lists = iter(found)
        recent = found[-1] if self.recent_messages else ()
        if len(found) <= bool(self.recent_messages):
            return _Read((), (), recent)
        later = next(lists) if self._has_links else ()
        return _Read(later, [next(lists), next(lists)] if self._has_drawn else (), recent)

    @property
    def _has_links(self) -> bool:
        return MemoryType.EPISODIC in self.evidence.types

    @property
    def _has_drawn(self) -> bool:
        """As of another time, nothing is outdated."""
        return self.selection.as_of is None


def _recent(messages: Sequence[Memory], *, but: Sequence[Hit]) -> tuple[Hit, ...]:
    """The last messages, less those that are there already, or say little more than a fact that is."""
    there = {hit.memory.id for hit in but}
    told = {source.memory_id: len(hit.memory.content) for hit in but for source in drawn_from(hit.memory)}
    return tuple(
        Hit(message, _RECENT, message.content[:MAXIMUM_EXCERPT], recent=True)
        for message in reversed(of_kind(Said, messages))
        if message.id not in there and len(message.content) > LITTLE_MORE * told.get(message.id, 0)
    )


def _said_or_answered(message: Said) -> str:
    """The id of the message that a reply answers; of any other, its own."""
    return message.answers or message.id


def _may_answer(question: Question, candidate: Candidate) -> bool:
    """What the person asked answers only who asks for that."""
    return candidate.is_reply or not candidate.is_aside or question.asks_questions


def _status(hits: Sequence[Hit]) -> SearchStatus:
    if not hits:
        return SearchStatus.NOTHING_FOUND
    found = [hit.why for hit in hits if not hit.recent]
    return SearchStatus.FOUND if clearly_answers(found) else SearchStatus.ONLY_WEAK


def _then(question: Question, selection: Selection) -> Iterator[Selection]:
    """The selection narrowed to each of the days and months that the question names."""
    for first, last in question.days:
        if last - first > _LONGEST_SPAN:
            continue
        yield selection.within(first * DAY - _DATE_MARGIN, (last + 1) * DAY + _DATE_MARGIN)


def _understood(question: Question) -> dict[str, Any]:
    """What was read in a question, for whoever looks how it was answered."""
    asks = ("asks_when", "asks_for_several", "asks_assistant", "asks_questions", "of_another")
    return {
        "parts": len(question.parts),
        "days": [[local_day(day * DAY, "UTC") for day in span] for span in question.days],
        "asks": [name for name in asks if getattr(question, name)],
    }


def _check(query: str) -> None:
    if not storable(query, name="query").strip():
        raise InvalidParameter("There is nothing to search for: query is empty. Send the words to look for.")


def _hit(memory: Memory, ranked: Ranked, *, of_another: bool) -> Hit:
    content, piece = memory.content, ranked.candidate.piece
    return Hit(memory, ranked.why, _around(content, piece), of_another=of_another, match=_match(content, piece))


def _match(content: str, piece: Piece) -> str:
    return content[piece.start : piece.end].strip() if piece.end - piece.start < len(content) else ""


def _around(content: str, piece: Piece) -> str:
    """At most 4,000 characters of the content, with the matching piece in the middle."""
    if len(content) <= MAXIMUM_EXCERPT:
        return content
    start = max(0, (piece.start + piece.end - MAXIMUM_EXCERPT) // 2)
    start = min(start, len(content) - MAXIMUM_EXCERPT)
    return content[start : start + MAXIMUM_EXCERPT]
