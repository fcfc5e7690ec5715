"""Ranking: the scores of a memory's search channels become one score between 0 and 1, comparable between queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from memory_core.domain.pieces import Piece


class Channel(StrEnum):
    """What a search compares: meaning (dense) and words (sparse), of the message alone or joined to its previous."""

    DENSE = "dense"
    DENSE_CONTEXT = "dense_context"
    SPARSE = "sparse"
    SPARSE_CONTEXT = "sparse_context"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of a memory that at least one channel found; `scores` holds cosines and BM25 sums as they came."""

    memory_id: str
    piece: Piece
    scores: Mapping[Channel, float]


@dataclass(frozen=True, slots=True)
class Ranked:
    memory_id: str
    piece: Piece
    score: float


_WEIGHTS = {
    Channel.DENSE: 0.30,
    Channel.DENSE_CONTEXT: 0.20,
    Channel.SPARSE: 0.25,
    Channel.SPARSE_CONTEXT: 0.25,
}
_HALF_SATURATED = 8.0  # the BM25 sum that counts as half: about two rare words


def rank(candidates: Iterable[Candidate]) -> list[Ranked]:
    """Fuses scores, not ranks; a memory stands where its best piece does; ties break by id."""
    best: dict[str, Ranked] = {}
    for candidate in candidates:
        ranked = Ranked(candidate.memory_id, candidate.piece, _fuse(candidate.scores))
        known = best.get(ranked.memory_id)
        if known is None or ranked.score > known.score:
            best[ranked.memory_id] = ranked
    return sorted(best.values(), key=lambda r: (-r.score, r.memory_id))


def _fuse(scores: Mapping[Channel, float]) -> float:
    return sum(weight * _unit(channel, scores.get(channel, 0.0)) for channel, weight in _WEIGHTS.items())


def _unit(channel: Channel, score: float) -> float:
    """A channel's score on the scale from 0 to 1, whatever else was found."""
    if channel in (Channel.DENSE, Channel.DENSE_CONTEXT):
        return min(max(score, 0.0), 1.0)
    return score / (score + _HALF_SATURATED) if score > 0 else 0.0
