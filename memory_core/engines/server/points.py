"""Memories as the client's points."""

from qdrant_client import models

from memory_core.domain.candidate import Channel
from memory_core.engines import payload
from memory_core.ports import Entry, SparseVector


def points_of_entry(entry: Entry) -> list[models.PointStruct]:
    return [
        models.PointStruct(
            id=point,
            vector={
                Channel.DENSE.value: list(indexed.dense),
                Channel.DENSE_CONTEXT.value: list(indexed.dense_context),
                Channel.SPARSE.value: sparse(indexed.sparse),
                Channel.SPARSE_CONTEXT.value: sparse(indexed.sparse_context),
            },
            payload=content,
        )
        for point, content, indexed in payload.of_entry(entry)
    ]


def sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))
