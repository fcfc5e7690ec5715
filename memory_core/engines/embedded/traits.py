"""What ranking must know of a piece, as the numbers of one more vector of its point.

A search ranks a hundred pieces. To hand out any field of a payload, the embedded engine reads and parses all of it, in
10 to 20 us, and several times that where nothing was read before; a short vector takes it 1 us, and to make an id of
what it found another. Numbers stay below 2^24, which a 32-bit float holds exactly. Texts and ids are told apart by 48
bits of their digests; what does not fit is looked up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import batched
from typing import Protocol

from memory_core.domain.ranking import Candidate, PieceId
from memory_core.domain.text import digest
from memory_core.domain.times import DAY
from memory_core.engines.payload import Payload

NAME = "traits"
SIZE = 12  # start, end, day and flags; session, speaker, memory and source, two each
_QUESTION, _TIME, _SEVERAL_SOURCES = 1, 2, 4
_IS_QUESTION, _TELLS_TIME = ({flags: bool(flags & bit) for flags in range(8)} for bit in (_QUESTION, _TIME))
_SPEAKER = slice(6, 8)
_BITS = 24

type Key = tuple[float, float]  # of a text or an id
type LookUp = Callable[[Sequence[PieceId]], Mapping[PieceId, Payload]]  # the PIECE_FIELDS of these points

_NOTHING: Key = (0.0, 0.0)


class Point(Protocol):
    """A point that was found, how strongly it matches, and its traits among its vectors."""

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
    said = _one_of_each([(high, low) for high, low in (point.vector[NAME][_SPEAKER] for point in found)], found)
    return {fields.get("speaker", "") for fields in look_up(list(said.values())).values()}


def candidates(found: Sequence[Point], look_up: LookUp) -> list[Candidate]:
    """These points as ranking knows them, in their order."""
    if not found:
        return []
    start, end, day, flags, *halves = zip(*(point.vector[NAME] for point in found), strict=True)
    session, speaker, memory, source = (list(zip(*pair, strict=True)) for pair in batched(halves, 2))
    one_of_each = _one_of_each(speaker, found)
    several = [number for number, flag in enumerate(flags) if flag >= _SEVERAL_SOURCES]
    fields = look_up([*one_of_each.values(), *(found[number].id for number in several)])
    names = {said: fields.get(point, {}).get("speaker", "") for said, point in one_of_each.items()}
    sources: list[tuple[Key, ...]] = [() if one == _NOTHING else (one,) for one in source]
    for number in several:
        sources[number] = tuple(map(key, fields[found[number].id]["source_ids"]))
    columns = (
        memory,
        map(int, start),
        map(int, end),
        [point.score for point in found],
        map(int, day),
        session,
        [names.get(said, "") for said in speaker],
        map(_IS_QUESTION.__getitem__, flags),
        map(_TELLS_TIME.__getitem__, flags),
        sources,
        found,
    )
    return list(map(Candidate._make, zip(*columns, strict=True)))


def memory_ids(chosen: Sequence[Candidate], look_up: LookUp) -> list[PieceId]:
    """The ids of the memories of these candidates, in any order: their first pieces' own."""
    first = [candidate.point.id for candidate in chosen if not candidate.start]
    later = [candidate.point.id for candidate in chosen if candidate.start]
    return first + [fields["memory_id"] for fields in look_up(later).values()] if later else first


def _one_of_each(said: Iterable[Key], found: Sequence[Point]) -> dict[Key, PieceId]:
    """A point of each speaker."""
    points = dict(zip(said, found, strict=True))
    points.pop(_NOTHING, None)
    return {speaker: point.id for speaker, point in points.items()}
