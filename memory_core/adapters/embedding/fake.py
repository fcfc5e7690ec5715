"""A deterministic embedder for tests: texts that share words are near each other, and nothing is loaded."""

import hashlib
import math
from collections.abc import Sequence

from memory_core.domain.background import Background
from memory_core.ports import Vector

_USUAL = Background()


class FakeEmbedder:
    """An Embedder that adds up one fixed direction per word."""

    def __init__(self, *, name: str = "fake", dimension: int = 64, background: Background | None = _USUAL) -> None:
        self.name = name
        self.dimension = dimension
        self.background = background

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return [self._embed(text) for text in texts]

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)

    def _embed(self, text: str) -> Vector:
        total = [0.0] * self.dimension
        for word in text.casefold().split() or [""]:
            seed = hashlib.blake2b(word.encode(), digest_size=64).digest()
            for i in range(self.dimension):
                total[i] += seed[i % 64] / 127.5 - 1 + 0.01 * (i // 64)
        length = math.sqrt(sum(x * x for x in total)) or 1.0
        return [x / length for x in total]
