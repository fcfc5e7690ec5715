"""Found points, channel by channel, as candidates."""

from collections.abc import Iterable

from memory_core.adapters.qdrant.payload import Payload, to_candidate
from memory_core.domain.ranking import Candidate, Channel


def merge(found: Iterable[tuple[Channel, str, float, Payload]]) -> list[Candidate]:
    """One candidate per point, with the score of every channel that found it."""
    scores: dict[str, dict[Channel, float]] = {}
    payloads: dict[str, Payload] = {}
    for channel, point, score, payload in found:
        scores.setdefault(point, {})[channel] = score
        payloads[point] = payload
    return [to_candidate(found, scores[point]) for point, found in payloads.items()]
