"""Embedding models of any OpenAI-compatible service."""

from collections.abc import Sequence
from typing import Any

from memory_core.adapters.embedding.remote import RemoteEmbedder
from memory_core.adapters.model_service import UNUSABLE, ModelService
from memory_core.errors import ModelAnswerUnusable

_LARGEST_BATCH = 32  # texts, whose vectors of 4,096 numbers take 3 MiB to write


class OpenAiEmbedder(RemoteEmbedder):
    """An Embedder over HTTP. Such services embed queries as they embed documents."""

    def __init__(self, name: str, *, base_url: str, api_key: str, seconds: float = 30.0) -> None:
        super().__init__(f"openai:{name}", largest_batch=_LARGEST_BATCH, seconds=seconds)
        self._model = name
        self._service = ModelService(base_url, api_key=api_key, setting="embedding_model")

    def _ask(self, texts: Sequence[str], *, is_query: bool, deadline: float) -> Sequence[Sequence[float]]:
        body = {"model": self._model, "input": list(texts)}
        envelope = self._service.read(self._service.post("/embeddings", body, deadline=deadline))
        return _vectors(envelope)


def _vectors(envelope: dict[str, Any]) -> list[list[float]]:
    """The vectors by their `index`; where none is told, in the order they came."""
    data = envelope.get("data")
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise ModelAnswerUnusable(UNUSABLE)
    by_index = {_index(item, place): item.get("embedding") for place, item in enumerate(data)}
    vectors = [by_index.get(number) for number in range(len(data))]
    return [_numbers(vector) for vector in vectors]


def _index(item: dict[str, Any], place: int) -> int:
    index = item.get("index", place)
    return index if isinstance(index, int) else place


def _numbers(vector: object) -> list[float]:
    if not isinstance(vector, list) or not all(type(x) in (float, int) for x in vector):
        raise ModelAnswerUnusable(UNUSABLE)
    return vector
