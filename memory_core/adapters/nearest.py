"""Nearest: unit vectors in memory, compared with all at once; the oldest make way for new ones."""

from collections.abc import Sequence

import numpy as np

from memory_core.ports import Vector

_FIRST = 64
_MOST = 50_000  # vectors; of 512 numbers, 100 MB


class NearestVectors:
    """A Nearest in memory."""

    def __init__(self, *, most: int = _MOST) -> None:
        self._most = most
        self._count = 0
        self._vectors = np.zeros((0, 0), np.float32)

    def add(self, vector: Vector) -> int:
        """Keeps a vector; its number, by which it is named."""
        if self._count == 0:
            self._vectors = np.zeros((_FIRST, len(vector)), np.float32)
        elif self._count >= len(self._vectors) and len(self._vectors) < self._most:
            more = np.zeros((min(len(self._vectors), self._most - len(self._vectors)), len(vector)), np.float32)
            self._vectors = np.concatenate([self._vectors, more])
        self._vectors[self._count % len(self._vectors)] = vector
        self._count += 1
        return self._count - 1

    def find(self, vector: Vector, *, least: float, limit: int) -> Sequence[tuple[int, Vector]]:
        """The nearest with at least that cosine, the nearest first, each with its number."""
        kept = min(self._count, len(self._vectors))
        if not kept:
            return []
        cosines = self._vectors[:kept] @ np.asarray(vector, np.float32)
        near = np.flatnonzero(cosines >= least)
        best = near[np.argsort(-cosines[near], kind="stable")][:limit]
        return [(self._number(int(place)), self._vectors[place].tolist()) for place in best]

    def _number(self, place: int) -> int:
        """Of what stands in a place: of those that were ever put there the last one's."""
        turn = self._count // len(self._vectors) * len(self._vectors) + place
        return turn if turn < self._count else turn - len(self._vectors)
