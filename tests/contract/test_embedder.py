"""What every embedder owes the Embedder port."""

import json
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import respx

from memory_core.adapters.embedding.bundled import bundled_embedder
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.embedding.openai import OpenAiEmbedder
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Embedder, Vector
from provider.dify_models import DifyModels, call_session
from tests.contract.dify_session import dify_session, embedding_result

TEXTS = ("I live in Lisbon.", "我住在里斯本。", "", "x" * 5_000, "\x00 🌸")


def _long_vectors(texts: Sequence[str]) -> list[list[float]]:
    """What a service might answer: good directions, and a length that is not 1. Empty texts are refused."""
    assert all(texts)
    return [[3 * x for x in vector] for vector in FakeEmbedder().embed_documents(texts)]


@pytest.fixture(scope="module")
def openai_embedder() -> Iterator[Embedder]:
    def answer(request: httpx.Request) -> httpx.Response:
        vectors = enumerate(_long_vectors(json.loads(request.content)["input"]))
        return httpx.Response(200, json={"data": [{"index": i, "embedding": v} for i, v in reversed(list(vectors))]})

    with respx.mock(assert_all_called=False) as router:
        router.post("https://models.test/v1/embeddings").mock(side_effect=answer)
        yield OpenAiEmbedder("m", base_url="https://models.test/v1", api_key="k")


@pytest.fixture(scope="module")
def dify_embedder() -> Iterator[Embedder]:
    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        return [embedding_result(_long_vectors(invocation["request"]["texts"]))]

    with dify_session(answer) as session, call_session(session):
        yield DifyModels().embedder("a/b/c/m")


@pytest.fixture(params=["fake", "bundled", "elsewhere", "openai_embedder", "dify_embedder"], scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param.endswith("_embedder"):
        return request.getfixturevalue(request.param)  # type: ignore[no-any-return]
    made = {
        "fake": FakeEmbedder,
        "bundled": bundled_embedder,
        "elsewhere": lambda: bundled_embedder(
            offload=lambda embed, texts: list(ThreadPoolExecutor(2).map(embed, texts))
        ),
    }
    return made[request.param]()  # type: ignore[no-any-return, operator]


def cosine(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_have_the_stated_dimension_and_length_one(embedder: Embedder, text: str) -> None:
    """Whatever the text, empty and overlong ones included."""
    for vector in (*embedder.embed_documents([text]), embedder.embed_queries([text])[0]):
        assert len(vector) == embedder.dimension
        assert math.sqrt(sum(x * x for x in vector)) == pytest.approx(1, abs=1e-3)


def test_related_texts_are_nearer(embedder: Embedder) -> None:
    """Shared words or meaning beat none."""
    query = embedder.embed_queries(["the dog likes the garden"])[0]
    near, far = embedder.embed_documents(["the dog plays in the garden", "quarterly revenue fell sharply"])
    assert cosine(query, near) > cosine(query, far)


def test_vectors_come_in_the_order_of_the_texts(embedder: Embedder) -> None:
    """Also when there are more than one request can hold, and none for no text."""
    texts = [f"text number {n}" for n in range(70)]
    vectors = embedder.embed_documents(texts)
    assert len(vectors) == 70
    for number in (0, 1, 31, 32, 63, 64, 69):
        alone = embedder.embed_documents([texts[number]])[0]
        assert cosine(vectors[number], alone) == pytest.approx(1, abs=1e-3)
    assert embedder.embed_documents([]) == []


def test_the_name_is_the_same_each_time(embedder: Embedder) -> None:
    """Memories are kept apart by it."""
    assert embedder.name
    assert embedder.name == embedder.name


# -- what only those of Dify do ----------------------------------------------------------------------------------------


def test_dify_embeds_queries_as_queries_in_modest_requests() -> None:
    """Many models embed a question otherwise than a text; a request holds 32 texts and 30,000 characters at most."""
    seen: list[dict[str, Any]] = []

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        seen.append(invocation["request"])
        return [embedding_result(_long_vectors(invocation["request"]["texts"]))]

    models = DifyModels()
    with dify_session(answer) as session, call_session(session):
        models.embedder("a/b/c/org/m").embed_queries(["who?"])[0]
        models.embedder("a/b/c/org/m").embed_documents(["short"] * 33 + ["x" * 40_000] * 2)
    assert [request["input_type"] for request in seen] == ["query"] + ["document"] * 4
    assert {(request["provider"], request["model"]) for request in seen} == {("a/b/c", "org/m")}
    assert [len(request["texts"]) for request in seen] == [1, 32, 1, 1, 1]
    assert max(sum(map(len, request["texts"])) for request in seen) <= 30_000


def test_the_dimension_of_a_dify_model_is_asked_for_once() -> None:
    """And remembered for the calls that follow, which have another session each."""
    asked: list[object] = []

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(invocation)
        return [embedding_result([[1.0, 2.0, 2.0]])]

    embedder = DifyModels().embedder("a/b/c/m")
    for _ in range(2):
        with dify_session(answer) as session, call_session(session):
            assert embedder.dimension == 3
    assert len(asked) == 1
    assert embedder.name == "dify:a/b/c/m"


def test_a_dify_model_that_fails_is_an_embedding_that_failed() -> None:
    """A missing permission stays, a busy model does not; neither sentence quotes Dify."""
    for message, retryable in (("permission denied: SECRET", False), ("rate limit: SECRET", True)):

        def answer(invocation: dict[str, Any], message: str = message) -> list[dict[str, Any]]:
            raise RuntimeError(message)

        with dify_session(answer) as session, call_session(session), pytest.raises(EmbeddingFailed) as info:
            DifyModels().embedder("a/b/c/m").embed_queries(["SECRET"])[0]
        assert info.value.retryable is retryable
        assert "SECRET" not in str(info.value)
