"""Searches of the embedded engine: what each channel finds, and the strongest of it all."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import qdrant_edge as edge

from memory_core.domain.ranking import (
    DENSE_CHANNELS,
    SPARSE_CHANNELS,
    Candidate,
    Channel,
    Found,
    PieceId,
    channel_weights,
)
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.engines import filters, payload
from memory_core.engines.collections import BREADTH
from memory_core.engines.embedded import traits
from memory_core.engines.embedded.dialect import Dialect
from memory_core.ports import Probe, SparseVector

type Ask = Callable[[], bool]

_SCORES = [f"$score[{number}]" for number, _ in enumerate(Channel)]  # by prefetch, in a formula
_OVERSAMPLING = 1.5  # of those that bytes find, for the whole vectors to choose from


def found(
    shard: edge.EdgeShard,
    dialect: Dialect,
    scope: Scope,
    selection: Selection,
    probe: Probe,
    *,
    depth: int,
    may_hold_erased: Ask,
) -> Found:
    """MemoryRepository.search, in an open shard."""
    condition = filters.within(dialect, scope, selection)
    asked, rarity = _asked(probe), _rarity(shard, scope, may_hold_erased=may_hold_erased)
    requests = [
        edge.QueryRequest(limit=depth, query=query, filter=condition, params=_params(channel, rarity))
        for channel, query in asked.items()
    ]
    answers = shard.query_batch(edge.QueryBatchRequest(requests)) if requests else []
    scores: dict[PieceId, dict[Channel, float]] = {}
    for channel, points in zip(asked, answers, strict=True):
        for point in points:
            scores.setdefault(point.id, {})[channel] = point.score
    return Found(scores, words=probe.sparse.words, corpus=_corpus(shard, scope))


def strongest(
    shard: edge.EdgeShard,
    dialect: Dialect,
    scope: Scope,
    selection: Selection,
    probe: Probe,
    *,
    depth: int,
    limit: int,
    may_hold_erased: Ask,
) -> list[Candidate]:
    """MemoryRepository.strongest, in an open shard. The engine adds the channels up itself: handing out every channel's
    points, and asking for the best of them by their ids, would take twice as long. What it adds up is held to the scope
    once more."""
    condition = filters.within(dialect, scope, selection)
    asked, rarity = _asked(probe), _rarity(shard, scope, may_hold_erased=may_hold_erased)
    if not asked:
        return []
    weights = channel_weights(words=probe.sparse.words, corpus=_corpus(shard, scope), meaning=probe.meaning)
    request = edge.QueryRequest(
        limit=limit,
        query=_strength({channel: weights[channel] for channel in asked}, probe.zero),
        prefetches=[
            edge.Prefetch(limit=depth, query=query, filter=condition, params=_params(channel, rarity))
            for channel, query in asked.items()
        ],
        filter=condition,
        **_with_traits(dialect),
    )
    return traits.candidates(_points(shard, dialect, request), partial(piece_fields, shard, dialect, scope))


def speakers(
    shard: edge.EdgeShard,
    dialect: Dialect,
    scope: Scope,
    selection: Selection,
    words: SparseVector,
    *,
    depth: int,
    may_hold_erased: Ask,
) -> set[str]:
    """MemoryRepository.speakers, in an open shard. Where nobody is named, nobody can be meant."""
    if not shard.count(edge.CountRequest(exact=False, filter=filters.named(dialect, scope))):
        return set()
    request = edge.QueryRequest(
        limit=depth,
        query=edge.Query.Nearest(sparse(words), using=Channel.SPARSE.value),
        filter=filters.within(dialect, scope, selection),
        params=_rarity(shard, scope, may_hold_erased=may_hold_erased),
        **_with_traits(dialect),
    )
    return traits.speakers(_points(shard, dialect, request), partial(piece_fields, shard, dialect, scope))


def sparse(vector: SparseVector) -> edge.SparseVector:
    return edge.SparseVector(list(vector.indices), list(vector.values))


def _with_traits(dialect: Dialect) -> dict[str, Any]:
    """What is asked of found points; points of schema 2 have no traits, but what they are made of."""
    return {"with_payload": list(payload.PIECE_FIELDS)} if dialect.older else {"with_vector": [traits.NAME]}


def _points(shard: edge.EdgeShard, dialect: Dialect, request: edge.QueryRequest) -> Sequence[traits.Point]:
    points: Any = shard.query(request)  # whose vectors may be of any kind, but traits are numbers
    return list(map(traits.OfPayload, points)) if dialect.older else points


def piece_fields(
    shard: edge.EdgeShard, dialect: Dialect, scope: Scope, ids: Sequence[PieceId]
) -> dict[PieceId, payload.Payload]:
    """The PIECE_FIELDS of these points, as far as the scope holds them."""
    if not ids:
        return {}
    condition = filters.within(dialect, scope, ids=ids)
    request = edge.ScrollRequest(limit=len(ids), filter=condition, with_payload=list(payload.PIECE_FIELDS))
    return {record.id: record.payload or {} for record in shard.scroll(request)[0]}


def _asked(probe: Probe) -> dict[Channel, edge.Query]:
    """What each channel is asked; those of meaning or words nothing, when there are none."""
    dense, words = list(probe.dense), sparse(probe.sparse)
    asked = {channel: edge.Query.Nearest(dense, using=channel.value) for channel in DENSE_CHANNELS if dense}
    if probe.sparse.indices:
        asked |= {channel: edge.Query.Nearest(words, using=channel.value) for channel in SPARSE_CHANNELS}
    return asked


def nearest(*, exact: bool = False) -> edge.SearchParams:
    """How dense channels are searched: in an optimized index by vectors of bytes, and the best of them once more by the
    whole ones, in half the time and with no less recall."""
    quantization = edge.QuantizationSearchParams(ignore=exact, rescore=True, oversampling=_OVERSAMPLING)
    return edge.SearchParams(hnsw_ef=BREADTH, exact=exact, quantization=quantization)


def _params(channel: Channel, rarity: edge.SearchParams | None) -> edge.SearchParams | None:
    return rarity if channel in SPARSE_CHANNELS else nearest()


def _rarity(shard: edge.EdgeShard, scope: Scope, *, may_hold_erased: Ask) -> edge.SearchParams | None:
    """Words weigh by their rarity (IDF) in the caller's space, whatever others store. The engine knows how many of all
    its points hold a word, those of the erased included; within a part of them it looks at each, twice a search (2 ms
    at 100,000). So it is asked for the part only when there is something else."""
    space = filters.whole_space(Dialect(), scope)
    is_all = shard.count(edge.CountRequest(exact=False, filter=space)) == shard.count(edge.CountRequest(exact=False))
    if is_all and not may_hold_erased():
        return None
    return edge.SearchParams(idf=edge.IdfParams(corpus=space))


def _corpus(shard: edge.EdgeShard, scope: Scope) -> int:
    return shard.count(edge.CountRequest(exact=False, filter=filters.corpus(Dialect(), scope)))


def _strength(weights: Mapping[Channel, float], zero: float) -> edge.Formula:
    """The sum of the scores above 0, of cosines above `zero`, each with its weight; in the order of the prefetches."""
    nothing = edge.Expression.Constant(0.0)
    none_found = {}
    terms = []
    for name, (channel, weight) in zip(_SCORES, weights.items(), strict=False):
        least = zero if channel in DENSE_CHANNELS else 0.0
        none_found[name] = least
        score = edge.Expression.Variable(name)
        above = edge.Expression.Sum([score, edge.Expression.Constant(-least)]) if least else score
        terms.append(edge.Expression.Mult([edge.Expression.Constant(weight), edge.Expression.Max([above, nothing])]))
    return edge.Formula(edge.Expression.Sum(terms), none_found)
