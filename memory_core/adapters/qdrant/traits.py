"""What ranking must know of a piece, as the numbers of one more vector of its point.

A search ranks a hundred pieces. To hand out any field of a payload, the embedded engine reads and parses all of it, in
10 to 20 us, and several times that where nothing was read before; a short vector takes it 1 us. Numbers stay below
2^24, which a 32-bit float holds exactly. Texts are told apart by 48 bits of their digests; what does not fit is looked
up.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from memory_core.adapters.qdrant import payload
from memory_core.adapters.qdrant.payload import Payload
from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import Candidate, PieceId
from memory_core.domain.text import digest
from memory_core.domain.times import DAY

NAME = "traits"
SIZE = 14  # start, end, day and flags; session and speaker, two each; source, six
_QUESTION, _TIME, _NOT_ALL = 1, 2, 4
_TOLD = {0.0: (False, False), 1.0: (True, False), 2.0: (False, True), 3.0: (True, True)}  # by the flags
_SPEAKER = slice(6, 8)
_BITS = 24
_NOTHING, _NO_SOURCE = [0.0] * 2, [0.0] * 6

type LookUp = Callable[[Sequence[PieceId]], Mapping[PieceId, Payload]]  # the PIECE_FIELDS of these points


class Point(NamedTuple):
    """A point that was found, how strongly it matches, and its traits."""

    id: PieceId
    strength: float
    traits: Sequence[float]


def of(stored: Payload) -> list[float]:
    """The traits of a point with this payload."""
    sources = stored.get("source_ids") or []
    fits = stored["piece"] == 0 and len(sources) < 2 and payload.known_ids(sources) == sources
    flags = _QUESTION * stored["is_question"] | _TIME * stored["tells_time"] | _NOT_ALL * (not fits)
    source = UUID(sources[0]).int if fits and sources else 0
    return [
        *map(float, (stored["start"], stored["end"], stored["event_at"] // DAY, flags)),
        *_key(stored["session_id"]),
        *_key(stored.get("speaker", "")),
        *(float(source >> _BITS * place & (1 << _BITS) - 1) for place in range(6)),
    ]


def speakers(found: Sequence[Point], look_up: LookUp) -> set[str]:
    """Who said these."""
    return {fields.get("speaker", "") for fields in look_up(list(_one_of_each(found).values())).values()}


def candidates(found: Sequence[Point], look_up: LookUp) -> list[Candidate]:
    """These points as ranking knows them, in their order."""
    one_of_each = _one_of_each(found)
    fields = look_up([*one_of_each.values(), *(point.id for point in found if not _tell_all(point))])
    names = {key: fields.get(point, {}).get("speaker", "") for key, point in one_of_each.items()}
    return [_read(point, names) if _tell_all(point) else _looked_up(point, fields[point.id]) for point in found]


def _tell_all(point: Point) -> bool:
    return point.traits[3] < _NOT_ALL


def _read(point: Point, names: Mapping[tuple[float, ...], str]) -> Candidate:
    start, end, day, flags, session, more_of_session, speaker, more_of_speaker, *source = point.traits
    return Candidate(
        str(point.id),
        Piece(int(start), int(end)),
        point.strength,
        int(day),
        (session, more_of_session),
        names.get((speaker, more_of_speaker), ""),
        *_TOLD[flags],
        () if source == _NO_SOURCE else (_id(source),),
    )


def _looked_up(point: Point, fields: Payload) -> Candidate:
    return payload.to_candidate(fields, point.strength)._replace(session=tuple(_key(fields["session_id"])))


def _one_of_each(found: Sequence[Point]) -> dict[tuple[float, ...], PieceId]:
    """A point of each speaker."""
    said = {tuple(point.traits[_SPEAKER]): point.id for point in found}
    said.pop(tuple(_NOTHING), None)
    return said


def _key(text: str) -> list[float]:
    if not text:
        return _NOTHING
    bits = int(digest(text)[:12], 16)
    return [float(bits >> _BITS), float(bits & (1 << _BITS) - 1)]


def _id(numbers: Sequence[float]) -> str:
    return str(UUID(int=sum(int(number) << _BITS * place for place, number in enumerate(numbers))))
