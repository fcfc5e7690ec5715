"""The plugin as Dify Cloud runs it: serverless, over HTTP, with a Qdrant server and nothing on disk."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import PLUGIN
from tests.plugin.serverless import SECONDS_TO_START, Serverless
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn

KEY = "a-test-key-of-16-or-more"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serverless]:
    running = Serverless(tmp_path_factory.mktemp("home"))
    yield running
    running.kill()


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        yield running


def credentials(server: QdrantStandIn, **changes: str) -> dict[str, Any]:
    return {"api_key": KEY, "qdrant_url": server.url, "qdrant_api_key": SERVER_KEY} | changes


def files() -> set[Path]:
    """What stands in the working directory, but for what tests and tools keep there."""
    tools = {".venv", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "tests"}
    kept = (place for place in PLUGIN.iterdir() if place.name not in tools)
    found = (path for place in kept for path in ([place] if place.is_file() else place.rglob("*")))
    return {path for path in found if not tools & set(path.parts)}


def test_it_starts_in_seconds(plugin: Serverless) -> None:
    """The marketplace gives it twenty."""
    print(f"serverless start: {plugin.started_in:.2f} s")  # noqa: T201
    assert plugin.started_in < SECONDS_TO_START


def test_it_refuses_to_keep_memories_on_a_disk_that_does_not_last(plugin: Serverless) -> None:
    """Without a server's URL, with one sentence, at Authorize and in a call."""
    assert "Set qdrant_url" in plugin.authorize({"api_key": KEY})
    refused = plugin.failure("memory_store", {"api_key": KEY}, content="I live in Lisbon.")
    assert "Set qdrant_url" in refused
    assert "(invalid_settings)" in refused


def test_it_stores_and_finds_on_a_server(plugin: Serverless, server: QdrantStandIn) -> None:
    """The whole way over HTTP, in and out, and not a file is written beside the code or at home."""
    before = files()
    assert plugin.authorize(credentials(server)) == ""
    began = time.monotonic()
    stored = plugin.invoke("memory_store", credentials(server), content="I live in Lisbon.")
    print(f"serverless first call: {time.monotonic() - began:.2f} s")  # noqa: T201
    assert (stored["ok"], stored["status"]) == (True, "stored")
    found = plugin.invoke("memory_search", credentials(server), query="Where do I live?")
    assert [memory["content"] for memory in found["memories"]][:1] == ["I live in Lisbon."]
    assert any("/points/query/batch" in request.path for request in server.requests)
    assert files() == before
    assert list(plugin.home.iterdir()) == []  # nor into HOME, where onnxruntime would keep what it tells Microsoft


def test_a_wrong_key_and_a_server_that_is_away_are_told_apart(plugin: Serverless, server: QdrantStandIn) -> None:
    """Each with its code, and a search never says that nothing is known."""
    refused = plugin.invoke("memory_search", credentials(server, qdrant_api_key="another"), query="Where do I live?")
    assert refused["error"]["code"] == "storage_refused"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    away = plugin.invoke("memory_search", credentials(server, qdrant_url=nobody), query="Where do I live?")
    assert (away["ok"], away["error"]["retryable"], away["status"]) == (False, True, "failed")
