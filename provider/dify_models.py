"""The workspace's own models, asked through Dify.

Dify answers only during the call of a tool, while storages live on: a call says which session is its own with
`call_session`, and the models look there when they are asked.
"""

import math
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any

from memory_core import ChatModel, Embedder, ModelAnswer, Question, RemoteEmbedder, Reranker, Usage
from memory_core.errors import (
    ModelAnswerUnusable,
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelTooSlow,
    QuestionRefused,
    UnsupportedModel,
)

_LONGEST_REQUEST = 500_000  # characters: at most 3 MB as JSON, where a line of the protocol must stay under 5 MiB
_LONGEST_ANSWER = 1_000_000  # characters
_EMBEDDING_SECONDS, _EMBEDDING_BATCH = 60.0, 32
_RERANK_SECONDS = 10.0

# Dify and its model plugins raise one kind of exception; only the wording tells what happened. The first that fits.
_WORDINGS: tuple[tuple[type[ModelFailed], str, str], ...] = (
    (
        QuestionRefused,
        r"content.?filter|content.?management|moderation|context.?length|maximum context|too many tokens|sensitive",
        "refused the question: it is too long, or not what its filters let through.",
    ),
    (ModelBusy, r"\b429\b|rate.?limit|quota|too many requests", "is busy, or its quota is used up. Try again later."),
    (
        ModelRefused,
        r"not.?found|not.?exist|credential|permission|unauthorized|forbidden|authoriz|authent|invalid.?(api.?)?key"
        r"|bad.?request|not support|not init",
        "cannot be asked. Check in Dify that the workspace has it, and that its name is written as Dify writes it.",
    ),
    (ModelTooSlow, r"timed? ?out|without response", "took too long. Try again, or choose a faster model."),
)

_session: ContextVar[Any] = ContextVar("keepsake_session", default=None)


@contextmanager
def call_session(session: Any) -> Iterator[None]:
    """The models of the workspace are asked through `session` meanwhile; only by this call, whatever runs beside it."""
    token = _session.set(session)
    try:
        yield
    finally:
        _session.reset(token)


class DifyModels:
    """The HostModels of Dify, by `<author>/<plugin>/<provider>/<model>`. Each is a new one, which remembers: workspaces
    may give one name to different models."""

    def chat_model(self, name: str) -> ChatModel:
        return _DifyChatModel(_model(name))

    def embedder(self, name: str) -> Embedder:
        return _DifyEmbedder(_model(name))

    def reranker(self, name: str) -> Reranker:
        return _DifyReranker(_model(name))


