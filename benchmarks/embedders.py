"""What speed.py embeds with: cheap vectors, so that 100,000 memories are filled in a minute, or the bundled model."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from memory_core.domain.background import Background
from memory_core.ports import Embedder, Vector, in_place

DIMENSION = 896  # of the bundled model


def bundled() -> Embedder:
    """As the plugin opens it, whose reading of sentences shares what it has loaded."""
    from memory_core import Settings
    from memory_core.bootstrap import open_embedder

    return open_embedder(Settings(), in_place, None)


class CheapEmbedder:
    """An Embedder of a few microseconds: the sum of one fixed random direction per word. `prepare`d, a lookup."""

    name = "cheap"
    dimension = DIMENSION
    background = Background()

    def __init__(self) -> None:
        self._directions: dict[str, NDArray[np.float64]] = {}
        self._prepared: dict[str, Vector] = {}

    def prepare(self, texts: Sequence[str]) -> None:
        self._prepared |= {text: self._embed(text) for text in texts}

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return [self._prepared.get(text) or self._embed(text) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)

    def _embed(self, text: str) -> Vector:
        total = np.sum([self._direction(word) for word in text.casefold().split()], axis=0)
        vector: list[float] = (total / np.linalg.norm(total)).tolist()
        return vector

    def _direction(self, word: str) -> NDArray[np.float64]:
        known = self._directions.get(word)
        if known is None:
            seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
            known = self._directions[word] = np.random.default_rng(seed).standard_normal(DIMENSION)
        return known


class Switch:
    """An Embedder that passes on to `now`, so that one open store can be asked with either; both have DIMENSION.

    It keeps one name, for a store belongs to the name of its embedder.
    """

    name = CheapEmbedder.name
    dimension = DIMENSION
    background = Background()

    def __init__(self, now: Embedder) -> None:
        self.now = now

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self.now.embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.now.embed_queries(texts)
