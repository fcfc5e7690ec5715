"""What every embedder owes the Embedder port."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.embedding.fastembed import bundled_embedder
from memory_core.ports import Embedder, Vector

TEXTS = ("I live in Lisbon.", "我住在里斯本。", "", "x" * 5_000, "\x00 🌸")


@pytest.fixture(params=["fake", "bundled", "elsewhere"], scope="module")
def embedder(request: pytest.FixtureRequest) -> Embedder:
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
    for vector in (*embedder.embed_documents([text]), embedder.embed_query(text)):
        assert len(vector) == embedder.dimension
        assert math.sqrt(sum(x * x for x in vector)) == pytest.approx(1, abs=1e-3)


def test_related_texts_are_nearer(embedder: Embedder) -> None:
    """Shared words or meaning beat none."""
    query = embedder.embed_query("the dog likes the garden")
    near, far = embedder.embed_documents(["the dog plays in the garden", "quarterly revenue fell sharply"])
    assert cosine(query, near) > cosine(query, far)
