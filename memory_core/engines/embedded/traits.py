"""What ranking must know of a piece, as the numbers of one more vector of its point.

A search ranks a hundred pieces. To hand out any field of a payload, the embedded engine reads and parses all of it, in
10 to 20 us, and several times that where nothing was read before; a short vector takes it 1 us, and to make an id of
what it found another. Numbers stay below 2^24, which a 32-bit float holds exactly. Texts and ids are told apart by 48
bits of their digests; what does not fit is looked up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from memory_core.domain.candidate import Candidate, PieceId, Scores
from memory_core.domain.memory import Role
from memory_core.domain.text import digest
from memory_core.domain.times import DAY
from memory_core.domain.weights import strength
from memory_core.engines.payload import Payload

NAME = "traits"
SIZE = 12  # start, end, day and flags; session, speaker, memory and source, two each
_QUESTION, _TIME, _SEVERAL_SOURCES, _REPLY, _ALONE, _ASIDE, _OF_ANOTHER = 1, 2, 4, 8, 16, 32, 64
_SPEAKER = slice(6, 8)
_BITS = 24

type Key = tuple[float, float]  # of a text or an id
type LookUp = Callable[[Sequence[PieceId]], Mapping[PieceId, Payload]]  # the PIECE_FIELDS of these points

_NOTHING: Key = (0.0, 0.0)


class Point(Protocol):
    """A point that was found, the score of one channel, and its traits among its vectors."""

    @property
    def id(self) -> PieceId: ...

    @property
    def score(self) -> float: ...

    @property
    def vector(self) -> Mapping[str, Sequence[float]]: ...


class Match(Protocol):
    """A point that was found with its payload."""

    @property
    def id(self) -> PieceId: ...

    @property
    def score(self) -> float: ...

    @property
    def payload(self) -> Payload | None: ...


class OfPayload:
    """A point that was found with its payload, as a Point."""

    def __init__(self, found: Match) -> None:
        self.id: PieceId = found.id
        self.score = found.score
        self.vector = {NAME: of(found.payload or {})}


def of(stored: Payload) -> list[float]:
    """The traits of a point with this payload."""
    sources = stored.get("source_ids") or []
    several = len(sources) > 1
    flags = _QUESTION * stored["is_question"] | _TIME * stored["tells_time"] | _SEVERAL_SOURCES * several
    flags |= _REPLY * (stored.get("role") == Role.ASSISTANT) | _ALONE * (not stored.get("in_dialogue", True))
    flags |= _ASIDE * bool(stored.get("aside")) | _OF_ANOTHER * bool(stored.get("of_another"))
    texts = stored["session_id"], stored.get("speaker", ""), stored["memory_id"], "" if several else "".join(sources)
    numbers = map(float, (stored["start"], stored["end"], stored["event_at"] // DAY, flags))
    return [*numbers, *(number for text in texts for number in key(text))]


def key(text: str) -> Key:
    """What tells this text apart."""
    if not text:
        return _NOTHING
    bits = int(digest(text)[:12], 16)
    return float(bits >> _BITS), float(bits & (1 << _BITS) - 1)


def speakers(found: Sequence[Point], look_up: LookUp) -> set[str]:
    """Who said these."""
    return set(_names(found, look_up).values())


def candidates(found: Sequence[tuple[Point, Scores]], look_up: LookUp) -> list[Candidate]:
    """These points as ranking knows them, in their order, each with its comparable scores."""
    points = [point for point, _ in found]
    traits = [point.vector[NAME] for point in points]
    names = _names(points, look_up)
    several = [point.id for point, numbers in zip(points, traits, strict=True) if int(numbers[3]) & _SEVERAL_SOURCES]
    sources = look_up(several) if several else {}
    return [
        _candidate(point, scores, numbers, names, sources.get(point.id))
        for (point, scores), numbers in zip(found, traits, strict=True)
    ]


def _candidate(
    point: Point, scores: Scores, numbers: Sequence[float], names: Mapping[Key, str], several: Payload | None
) -> Candidate:
    flags = int(numbers[3])
    source = (numbers[10], numbers[11])
    sources = tuple(map(key, several["source_ids"])) if several else (source,) if source != _NOTHING else ()
    return Candidate(
        (numbers[8], numbers[9]),
        int(numbers[0]),
        int(numbers[1]),
        strength(scores),
        scores,
        int(numbers[2]),
        (numbers[4], numbers[5]),
        names.get((numbers[6], numbers[7]), ""),
        bool(flags & _QUESTION),
        bool(flags & _TIME),
        bool(flags & _REPLY),
        bool(flags & _ASIDE),
        bool(flags & _OF_ANOTHER),
        not flags & _ALONE,
        sources,
        point,
    )


def memory_ids(chosen: Sequence[Candidate], look_up: LookUp) -> list[PieceId]:
    """The ids of the memories of these candidates, in any order: their first pieces' own."""
    first = [candidate.point.id for candidate in chosen if not candidate.start]
    later = [candidate.point.id for candidate in chosen if candidate.start]
    return first + [fields["memory_id"] for fields in look_up(later).values()] if later else first


def _names(found: Sequence[Point], look_up: LookUp) -> dict[Key, str]:
    """Who said these, by what tells speakers apart; looked up once for each of them."""
    points = {(high, low): point.id for point in found for high, low in [point.vector[NAME][_SPEAKER]]}
    points.pop(_NOTHING, None)
    fields = look_up(list(points.values())) if points else {}
    return {said: name for said, point in points.items() if (name := fields.get(point, {}).get("speaker", ""))}
