"""The models of a Dify workspace, for the stand-in daemon: chat by a script, embeddings and ranks by shipped fakes."""

from collections.abc import Callable, Sequence
from typing import Any

from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.rerank.fake import FakeReranker
from memory_core.ports import Question, Vector

CHAT = "dify:keepsake/scripted/scripted/chat"
EMBEDDING = "dify:keepsake/scripted/scripted/embedding"
RERANK = "dify:keepsake/scripted/scripted/rerank"


class WorkspaceModels:
    """Answers reverse invocations as Dify does. `answer` gets what the chat model was asked and gives its text, `embed`
    gives a vector for each text, and `rank` a score; what they raise becomes Dify's error. Each may be changed at any
    time. `asked` counts the questions by kind."""

    def __init__(self, answer: Callable[[Question], str]) -> None:
        self.answer = answer
        self.embed: Callable[[Sequence[str]], list[Vector]] = FakeEmbedder().embed_documents
        self.rank: Callable[[str, Sequence[str]], list[float]] = FakeReranker().rerank
        self.asked: list[str] = []

    def __call__(self, invocation: dict[str, Any]) -> list[dict[str, Any]]:
        kind, request = invocation["type"], invocation["request"]
        self.asked.append(kind)
        if kind == "llm":
            return _chat_chunks(self.answer(_question(request)))
        if kind == "text_embedding":
            vectors = [list(vector) for vector in self.embed(request["texts"])]
            return [{"model": request["model"], "embeddings": vectors, "usage": _EMBEDDING_USAGE}]
        if kind == "rerank":
            scores = self.rank(request["query"], request["docs"])
            ranked = sorted(enumerate(scores), key=lambda pair: -pair[1])
            docs = [{"index": i, "text": request["docs"][i], "score": score} for i, score in ranked]
            return [{"model": request["model"], "docs": docs}]
        raise LookupError(f"there is no model for {kind}")


def _question(request: dict[str, Any]) -> Question:
    texts = {message["role"]: message["content"] for message in request["prompt_messages"]}
    return Question(texts["system"], texts["user"])


def _chat_chunks(text: str) -> list[dict[str, Any]]:
    """The answer in two parts, the last with the usage, as a streaming model gives it."""
    half = len(text) // 2
    return [_chunk(text[:half], None), _chunk(text[half:], _CHAT_USAGE)]


def _chunk(text: str, usage: dict[str, Any] | None) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text, "name": None, "tool_calls": []}
    return {
        "model": "chat",
        "prompt_messages": [],
        "system_fingerprint": None,
        "delta": {"index": 0, "message": message, "usage": usage, "finish_reason": None},
    }


_MONEY = {"unit_price": "0", "price_unit": "0", "total_price": "0", "currency": "USD", "latency": 0.0}
_EMBEDDING_USAGE = {"tokens": 1, "total_tokens": 1} | _MONEY
_CHAT_USAGE = {
    "prompt_tokens": 1_000,
    "prompt_unit_price": "0",
    "prompt_price_unit": "0",
    "prompt_price": "0",
    "completion_tokens": 50,
    "completion_unit_price": "0",
    "completion_price_unit": "0",
    "completion_price": "0",
    "total_tokens": 1_050,
    "total_price": "0",
    "currency": "USD",
    "latency": 0.0,
}
