"""Models by `fastembed:<name>`: known names, a hub that is out of reach, and a collection for each."""

import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from memory_core import Settings
from memory_core.adapters.embedding.fastembed import downloaded_embedder
from memory_core.bootstrap import open_service
from memory_core.errors import EmbeddingFailed, UnsupportedModel


def test_an_unknown_name_brings_names_that_are_alike(tmp_path: Path) -> None:
    """Before anything is downloaded."""
    with pytest.raises(UnsupportedModel, match=r"BAAI/bge-small-en-v1\.5"):
        downloaded_embedder("bge-small-en-v1.5", cache=tmp_path)
    with pytest.raises(UnsupportedModel, match="fastembed knows no model"):
        open_service(Settings(data_dir=tmp_path, models_dir=tmp_path, embedding_model="fastembed:no/such"))


def test_a_known_name_is_known_without_a_download(tmp_path: Path) -> None:
    """Whatever its capitals; its dimension is, too."""
    embedder = downloaded_embedder("baai/BGE-small-en-v1.5", cache=tmp_path)
    assert (embedder.name, embedder.dimension) == ("fastembed:BAAI/bge-small-en-v1.5", 384)


def test_without_a_network_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, nothing on stdout; and the next call does not wait for another download."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setattr(time, "sleep", lambda _: None)  # fastembed's pauses between its tries: 39 seconds
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", False)
    embedder = downloaded_embedder("BAAI/bge-small-en-v1.5", cache=tmp_path / "models")
    for _ in range(2):
        with pytest.raises(EmbeddingFailed, match=r"could not be downloaded.*model hub.*'bundled'"):
            embedder.embed_queries(["x"])[0]
    assert capfd.readouterr().out == ""
    assert constants.HF_HUB_DISABLE_XET  # a native downloader would stop the heartbeat of the process
