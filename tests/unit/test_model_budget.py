"""What a language model may be asked a day; over it words are kept and facts wait."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from memory_core import ChatModel, Embedder, Extraction, Reranker, Scope, Settings, open_storage
from memory_core.adapters.chat.capped import Budget, CappedChatModel
from memory_core.cli.finding import Health
from memory_core.cli.findings import _budget
from memory_core.domain.times import DAY
from memory_core.errors import ModelBudgetSpent
from memory_core.ports import ModelAnswer, Question, Usage

QUESTION = Question(rules="r", data="d", schema={})


class Model:
    asked = 0

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        self.asked += 1
        return ModelAnswer("{}", Usage(1, 70, 30))


def capped(folder: Path | None, now: Callable[[], int], *, calls: int = 0, tokens: int = 0) -> CappedChatModel:
    return CappedChatModel(Model(), Budget(folder, calls=calls, tokens=tokens, now=now))


@pytest.mark.parametrize(("limits", "asked"), [({"calls": 2}, 2), ({"tokens": 150}, 2), ({"tokens": 100}, 1)])
@pytest.mark.parametrize("on_disk", [True, False])
def test_over_the_budget_no_model_is_asked_until_tomorrow(
    tmp_path: Path, limits: dict[str, int], asked: int, on_disk: bool
) -> None:
    """By calls or by tokens; the sentence names the option."""
    moment = [40 * DAY]
    model = capped(tmp_path if on_disk else None, lambda: moment[0], **limits)
    for _ in range(asked):
        model.ask(QUESTION, seconds=1)
    with pytest.raises(ModelBudgetSpent, match="_per_day="):
        model.ask(QUESTION, seconds=1)
    moment[0] += DAY
    model.ask(QUESTION, seconds=1)


def test_a_new_process_goes_on_with_the_count(tmp_path: Path) -> None:
    """Which lies beside the memories, for their owner alone; damage to it costs no more than the count."""
    now = lambda: 40 * DAY  # noqa: E731
    capped(tmp_path, now, calls=1).ask(QUESTION, seconds=1)
    with pytest.raises(ModelBudgetSpent):
        capped(tmp_path, now, calls=1).ask(QUESTION, seconds=1)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("no JSON")
    capped(tmp_path, now, calls=1).ask(QUESTION, seconds=1)


def test_without_limits_all_is_asked(tmp_path: Path) -> None:
    """0 is as many as one likes."""
    model = capped(tmp_path, lambda: 0)
    for _ in range(20):
        model.ask(QUESTION, seconds=1)


class Host:
    """A host with that one model."""

    def __init__(self) -> None:
        self.model = Model()

    def chat_model(self, name: str) -> ChatModel:
        return self.model

    def embedder(self, name: str) -> Embedder:
        raise NotImplementedError(name)

    def reranker(self, name: str) -> Reranker:
        raise NotImplementedError(name)


def test_words_are_kept_and_facts_wait(tmp_path: Path) -> None:
    """And the doctor tells why."""
    settings = Settings(data_dir=tmp_path, language_model="dify:a/b/c/d", model_calls_per_day=1)
    host = Host()
    with closing(open_storage(settings, host_models=host)) as storage:
        anna = storage.person(Scope(space="0" * 32, agent="dify"))
        anna.remember("I live in Lisbon.")
        late = anna.remember("My brother Tom keeps bees in Porto.")
        assert (late.learned.extraction, late.learned.code) == (Extraction.PENDING, "model_budget_spent")
        assert "bees" in anna.search("Who keeps bees?").context()
    assert host.model.asked == 1
    (found,) = _budget(settings)
    assert (found.health, "of 1 calls" in found.found) == (Health.NOTE, True)
