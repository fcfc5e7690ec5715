r"""Lines: the export's format, for ever. JSON Lines in UTF-8; the first line is the Header, each further one a Line.

{"format":"keepsake-export","version":1,"embedding_model":"bundled","vectors":false,"exported_at":"2026-03-04T..."}
{"id":"...","type":"semantic","content":"Anna lives in Lisbon.","agent_id":"dify","user_id":"anna", ...}

A line is one whole memory, in the words of the plugin's tools. Its times are ISO 8601 in UTC to the microsecond.
Vectors are base64 of little-endian 32-bit floats, the words of a sparse vector of 32-bit numbers. A line does not say
in which space the memory was: that is the importing key's. What was forgotten is in none, nor quoted by another memory.
"""

import base64
import binascii
import math
import re
import struct
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from memory_core.domain.forgetting import forgets
from memory_core.domain.memory import Edit, Extraction, Memory, MemoryType, Role, Source, State
from memory_core.domain.pieces import Piece
from memory_core.domain.scope import Scope
from memory_core.domain.times import parse, to_datetime
from memory_core.errors import InvalidParameter
from memory_core.operations.store import MAXIMUM_CONTENT
from memory_core.ports import Entry, IndexedPiece, SparseVector

FORMAT: Final = "keepsake-export"
VERSION: Final = 1

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _known_id(value: str) -> str:
    if not _ID.fullmatch(value):
        raise ValueError("an id is a UUID in small letters")
    return value


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


type _Id = Annotated[str, AfterValidator(_known_id)]
type _Time = Annotated[str, AfterValidator(_known_time)]
type _Words = Annotated[str, AfterValidator(_known_numbers)]
type _Vector = Annotated[str, AfterValidator(_known_vector)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Header(_Strict):
    """What the lines were made with."""

    format: Literal["keepsake-export"] = FORMAT
    version: Literal[1] = VERSION
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


class SourceLine(_Strict):
    id: str
    quote: str


class EditLine(_Strict):
    operation_id: str
    at: _Time
    before: dict[str, Any]


class Line(_Strict):
    """A memory."""

    id: _Id
    type: Literal["semantic", "episodic", "procedural", "summary"]
    state: Literal["active", "superseded"]
    content: str = Field(min_length=1, max_length=MAXIMUM_CONTENT)
    agent_id: str = Field(min_length=1)
    realm: str
    user_id: str
    session_id: str
    role: Literal["", "user", "assistant", "system"]
    speaker: str
    tags: list[str]
    pinned: bool
    created_at: _Time
    event_time: _Time
    last_seen_at: _Time
    timezone: str
    language: str
    expires_at: _Time | None
    valid_from: _Time | None
    valid_to: _Time | None
    supersedes: list[str]
    superseded_by: str
    operation_id: str
    end_operation_id: str
    ended_at: _Time | None
    sources: list[SourceLine]
    told: bool
    edits: list[EditLine]
    attribute: str
    time_words: str
    time_from: _Time | None
    time_to: _Time | None
    message_id: str
    delivery: str
    digest: str
    extraction: Literal["off", "pending", "done"]
    extraction_attempts: int = Field(ge=0)
    extraction_error: str
    revision: int = Field(ge=0)
    schema_version: Literal[1]
    pieces: list[PieceLine] = Field(min_length=1)

    @model_validator(mode="after")
    def _pieces_lie_in_content(self) -> Self:
        if any(piece.start > piece.end or piece.end > len(self.content) for piece in self.pieces):
            raise ValueError("a piece lies outside of the content")
        return self


def to_line(entry: Entry, *, vectors: bool) -> Line:
    """A memory that was not forgotten, with the vectors that `entry` has when they are wanted."""
    memory = entry.memory
    return Line(
        id=memory.id,
        type=memory.type.value,
        state=memory.state.value,  # type: ignore[arg-type]
        content=memory.content,
        agent_id=memory.scope.agent,
        realm=memory.scope.realm,
        user_id=memory.scope.user or "",
        session_id=memory.scope.session or "",
        role=memory.role.value if memory.role else "",
        speaker=memory.speaker,
        tags=list(memory.tags),
        pinned=memory.pinned,
        created_at=iso(memory.created_at),
        event_time=iso(memory.event_at),
        last_seen_at=iso(memory.last_seen_at),
        timezone=memory.timezone,
        language=memory.language,
        expires_at=_iso_if(memory.expires_at),
        valid_from=_iso_if(memory.valid_from),
        valid_to=_iso_if(memory.valid_to),
        supersedes=list(memory.supersedes),
        superseded_by=memory.superseded_by,
        operation_id=memory.operation_id,
        end_operation_id=memory.end_operation_id,
        ended_at=_iso_if(memory.ended_at),
        sources=[SourceLine(id=source.memory_id, quote=source.quote) for source in memory.sources],
        told=memory.told,
        edits=[
            EditLine(operation_id=edit.operation_id, at=iso(edit.at), before=dict(edit.before))
            for edit in memory.edits
            if not forgets(edit)
        ],
        attribute=memory.attribute,
        time_words=memory.time_words,
        time_from=_iso_if(memory.time_from),
        time_to=_iso_if(memory.time_to),
        message_id=memory.message_id,
        delivery=memory.delivery,
        digest=memory.digest,
        extraction=memory.extraction.value,
        extraction_attempts=memory.extraction_attempts,
        extraction_error=memory.extraction_error,
        revision=memory.revision,
        schema_version=1,
        pieces=[_piece_line(piece, vectors=vectors) for piece in entry.pieces],
    )


def to_entry(line: Line, *, space: str) -> Entry:
    """The memory of a line, in that space; its pieces' channels are empty when the line has no vectors. Raises
    InvalidParameter."""
    memory = Memory(
        id=line.id,
        scope=Scope(space=space, agent=line.agent_id, realm=line.realm, user=line.user_id, session=line.session_id),
        type=MemoryType(line.type),
        content=line.content,
        digest=line.digest,
        created_at=_micros(line.created_at),
        event_at=_micros(line.event_time),
        last_seen_at=_micros(line.last_seen_at),
        operation_id=line.operation_id,
        state=State(line.state),
        pinned=line.pinned,
        role=Role(line.role) if line.role else None,
        speaker=line.speaker,
        timezone=line.timezone,
        language=line.language,
        tags=tuple(line.tags),
        expires_at=_micros_if(line.expires_at),
        valid_from=_micros_if(line.valid_from),
        valid_to=_micros_if(line.valid_to),
        supersedes=tuple(line.supersedes),
        superseded_by=line.superseded_by,
        end_operation_id=line.end_operation_id,
        ended_at=_micros_if(line.ended_at),
        sources=tuple(Source(source.id, source.quote) for source in line.sources),
        told=line.told,
        edits=tuple(Edit(edit.operation_id, _micros(edit.at), edit.before) for edit in line.edits),
        attribute=line.attribute,
        time_words=line.time_words,
        time_from=_micros_if(line.time_from),
        time_to=_micros_if(line.time_to),
        message_id=line.message_id,
        delivery=line.delivery,
        extraction=Extraction(line.extraction),
        extraction_attempts=line.extraction_attempts,
        extraction_error=line.extraction_error,
        revision=line.revision,
        schema_version=line.schema_version,
    )
    return Entry(memory, [_indexed(piece) for piece in line.pieces])


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


def iso(micros: int) -> str:
    return to_datetime(micros).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _iso_if(micros: int | None) -> str | None:
    return None if micros is None else iso(micros)


def _micros(time: str) -> int:
    return parse(time, name="time")


def _micros_if(time: str | None) -> int | None:
    return None if time is None else _micros(time)
