r"""Lines: the export's format, for ever. JSON Lines in UTF-8; the first line is the Header, each further one a memory.

{"format":"keepsake-export","version":2,"embedding_model":"bundled","vectors":false,"exported_at":"2026-03-04T..."}
{"id":"...","type":"semantic","content":"Anna lives in Lisbon.","agent_id":"dify","user_id":"anna", ...}

A line is one whole memory, as record/codec.py tells it, with its pieces. Vectors are base64 of little-endian 32-bit
floats, the words of a sparse vector of 32-bit numbers. A line does not say in which space the memory was: that is the
importing key's. What was forgotten is in none, nor quoted by another memory.

Version 1, which had every field of every kind on every line, is read as well.
"""

import base64
import binascii
import math
import re
import struct
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from memory_core.domain.memory import Memory, MemoryType
from memory_core.domain.pieces import Piece
from memory_core.domain.states import State
from memory_core.domain.times import parse
from memory_core.errors import InvalidParameter
from memory_core.operations.admit import MAXIMUM_CONTENT
from memory_core.ports import Entry, IndexedPiece, SparseVector
from memory_core.record.codec import from_told, to_told

FORMAT: Final = "keepsake-export"
VERSION: Final = 2
_PIECES = "pieces"
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

type Values = dict[str, Any]


def _known_time(value: str) -> str:
    try:
        parse(value, name="time")
    except InvalidParameter as exc:
        raise ValueError(str(exc)) from None
    return value


def _known_numbers(value: str) -> str:
    try:
        whole = len(base64.b64decode(value, validate=True)) % 4 == 0
    except binascii.Error:
        whole = False
    if not whole:
        raise ValueError("a vector is base64 of 32-bit numbers")
    return value


def _known_vector(value: str) -> str:
    if not all(map(math.isfinite, _unpacked(_known_numbers(value), "f"))):
        raise ValueError("a vector holds finite numbers")
    return value


