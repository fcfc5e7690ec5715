"""The background of an embedding model: unrelated texts count alike with every model."""

import math
import random
import statistics
from collections.abc import Sequence
from pathlib import Path

import pytest

from memory_core import Message, Scope, Settings
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.unrelated_sentences import unrelated_sentences
from memory_core.bootstrap import build_service, open_repository
from memory_core.domain.background import USUAL, Background, Unrelated, learned
from memory_core.engines.background_record import of_record, to_record
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Embedder, Vector
from memory_core.service import MemoryService
from tests.conftest import everything

STORY = [
    "I am allergic to peanuts.",
    "My dog is called Felix.",
    "We moved to Porto in May.",
    "Tea is my favourite drink.",
]


class Skewed:
    """A model whose every vector has a large part in common, as those of many services have; `asked` counts texts. Its
    vectors are `times` as long as the plain model's, by saying the same more often."""

    name = "skewed"

    def __init__(self, *, times: int = 1, background: Background | None = None, fails: bool = False) -> None:
        self.background = background
        self.asked = 0
        self.fails = fails
        self.dimension = 64 * times
        self._times = times
        self._plain = FakeEmbedder()
        chance = random.Random(7)
        direction = [chance.gauss(0, 1) for _ in range(64)]
        self._common = [2 * x / math.hypot(*direction) for x in direction]

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        if self.fails and len(texts) > 10:
            raise EmbeddingFailed("The model is busy.")
        self.asked += len(texts)
        plain = self._plain.embed_documents(texts)
        sums = [[a + b for a, b in zip(v, self._common, strict=True)] for v in plain]
        lengths = [math.hypot(*total) * math.sqrt(self._times) for total in sums]
        return [[x / length for x in total] * self._times for total, length in zip(sums, lengths, strict=True)]

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)


def likeness(background: Background, one: Vector, other: Vector, *, language: str = "") -> float:
    aimed = background.aim(one, language=language)
    return aimed.scale * (math.sumprod(aimed.vector, other) - aimed.zero)


def test_unrelated_texts_count_as_with_the_usual_model_in_every_language() -> None:
    """Whatever the model adds to all cosines, and however little they vary."""
    model = Skewed()
    vectors = {code: model.embed_documents(some) for code, some in unrelated_sentences().items()}
    raw = [math.sumprod(a, b) for some in vectors.values() for n, a in enumerate(some) for b in some[:n]]
    assert statistics.fmean(raw) > 0.7
    background = learned(vectors)
    for code, some in vectors.items():
        alike = [
            likeness(background, a, b, language=code) for n, a in enumerate(some) for m, b in enumerate(some) if n != m
        ]
        assert sum(alike) / len(alike) == pytest.approx(USUAL.mean, abs=1e-9)
        assert math.sqrt(sum((x - USUAL.mean) ** 2 for x in alike) / len(alike)) == pytest.approx(
            USUAL.spread, abs=1e-9
        )


def test_sameness_goes_from_unrelated_to_the_same() -> None:
    """Also when everything is alike, of which nothing can be told."""
    assert Background().sameness(0.8) == 0.8
    skewed = Background([0.8, 0.4])
    assert skewed.sameness(0.8) == pytest.approx(0)
    assert skewed.sameness(1.0) == pytest.approx(1)
    assert Background([1.0, 0.0]).sameness(0.9) == 0.9


def test_a_model_that_answers_the_same_to_everything_breaks_nothing() -> None:
    """Its questions are compared as they are."""
    background = learned({"en": [[1.0, 0.0]] * 5})
    assert background.aim([1.0, 0.0]).vector == [1.0, 0.0]
    assert math.isfinite(background.aim([1.0, 0.0]).scale)


@pytest.mark.parametrize("kept", [Background(), Background([0.5, -0.25], Unrelated(0.1, 0.2), {"en": USUAL})])
def test_what_is_kept_comes_back(kept: Background) -> None:
    """In 32 bits a number; what is no background is none, and is learned again."""
    back = of_record(to_record(kept))
    assert back is not None
    assert (list(back.centre), back.unrelated, back.by_language) == (
        list(kept.centre),
        kept.unrelated,
        kept.by_language,
    )
    others: list[object] = [None, [], {}, {"centre": "?"}, {"centre": "AAA=", "unrelated": [1, 2], "by_language": {}}]
    for broken in others:
        assert of_record(broken) is None


# -- through a service -------------------------------------------------------------------------------------------------


def service(folder: Path, model: Embedder) -> MemoryService:
    return build_service(
        repository=open_repository(Settings(data_dir=folder, free_bytes=0), model),
        embedder=model,
        detect_language=lambda _: "en",
        count_tokens=len,
    )


def best_score(opened: MemoryService, scope: Scope, query: str) -> float:
    hits = opened.search(query, scope=scope, selection=everything(opened)).hits
    return hits[0].score if hits else 0.0


def test_of_a_skewed_model_what_is_unrelated_scores_low(tmp_path: Path, scope: Scope) -> None:
    """As with a plain one; where nothing is learned it would not."""
    scores = {}
    models: dict[str, Embedder] = {"plain": FakeEmbedder(), "skewed": Skewed(), "wide": Skewed(times=48)}
    for name, model in models.items():
        opened = service(tmp_path / name, model)
        opened.store_messages([Message(text) for text in STORY], scope=scope, learn=False)
        scores[name] = best_score(opened, scope, "Which planets have rings?"), best_score(opened, scope, STORY[0])
        opened.close()
    opened = service(tmp_path / "as it is", Skewed(background=Background()))
    opened.store_messages([Message(text) for text in STORY], scope=scope, learn=False)
    assert best_score(opened, scope, "Which planets have rings?") > 0.3
    opened.close()
    for unrelated, same in scores.values():
        assert unrelated < 0.15
        assert same > unrelated + 0.2


def test_a_background_is_learned_once_for_a_collection(tmp_path: Path, scope: Scope) -> None:
    """Another process has it from the folder; a file that cannot be read is made anew."""
    model = Skewed()
    opened = service(tmp_path, model)
    opened.store_messages([Message(STORY[0])], scope=scope, learn=False)
    best_score(opened, scope, "peanuts")
    opened.close()
    asked = model.asked
    assert asked > 300
    opened = service(tmp_path, model)
    best_score(opened, scope, "peanuts")
    opened.close()
    assert model.asked == asked + 1
    (file,) = tmp_path.rglob("background.json")
    file.write_text("{")
    opened = service(tmp_path, model)
    best_score(opened, scope, "peanuts")
    opened.close()
    assert model.asked == asked + 302
    assert file.read_text() != "{"


def test_a_model_that_cannot_be_asked_for_so_much_is_searched_nonetheless(tmp_path: Path, scope: Scope) -> None:
    """As it is, and not asked for it again with each question."""
    model = Skewed(fails=True)
    opened = service(tmp_path, model)
    opened.store_messages([Message(STORY[0])], scope=scope, learn=False)
    assert best_score(opened, scope, STORY[0]) > 0
    model.fails = False
    before = model.asked
    assert best_score(opened, scope, STORY[0]) > 0
    assert model.asked == before + 1
    opened.close()
