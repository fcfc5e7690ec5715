"""Searches of the embedded engine: what each channel finds, and the strongest of it all."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

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
from memory_core.engines.embedded import traits
from memory_core.engines.embedded.dialect import Condition, Dialect
from memory_core.engines.embedded.layout import sparse
from memory_core.engines.embedded.shard import Asked, Match, Shard
from memory_core.ports import Probe, SparseVector

type Ask = Callable[[], bool]


def found(
    shard: Shard,
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
    answers = shard.nearest(asked, condition, limit=depth, rarity=rarity) if asked else []
    scores: dict[PieceId, dict[Channel, float]] = {}
    for channel, points in zip(asked, answers, strict=True):
        for point in points:
            scores.setdefault(point.id, {})[channel] = point.score
    return Found(scores, words=probe.sparse.words, corpus=_corpus(shard, scope))


def strongest(
    shard: Shard,
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
    points = shard.strongest(
        asked,
        condition,
        weights=weights,
        zero=probe.zero,
        depth=depth,
        limit=limit,
        rarity=rarity,
        **_with_traits(dialect),
    )
    return traits.candidates(_points(dialect, points), partial(piece_fields, shard, dialect, scope))


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
    rarity = _rarity(shard, scope, may_hold_erased=may_hold_erased)
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


def _asked(probe: Probe) -> Asked:
    """What each channel is asked; those of meaning or words nothing, when there are none."""
    meaning, words = list(probe.dense), sparse(probe.sparse)
    channels = [*(DENSE_CHANNELS if meaning else ()), *(SPARSE_CHANNELS if probe.sparse.indices else ())]
    return {channel: words if channel in SPARSE_CHANNELS else meaning for channel in channels}


def _rarity(shard: Shard, scope: Scope, *, may_hold_erased: Ask) -> Condition | None:
    """Words weigh by their rarity (IDF) in the caller's space, whatever others store. The engine knows how many of all
    its points hold a word, those of the erased included; within a part of them it looks at each, twice a search (2 ms
    at 100,000). So it is asked for the part only when there is something else."""
    space = filters.whole_space(Dialect(), scope)
    is_all = shard.count(space, exact=False) == shard.count(exact=False)
    return None if is_all and not may_hold_erased() else space


def _corpus(shard: Shard, scope: Scope) -> int:
    return shard.count(filters.corpus(Dialect(), scope), exact=False)