type _Time = Annotated[str, AfterValidator(_known_time)]
type _Words = Annotated[str, AfterValidator(_known_numbers)]
type _Vector = Annotated[str, AfterValidator(_known_vector)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Header(_Strict):
    """What the lines were made with."""

    format: Literal["keepsake-export"] = FORMAT
    version: Literal[1, 2] = VERSION
    embedding_model: str
    vectors: bool
    exported_at: _Time


class SparseLine(_Strict):
    words: _Words
    weights: _Vector

    @model_validator(mode="after")
    def _pair_up(self) -> Self:
        if len(self.words) != len(self.weights):
            raise ValueError("a sparse vector has as many words as weights")
        if len(set(words := _unpacked(self.words, "I"))) != len(words):
            raise ValueError("a sparse vector has each word once")
        return self


class ChannelsLine(_Strict):
    """The vectors of a piece."""

    dense: _Vector
    dense_context: _Vector
    sparse: SparseLine
    sparse_context: SparseLine


class PieceLine(_Strict):
    """`content[start:end]`, which is indexed by itself."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    is_question: bool
    tells_time: bool
    vectors: ChannelsLine | None = None

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Self:
        if self.start > self.end:
            raise ValueError("a piece ends before it starts")
        return self


class Pieces(_Strict):
    """How a memory is indexed."""

    pieces: list[PieceLine] = Field(min_length=1)


def to_line(entry: Entry, *, vectors: bool) -> Values:
    """A memory that was not forgotten, with the vectors that `entry` has when they are wanted."""
    pieces = Pieces(pieces=[_piece_line(piece, vectors=vectors) for piece in entry.pieces])
    return to_told(entry.memory) | pieces.model_dump()


def to_entry(line: Mapping[str, Any], *, space: str, version: int) -> Entry:
    """The memory of a line, in that space; its pieces' channels are empty when the line has no vectors. Raises
    InvalidParameter and pydantic's ValidationError."""
    record = dict(line)
    pieces = Pieces.model_validate({_PIECES: record.pop(_PIECES, None)}).pieces
    memory = from_told(_of_version_1(record) if version == 1 else record, space=space)
    _check(memory, pieces)
    return Entry(memory, [_indexed(piece) for piece in pieces])


def has_vectors(entry: Entry) -> bool:
    return all(piece.dense for piece in entry.pieces)


# What version 1 wrote on every line, whatever its kind, and which kinds have it.
_ALL = {"role", "speaker", "timezone"}
_OF_SAID = {"message_id", "delivery", "extraction", "extraction_attempts", "extraction_error"}
_OF_FACTS = {"sources", "told", "attribute", "time_words", "time_from", "time_to"}
_KEPT: Mapping[Any, set[str]] = {
    MemoryType.EPISODIC: _ALL | _OF_SAID,
    MemoryType.SEMANTIC: _ALL | _OF_FACTS,
    MemoryType.PROCEDURAL: _ALL | _OF_FACTS,
    MemoryType.SUMMARY: set(),
}


def _of_version_1(record: Values) -> Values:
    """The line as the present version writes it."""
    if record.pop("schema_version", None) != 1:
        raise InvalidParameter("cannot be used: schema_version: must be 1.")
    foreign = (_ALL | _OF_SAID | _OF_FACTS) - _KEPT.get(record.get("type"), set())
    made = {name: value for name, value in record.items() if name not in foreign}
    if record.get("type") == MemoryType.SUMMARY:
        made["last_message"] = record.get("message_id", "")
    if made.get("role") == "":
        made["role"] = None
    return made


def _check(memory: Memory, pieces: Sequence[PieceLine]) -> None:
    """What no type says: ids and lengths that an engine can keep, and pieces that lie in the content."""
    longest = max(piece.end for piece in pieces)
    wrong = [
        ("id", not _ID.fullmatch(memory.id), "an id is a UUID in small letters"),
        ("state", memory.state is State.FORGOTTEN, "must be active or superseded"),
        ("content", not memory.content, "must not be empty"),
        ("content", len(memory.content) > MAXIMUM_CONTENT, f"must have at most {MAXIMUM_CONTENT:,} characters"),
        ("revision", memory.revision < 0, "must not be below 0"),
        ("pieces", longest > len(memory.content), "a piece lies outside of the content"),
    ]
    for name, is_wrong, problem in wrong:
        if is_wrong:
            raise InvalidParameter(f"cannot be used: {name}: {problem}.")


def _piece_line(indexed: IndexedPiece, *, vectors: bool) -> PieceLine:
    return PieceLine(
        start=indexed.piece.start,
        end=indexed.piece.end,
        is_question=indexed.is_question,
        tells_time=indexed.tells_time,
        vectors=ChannelsLine(
            dense=_packed(indexed.dense, "f"),
            dense_context=_packed(indexed.dense_context, "f"),
            sparse=_sparse_line(indexed.sparse),
            sparse_context=_sparse_line(indexed.sparse_context),
        )
        if vectors
        else None,
    )


def _indexed(line: PieceLine) -> IndexedPiece:
    nothing, channels = SparseVector((), ()), line.vectors
    return IndexedPiece(
        piece=Piece(line.start, line.end),
        dense=_unpacked(channels.dense, "f") if channels else (),
        dense_context=_unpacked(channels.dense_context, "f") if channels else (),
        sparse=_sparse(channels.sparse) if channels else nothing,
        sparse_context=_sparse(channels.sparse_context) if channels else nothing,
        is_question=line.is_question,
        tells_time=line.tells_time,
    )


def _sparse_line(vector: SparseVector) -> SparseLine:
    pairs = sorted(zip(vector.indices, vector.values, strict=True))
    return SparseLine(words=_packed([word for word, _ in pairs], "I"), weights=_packed([w for _, w in pairs], "f"))


def _sparse(line: SparseLine) -> SparseVector:
    return SparseVector(_unpacked(line.words, "I"), _unpacked(line.weights, "f"))


def _packed(numbers: Sequence[float], kind: str) -> str:
    return base64.b64encode(struct.pack(f"<{len(numbers)}{kind}", *numbers)).decode()


def _unpacked(text: str, kind: str) -> list[Any]:
    raw = base64.b64decode(text)
    return list(struct.unpack(f"<{len(raw) // 4}{kind}", raw))