@dataclass(frozen=True, slots=True)
class _Model:
    """A model as Dify knows it."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}"


class _DifyChatModel:
    """A ChatModel of the workspace. The schema is told in words: not every provider takes one."""

    def __init__(self, model: _Model) -> None:
        self._model = model

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        rules = question.rules_with_schema
        if len(rules) + len(question.data) > _LONGEST_REQUEST:
            raise ModelRefused("The question is too long for a model of the workspace.")
        deadline = time.monotonic() + seconds
        return _asked(self._model, deadline, lambda session: self._answer(session, rules, question.data, deadline))

    def _answer(self, session: Any, rules: str, data: str, deadline: float) -> ModelAnswer:
        from dify_plugin.entities.model.llm import LLMModelConfig
        from dify_plugin.entities.model.message import SystemPromptMessage, UserPromptMessage

        config = LLMModelConfig(
            provider=self._model.provider,
            model=self._model.name,
            mode="chat",
            completion_params={"temperature": 0.1},
        )
        prompt = [SystemPromptMessage(content=rules), UserPromptMessage(content=data)]
        text, usage = "", Usage(calls=1)
        with closing(session.model.llm.invoke(config, prompt, stream=True)) as chunks:
            for chunk in chunks:
                text += chunk.delta.message.get_text_content()
                if chunk.delta.usage:
                    usage = Usage(1, chunk.delta.usage.prompt_tokens, chunk.delta.usage.completion_tokens)
                if chunk.delta.finish_reason == "content_filter":
                    raise ModelAnswerUnusable("The model declined to answer.")
                if len(text) > _LONGEST_ANSWER:
                    raise ModelAnswerUnusable("The model answered without end.")
                if time.monotonic() > deadline:
                    raise _too_slow(self._model)
        if not text.strip():
            raise ModelAnswerUnusable("The model answered with nothing. Try again.")
        return ModelAnswer(text, usage)


class _DifyEmbedder(RemoteEmbedder):
    """An Embedder of the workspace."""

    def __init__(self, model: _Model) -> None:
        super().__init__(f"dify:{model}", largest_batch=_EMBEDDING_BATCH, seconds=_EMBEDDING_SECONDS)
        self._model = model

    def _ask(self, texts: Sequence[str], *, is_query: bool, deadline: float) -> Sequence[Sequence[float]]:
        return _asked(self._model, deadline, partial(self._vectors, texts=list(texts), is_query=is_query))

    def _vectors(self, session: Any, *, texts: list[str], is_query: bool) -> list[list[float]]:
        from dify_plugin.entities.model import EmbeddingInputType
        from dify_plugin.entities.model.text_embedding import TextEmbeddingModelConfig

        config = TextEmbeddingModelConfig(provider=self._model.provider, model=self._model.name)
        input_type = EmbeddingInputType.QUERY if is_query else EmbeddingInputType.DOCUMENT
        result = session.model.text_embedding.invoke(config, texts, input_type=input_type)
        return list(result.embeddings)


class _DifyReranker:
    """A Reranker of the workspace. A text that it tells no score for is worth as little as the least."""

    def __init__(self, model: _Model) -> None:
        self._model = model

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        longest = _LONGEST_REQUEST // (len(texts) + 1)
        docs = [text[:longest] for text in texts]
        deadline = time.monotonic() + _RERANK_SECONDS
        return _asked(self._model, deadline, partial(self._scores, query=query[:longest], docs=docs))

    def _scores(self, session: Any, *, query: str, docs: list[str]) -> list[float]:
        from dify_plugin.entities.model.rerank import RerankModelConfig

        config = RerankModelConfig(
            provider=self._model.provider, model=self._model.name, score_threshold=0, top_n=len(docs)
        )
        result = session.model.rerank.invoke(config, docs, query)
        told = {doc.index: doc.score for doc in result.docs if math.isfinite(doc.score)}
        scores = [told.get(number) for number in range(len(docs))]
        known = [score for score in scores if score is not None]
        if not known:
            raise ModelAnswerUnusable(
                "The rerank model answered with no score. Try again, or leave rerank_model empty."
            )
        least = min(0.0, *known)
        return [least if score is None else score for score in scores]


def _model(name: str) -> _Model:
    parts = name.split("/", 3)
    if len(parts) < 4 or not all(part.strip() for part in parts):
        raise UnsupportedModel("A model of Dify is written 'dify:<author>/<plugin>/<provider>/<model>'.")
    return _Model("/".join(parts[:3]), parts[3])


def _asked[T](model: _Model, deadline: float, work: Callable[[Any], T]) -> T:
    """What `work` brings from the call's session before the deadline. Whatever Dify raises becomes our own sentence,
    without a cause: Dify's may quote the prompt."""
    session = _session.get()
    if session is None:
        raise ModelFailed("Models of the workspace can only be asked during a call of a tool.")
    try:
        with _interrupted_at(deadline, model):
            return work(session)
    except ModelFailed as exc:
        failure = exc
    except Exception as exc:  # noqa: BLE001 - the SDK raises plain exceptions
        failure = _failure(model, str(exc))
    raise failure


def _failure(model: _Model, message: str) -> ModelFailed:
    for kind, wording, sentence in _WORDINGS:
        if re.search(wording, message, re.IGNORECASE):
            return kind(f"The model {model} {sentence}")
    return ModelFailed(f"The model {model} failed. Try again; Dify's log says more.")


def _too_slow(model: _Model) -> ModelTooSlow:
    return ModelTooSlow(f"The model {model} took too long. Try again, or choose a faster model.")


@contextmanager
def _interrupted_at(deadline: float, model: _Model) -> Iterator[None]:
    """Raises ModelTooSlow at the deadline, even out of a wait for Dify. Where gevent does not run the process (only in
    tests), a wait cannot be interrupted."""
    from gevent import Timeout, monkey

    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(model)
    if not monkey.is_module_patched("threading"):
        yield
        return
    timeout = Timeout(left)
    timeout.start()
    try:
        yield
    except Timeout as exc:
        if exc is not timeout:
            raise
        raise _too_slow(model) from None
    finally:
        timeout.close()
