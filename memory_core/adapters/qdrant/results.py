"""Found points, channel by channel, as candidates."""

from collections.abc import Iterable

from memory_core.adapters.qdrant.payload import Payload, to_piece
from memory_core.domain.ranking import Candidate, Channel


def merge(found: Iterable[tuple[Channel, str, float, Payload]]) -> list[Candidate]:
    """One candidate per point, with the score of every channel that found it."""
    scores: dict[str, dict[Channel, float]] = {}
    payloads: dict[str, Payload] = {}
    for channel, point, score, payload in found:
        scores.setdefault(point, {})[channel] = score
        payloads[point] = payload
    return [Candidate(p["memory_id"], to_piece(p), scores[point]) for point, p in payloads.items()]
