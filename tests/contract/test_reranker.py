"""What every rerank model owes the Reranker port."""

from collections.abc import Iterator
from typing import Any

import pytest

from memory_core.adapters.rerank.fake import FakeReranker
from memory_core.errors import ModelAnswerUnusable, ModelFailed
from memory_core.ports import Reranker
from provider.dify_models import DifyModels, call_session
from tests.contract.dify_session import dify_session

NAME = "langgenius/jina/jina/reranker-v2"


def by_words(invocation: dict[str, Any]) -> list[dict[str, Any]]:
    """A rerank model behind Dify, which tells the best first and nothing of what is no answer at all."""
    request = invocation["request"]
    assert request["top_n"] == len(request["docs"])
    scored = enumerate(FakeReranker().rerank(request["query"], request["docs"]))
    docs = [{"index": i, "text": request["docs"][i], "score": score} for i, score in scored if score > 0]
    return [{"model": "m", "docs": sorted(docs, key=lambda doc: -doc["score"])}]


@pytest.fixture(params=["fake", "dify"])
def reranker(request: pytest.FixtureRequest) -> Iterator[Reranker]:
    if request.param == "fake":
        yield FakeReranker()
        return
    with dify_session(by_words) as session, call_session(session):
        yield DifyModels().reranker(NAME)


def test_the_better_answer_scores_higher(reranker: Reranker) -> None:
    """Scores come in the order of the texts, one for each, whatever order the model tells them in."""
    texts = ["revenue fell", "the dog likes the garden", "a dog barked", "nothing"]
    scores = reranker.rerank("the dog likes the garden", texts)
    assert len(scores) == 4
    assert scores[1] > scores[2] > max(scores[0], scores[3])


def test_no_texts_have_no_scores(reranker: Reranker) -> None:
    """Nothing is asked for nothing."""
    assert reranker.rerank("the dog", []) == []


def test_the_same_question_scores_the_same(reranker: Reranker) -> None:
    """A search that is repeated finds the same."""
    texts = ["the dog", "the cat"]
    assert reranker.rerank("a dog or the cat", texts) == reranker.rerank("a dog or the cat", texts)


def test_the_fake_remembers_what_it_was_asked() -> None:
    """So that a test can look at what a search shows to the model."""
    fake = FakeReranker()
    fake.rerank("query", ["one", "two"])
    assert fake.asked == [("query", ("one", "two"))]


def scores_from(docs: list[dict[str, Any]], *, texts: int) -> list[float]:
    with dify_session(lambda invocation: [{"model": "m", "docs": docs}]) as session, call_session(session):
        return DifyModels().reranker(NAME).rerank("query", ["text"] * texts)


def test_what_dify_tells_no_score_for_is_worth_the_least() -> None:
    """Models leave out what is below their threshold, and some score below zero; odd numbers count as left out."""
    docs = [
        {"index": 2, "text": "", "score": -3.5},
        {"index": 0, "text": "", "score": 0.5},
        {"index": 9, "text": "", "score": 0.9},
        {"index": 3, "text": "", "score": "nan"},
    ]
    assert scores_from(docs, texts=4) == [0.5, -3.5, -3.5, -3.5]
    assert scores_from([{"index": 1, "text": "", "score": 0.2}], texts=2) == [0.0, 0.2]


def test_a_model_that_tells_no_score_at_all_has_failed() -> None:
    """A search then ranks as it does without it."""
    with pytest.raises(ModelAnswerUnusable):
        scores_from([], texts=2)


def test_many_long_texts_stay_within_a_line_of_the_protocol() -> None:
    """They are cut alike; the session refuses a line of 4 MiB."""
    lengths: list[list[int]] = []

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        docs = invocation["request"]["docs"]
        lengths.append([len(doc) for doc in docs])
        return [{"model": "m", "docs": [{"index": i, "text": "", "score": 1} for i in range(len(docs))]}]

    with dify_session(answer) as session, call_session(session):
        assert DifyModels().reranker(NAME).rerank("query " * 20_000, ["\x01" * 100_000] * 50) == [1.0] * 50
    assert len(lengths[0]) == 50
    assert min(lengths[0]) > 4_000


def test_what_dify_reports_becomes_a_sentence_that_names_the_model() -> None:
    """The rerank model can be tried first when a search is made."""

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        raise RuntimeError("Model does not exist: SECRET QUERY")

    with dify_session(answer) as session, call_session(session), pytest.raises(ModelFailed, match=NAME) as info:
        DifyModels().reranker(NAME).rerank("SECRET QUERY", ["text"])
    assert info.value.code == "model_refused"
    assert "SECRET" not in str(info.value)
