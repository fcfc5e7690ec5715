"""The real plugin process, started once for the module that uses it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import Answer, Caller, Daemon, workflow

KEY = "a-test-key-of-16-or-more"


class Plugin:
    """A running plugin with an authorization."""

    def __init__(self, daemon: Daemon, credentials: dict[str, Any]) -> None:
        self.daemon = daemon
        self.credentials = credentials

    def store(self, content: object, *, caller: Caller | None = None, **parameters: object) -> Answer:
        return self.invoke("memory_store", {"content": content, **parameters}, caller=caller)

    def search(self, query: object, *, caller: Caller | None = None, **parameters: object) -> Answer:
        return self.invoke("memory_search", {"query": query, **parameters}, caller=caller)

    def invoke(self, tool: str, parameters: dict[str, object], *, caller: Caller | None = None) -> Answer:
        return self.daemon.invoke(tool, parameters, credentials=self.credentials, caller=caller or workflow())

    def authorized(self, **changes: object) -> "Plugin":
        """The same process under another authorization."""
        return Plugin(self.daemon, {k: v for k, v in {**self.credentials, **changes}.items() if v is not None})


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    home = tmp_path_factory.mktemp("home")
    with Daemon(environment={"HOME": str(home), "QDRANT_URL": "http://difys-own:6333"}) as running:
        running.manifest()
        yield running
        assert running.errors == []


@pytest.fixture(scope="module")
def empty_plugin(daemon: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Plugin:
    """One folder for the tests of a module that store nothing."""
    return Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path_factory.mktemp("empty"))})


@pytest.fixture
def plugin(daemon: Daemon, tmp_path: Path) -> Plugin:
    """A fresh folder for each test, in the module's one process."""
    return Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path / "data")})
