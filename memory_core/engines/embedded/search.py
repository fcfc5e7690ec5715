"""Searches of the embedded engine: the strongest of what each channel finds."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from memory_core.domain import weights
from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Candidate, Channel, PieceId
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.engines import filters, payload
from memory_core.engines.embedded import traits
from memory_core.engines.embedded.dialect import Condition, Dialect
from memory_core.engines.embedded.layout import sparse
from memory_core.engines.embedded.shard import Asked, Match, Shard
from memory_core.ports import EncodedQuery, SparseVector

type Ask = Callable[[], bool]


def strongest(
    shard: Shard,
    dialect: Dialect,
    scope: Scope,
    selection: Selection,
    probe: EncodedQuery,
    *,
    depth: int,
    limit: int,
    may_hold_erased: Ask,
) -> list[Candidate]:
    """MemoryRepository.strongest, in an open shard."""
    asked = _asked(probe)
    if not asked:
        return []
    condition = filters.within(dialect, scope, selection)
    rarity = _rarity(shard, dialect, scope, may_hold_erased=may_hold_erased)
    answers = shard.nearest(asked, condition, limit=depth, rarity=rarity, **_with_traits(dialect))
    points: dict[PieceId, Match] = {}
    found: dict[PieceId, dict[Channel, float]] = {}
    for channel, matches in zip(asked, answers, strict=True):
        for match in matches:
            piece = match.id  # the engine makes it anew each time
            points[piece] = match
            found.setdefault(piece, {})[channel] = match.score
    best = weights.strongest(
        found,
        limit=limit,
        words=probe.sparse.words,
        corpus=_corpus(shard, dialect, scope),
        meaning=probe.meaning,
        zero=probe.zero,
    )
    of_best = _points(dialect, [points[piece] for piece, _ in best])
    scored = [(point, scores) for point, (_, scores) in zip(of_best, best, strict=True)]
    return traits.candidates(scored, partial(piece_fields, shard, dialect, scope))


def speakers(
    shard: Shard,
    dialect: Dialect,
    scope: Scope,
    selection: Selection,
    words: SparseVector,
    *,
    depth: int,
    may_hold_erased: Ask,
) -> set[str]:
    """MemoryRepository.speakers, in an open shard. Where nobody is named, nobody can be meant."""
    if not shard.count(filters.named(dialect, scope), exact=False):
        return set()
    condition = filters.within(dialect, scope, selection)
    rarity = _rarity(shard, dialect, scope, may_hold_erased=may_hold_erased)
    asked = {Channel.SPARSE: sparse(words)}
    [points] = shard.nearest(asked, condition, limit=depth, rarity=rarity, **_with_traits(dialect))
    return traits.speakers(_points(dialect, points), partial(piece_fields, shard, dialect, scope))


def _with_traits(dialect: Dialect) -> dict[str, Any]:
    """What is asked of found points; points of schema 2 have no traits, but what they are made of."""
    return {"fields": payload.PIECE_FIELDS} if dialect.older else {"traits": True}


def _points(dialect: Dialect, points: Sequence[Match]) -> Sequence[traits.Point]:
    return list(map(traits.OfPayload, points)) if dialect.older else points


def piece_fields(
    shard: Shard, dialect: Dialect, scope: Scope, ids: Sequence[PieceId]
) -> dict[PieceId, payload.Payload]:
    """The PIECE_FIELDS of these points, as far as the scope holds them."""
    if not ids:
        return {}
    condition = filters.within(dialect, scope, ids=ids)
    records = shard.read(condition, limit=len(ids), fields=payload.PIECE_FIELDS)
    return {record.id: record.payload or {} for record in records}


def _asked(probe: EncodedQuery) -> Asked:
    """What each channel is asked; those of meaning or words nothing, when there are none."""
    meaning, words = list(probe.dense), sparse(probe.sparse)
    channels = [*(DENSE_CHANNELS if meaning else ()), *(SPARSE_CHANNELS if probe.sparse.indices else ())]
    return {channel: words if channel in SPARSE_CHANNELS else meaning for channel in channels}


def _rarity(shard: Shard, dialect: Dialect, scope: Scope, *, may_hold_erased: Ask) -> Condition | None:
    """Words weigh by their rarity (IDF) in the caller's realm, whatever others store. The engine knows how many of all
    its points hold a word, those of the erased included; within a part of them it looks at each, twice a search (2 ms
    at 100,000). So it is asked for the part only when there is something else."""
    realm = filters.whole_realm(dialect, scope)
    is_all = shard.count(realm, exact=False) == shard.count(exact=False)
    return None if is_all and not may_hold_erased() else realm


def _corpus(shard: Shard, dialect: Dialect, scope: Scope) -> int:
    return shard.count(filters.corpus(dialect, scope), exact=dialect.behind)
