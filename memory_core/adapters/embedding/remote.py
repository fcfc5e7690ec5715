"""Embedding models that are asked elsewhere: in modest batches, within a time, and with no trust in what comes back."""

import math
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from memory_core.errors import EmbeddingFailed, EmbeddingMismatch, EmbeddingRefused, ModelFailed
from memory_core.ports import Vector

_LONGEST_BATCH = 30_000  # characters; a longer text is cut, as every model has an end to what it reads
_BLANK = "-"  # in place of a text without a word, which services refuse
_PROBE = "memory"


class RemoteEmbedder(ABC):
    """An Embedder over a service; `seconds` is for all batches of one call together.

    The dimension is learned from the first vectors that come back, and other lengths are refused from then on.
    """

    background = None

    def __init__(self, name: str, *, largest_batch: int, seconds: float) -> None:
        self.name = name
        self._largest_batch = largest_batch
        self._seconds = seconds
        self._dimension: int | None = None

    @property
    def dimension(self) -> int:
        if self._dimension is None:
            self.embed_queries([_PROBE])
        assert self._dimension is not None
        return self._dimension

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._embed(texts, is_query=False)

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self._embed(texts, is_query=True)

    @abstractmethod
    def _ask(self, texts: Sequence[str], *, is_query: bool, deadline: float) -> Sequence[Sequence[float]]:
        """One vector of any length per text, in order, before `deadline` (of time.monotonic); raises ModelFailed."""

    def _embed(self, texts: Sequence[str], *, is_query: bool) -> list[Vector]:
        deadline = time.monotonic() + self._seconds
        vectors: list[Vector] = []
        for batch in _batches([_readable(text) for text in texts], self._largest_batch):
            vectors += self._checked(self._asked(batch, is_query=is_query, deadline=deadline), len(batch))
        return vectors

    def _asked(self, batch: Sequence[str], *, is_query: bool, deadline: float) -> Sequence[Sequence[float]]:
        try:
            return self._ask(batch, is_query=is_query, deadline=deadline)
        except ModelFailed as exc:
            kind = EmbeddingFailed if exc.retryable else EmbeddingRefused
            raise kind(str(exc)) from None

    def _checked(self, vectors: Sequence[Sequence[float]], expected: int) -> list[Vector]:
        lengths = {len(vector) for vector in vectors}
        if len(vectors) != expected or len(lengths) != 1:
            raise EmbeddingFailed("The embedding model did not answer with one vector for each text. Try again.")
        unit = [_unit(vector) for vector in vectors]
        (length,) = lengths
        if self._dimension is None:
            self._dimension = length
        if length != self._dimension:
            raise EmbeddingMismatch(
                f"The embedding model answered with vectors of length {length}, and with {self._dimension} before. It "
                "was changed at the service: memories cannot be compared across models. Set it back, or name it anew."
            )
        return unit


def _readable(text: str) -> str:
    return text[:_LONGEST_BATCH] if text.strip() else _BLANK


def _batches(texts: Sequence[str], largest: int) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) == largest or sum(map(len, batch)) + len(text) > _LONGEST_BATCH):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _unit(vector: Sequence[float]) -> Vector:
    try:
        length = math.hypot(*vector)
    except OverflowError:  # a whole number beyond every float
        length = math.inf
    if not (math.isfinite(length) and length > 0):
        raise EmbeddingFailed("The embedding model answered with a vector that has no direction. Try again.")
    return [x / length for x in vector]
