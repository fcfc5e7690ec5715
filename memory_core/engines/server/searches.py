"""Searches on a Qdrant server: what each channel finds, as one request."""

from collections.abc import Callable, Sequence
from typing import Any

from qdrant_client import models

from memory_core.domain import weights
from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Candidate, Channel, PieceId
from memory_core.domain.scope import Scope
from memory_core.engines import filters, payload
from memory_core.engines.collections import BREADTH
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.points import sparse
from memory_core.ports import EncodedQuery

_FEW = 20  # points of a channel, up to which their whole records come along: no other request is needed then
ANSWERS = "answers"  # what a reply answers, which is asked for with the PIECE_FIELDS

type Asked = list[tuple[Channel, Any]]


def asked_of(probe: EncodedQuery) -> Asked:
    """What each channel is asked; those of meaning or words nothing, when there are none."""
    asked: Asked = []
    if probe.dense:
        asked += [(channel, list(probe.dense)) for channel in DENSE_CHANNELS]
    if probe.sparse.indices:
        asked += [(channel, sparse(probe.sparse)) for channel in SPARSE_CHANNELS]
    return asked


def requests(
    asked: Asked, condition: models.Filter, *, rarity: models.SearchParams, limit: int, shard: str | None
) -> list[models.QueryRequest]:
    """One for each channel, of the shard with that key."""
    return [
        models.QueryRequest(
            shard_key=shard,
            limit=limit,
            query=vector,
            using=channel.value,
            filter=condition,
            params=rarity if channel in SPARSE_CHANNELS else models.SearchParams(hnsw_ef=BREADTH),
            with_payload=True if limit <= _FEW else [*payload.PIECE_FIELDS, ANSWERS],
        )
        for channel, vector in asked
    ]


def strongest(
    asked: Asked,
    answers: Sequence[models.QueryResponse],
    *,
    probe: EncodedQuery,
    limit: int,
    corpus: Callable[[], int],
) -> list[Candidate]:
    """The strongest of what was found; each candidate's `point` is its payload."""
    fields: dict[PieceId, payload.Payload] = {}
    found: dict[PieceId, dict[Channel, float]] = {}
    for (channel, _), answer in zip(asked, answers, strict=True):
        for point in answer.points:
            fields[str(point.id)] = point.payload or {}
            found.setdefault(str(point.id), {})[channel] = point.score
    size = corpus() if any(channel in SPARSE_CHANNELS for channel, _ in asked) else 1
    best = weights.strongest(
        found, limit=limit, words=probe.sparse.words, corpus=size, meaning=probe.meaning, zero=probe.zero
    )
    return [payload.to_candidate(fields[piece], scores)._replace(point=fields[piece]) for piece, scores in best]


def is_whole(stored: payload.Payload | None) -> bool:
    """Whether a candidate brought its memory's whole record along."""
    return stored is not None and "content" in stored and stored.get("piece") == 0


def ids_told_by(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """As `ids_around` the memories of the candidates, as far as these tell."""
    ids = {str(candidate.memory) for candidate in candidates}
    ids |= {str(source) for candidate in candidates for source in candidate.sources}
    ids |= {candidate.point[ANSWERS] for candidate in candidates if candidate.point and candidate.point.get(ANSWERS)}
    return tuple(sorted(ids))


def own_rarity(dialect: Dialect, scope: Scope) -> models.SearchParams:
    """Words weigh by their rarity (IDF) in the caller's realm, whatever others store."""
    return models.SearchParams(idf=models.IdfCorpusParams(corpus=filters.whole_realm(dialect, scope)))
