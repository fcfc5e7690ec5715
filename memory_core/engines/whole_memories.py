"""Points as the operator reads them: whole memories, with every piece of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from memory_core.domain.candidate import Channel
from memory_core.domain.pieces import Piece
from memory_core.engines import payload
from memory_core.errors import WriteConflict
from memory_core.ports import Entry, IndexedPiece, SparseVector
from memory_core.record.codec import from_stored

_NOTHING = SparseVector((), ())


class Record(Protocol):
    """A point, as every engine hands it out."""

    @property
    def payload(self) -> Mapping[str, Any] | None: ...

    @property
    def vector(self) -> Any: ...


def whole_moments(heads: Sequence[Record], *, limit: int) -> list[Record] | None:
    """Of first pieces in the order they were stored, those of the moments that a read of `limit` has surely read to
    their ends, by their ids within a moment; None when there is no such moment, and more must be read at once."""
    if len(heads) < limit:
        return sorted(heads, key=_stored)
    last = _stored(heads[-1])[0]
    whole = [head for head in heads if _stored(head)[0] != last]
    return sorted(whole, key=_stored) if whole else None


def other_pieces(heads: Iterable[Record]) -> list[str]:
    """The ids of the points that these memories consist of besides their first."""
    return [point for head in heads for point in payload.point_ids(dict(head.payload or {}))[1:]]


def entries(heads: Sequence[Record], others: Iterable[Record]) -> list[Entry]:
    """The memories of these first pieces, in that order; raises WriteConflict when some of their other pieces are not
    there, for somebody erases them at this moment."""
    found: dict[str, dict[int, Record]] = {}
    for record in (*heads, *others):
        stored = record.payload or {}
        found.setdefault(stored["memory_id"], {})[stored["piece"]] = record
    return [_entry(dict(head.payload or {}), found) for head in heads]


def surplus(stored: Iterable[Record], replacing: Sequence[Entry]) -> list[str]:
    """The ids of points that are left over when `replacing` take the place of the memories with these first pieces."""
    sizes = {entry.memory.id: len(entry.pieces) for entry in replacing}
    heads = [dict(record.payload or {}) for record in stored]
    return [point for head in heads for point in payload.point_ids(head)[sizes[head["memory_id"]] :]]


def in_space(entry: Entry, space: str) -> Entry:
    """The same memory, under the same id, in another space."""
    memory = entry.memory
    return replace(entry, memory=replace(memory, scope=replace(memory.scope, space=space)))


def unchanged(entries: Iterable[Entry], stored: Iterable[Entry]) -> list[Entry]:
    """Those entries that are stored still, in the revision that they have."""
    revisions = {entry.memory.id: entry.memory.revision for entry in stored}
    return [entry for entry in entries if revisions.get(entry.memory.id) == entry.memory.revision]


def newer(entries: Iterable[Entry], than: Iterable[Entry]) -> list[Entry]:
    """Those entries that are not among the others, or only in an earlier revision."""
    revisions = {entry.memory.id: entry.memory.revision for entry in than}
    return [entry for entry in entries if entry.memory.revision > revisions.get(entry.memory.id, -1)]


def _stored(head: Record) -> tuple[int, str]:
    stored = head.payload or {}
    return stored["created_at"], stored["memory_id"]


def _entry(head: dict[str, Any], found: Mapping[str, Mapping[int, Record]]) -> Entry:
    memory = from_stored(head)
    pieces = found[memory.id]
    if not all(number in pieces for number in range(head["pieces"])):
        raise WriteConflict(payload.CONFLICT)
    return Entry(memory, [_indexed(pieces[number]) for number in range(head["pieces"])])


def _indexed(record: Record) -> IndexedPiece:
    stored, vectors = record.payload or {}, record.vector or {}
    return IndexedPiece(
        piece=Piece(stored["start"], stored["end"]),
        dense=vectors.get(Channel.DENSE.value, ()),
        dense_context=vectors.get(Channel.DENSE_CONTEXT.value, ()),
        sparse=_sparse(vectors.get(Channel.SPARSE.value)),
        sparse_context=_sparse(vectors.get(Channel.SPARSE_CONTEXT.value)),
        is_question=stored["is_question"],
        tells_time=stored["tells_time"],
    )


def _sparse(vector: Any) -> SparseVector:
    return SparseVector(vector.indices, vector.values) if vector else _NOTHING
