"""What a shard of memories is made of: its vectors, the indexes of its fields, and its points."""

from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import qdrant_edge as edge

from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Channel
from memory_core.engines import payload
from memory_core.engines.embedded import traits
from memory_core.ports import Entry, IndexedPiece, SparseVector

type PointId = UUID | int | str
type Point = edge.Point


class Stored(Protocol):
    """A point as it was read, with its payload and its vectors as far as they were asked for."""

    @property
    def id(self) -> Any: ...

    @property
    def payload(self) -> payload.Payload | None: ...

    @property
    def vector(self) -> Any: ...


def config(dimension: int) -> edge.EdgeConfig:
    """Searches run on the thread that asks, for handing them to another one takes as long as a small search. Vectors of
    16-bit numbers find what those of 32 find, on half the disk and in three quarters of the time of a scan; those of
    bytes are made when the collection is optimized. Nobody searches by traits, so they get no graph. Vectors are read
    from disk when they are asked for (`Cold`): a search among a hundred memories of ten thousand needs few of them, and
    the system keeps what it needs often."""
    dense = edge.EdgeVectorParams(
        dimension,
        edge.Distance.Cosine,
        datatype=edge.VectorStorageDatatype.Float16,
        memory=edge.Memory.Cold,
        quantization_config=edge.ScalarQuantizationConfig(edge.ScalarType.Int8, quantile=0.99),
    )
    no_graph = edge.HnswIndexConfig(m=0, payload_m=0, ef_construct=1, full_scan_threshold=1)
    of_ranking = edge.EdgeVectorParams(traits.SIZE, edge.Distance.Dot, hnsw_config=no_graph, memory=edge.Memory.Cold)
    return edge.EdgeConfig(
        vectors={channel.value: dense for channel in DENSE_CHANNELS} | {traits.NAME: of_ranking},
        sparse_vectors={c.value: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for c in SPARSE_CHANNELS},
        max_search_threads=1,
    )


def indexes() -> dict[str, Any]:
    """The index of every field that is filtered or ordered by."""
    kinds: dict[str, Any] = {payload.TENANT_FIELD: edge.KeywordIndexParams(is_tenant=True)}
    kinds |= dict.fromkeys(payload.UUID_FIELDS, edge.PayloadSchemaType.Uuid)
    kinds |= dict.fromkeys(payload.KEYWORD_FIELDS, edge.PayloadSchemaType.Keyword)
    return kinds | dict.fromkeys(payload.INTEGER_FIELDS, edge.IntegerIndexParams(lookup=False, range=True))


def has_traits(folder: Path) -> bool:
    """Whether the shard in this folder keeps traits; those of schema 2 do not."""
    return f'"{traits.NAME}"' in (folder / "edge_config.json").read_text()


def add_traits() -> edge.UpdateOperation:
    """To a shard that keeps none."""
    return edge.UpdateOperation.create_dense_vector(traits.NAME, traits.SIZE, edge.Distance.Dot)


def points_of(entry: Entry) -> list[Point]:
    return [_point(UUID(point), _vectors(indexed), content) for point, content, indexed in payload.of_entry(entry)]


def changed(record: Stored, content: payload.Payload) -> Point:
    """A stored point, which was read with its vectors, with another payload."""
    return _point(record.id, record.vector or {}, content)


def copied(record: Stored) -> Point:
    return edge.Point(record.id, record.vector or {}, record.payload)


def sparse(vector: SparseVector) -> edge.SparseVector:
    return edge.SparseVector(list(vector.indices), list(vector.values))


def _point(point_id: Any, vectors: Any, content: payload.Payload) -> Point:
    return edge.Point(point_id, vectors | {traits.NAME: traits.of(content)}, content)


def _vectors(indexed: IndexedPiece) -> dict[str, Any]:
    return {
        Channel.DENSE.value: list(indexed.dense),
        Channel.DENSE_CONTEXT.value: list(indexed.dense_context),
        Channel.SPARSE.value: sparse(indexed.sparse),
        Channel.SPARSE_CONTEXT.value: sparse(indexed.sparse_context),
    }
