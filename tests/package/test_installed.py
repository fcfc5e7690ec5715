"""The package as Dify installs and starts it: unpacked, with an environment of its own, local and serverless."""

import hashlib
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import Answer, Daemon, workflow
from dev.shipping.pack import ROOT, package
from tests.plugin.serverless import SECONDS_TO_START, Serverless
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn

KEY = "a-test-key-of-16-or-more"
MOST_SECONDS, MOST_MB = 120, 350
IMPORT_ALL = "import importlib, memory_core, pkgutil, sys; [importlib.import_module(module.name) for module in " + (
    "pkgutil.walk_packages(memory_core.__path__, 'memory_core.') if not module.name.endswith('__main__')]"
)


@dataclass(frozen=True, slots=True)
class Installed:
    """Where it is, by which Python it runs, and what installing cost."""

    folder: Path
    python: str
    seconds: float
    mb: float

    def files(self) -> dict[str, str]:
        """What stands in its folder, by the digest of each file."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """In a working path as the plugin daemon's, which is taken away at the end: it takes some 350 MB."""
    working = tmp_path_factory.mktemp("working")
    packed = package(ROOT, working)
    folder = working / "keepsake" / f"{packed.stem}@{hashlib.sha256(packed.read_bytes()).hexdigest()}"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(folder)
    environment = working / "environment"
    python = str(environment / "bin" / "python")
    began = time.monotonic()
    for command in _installing(environment, python, folder / "requirements.txt"):
        subprocess.run(command, check=True)
    seconds = time.monotonic() - began
    mb = sum(path.lstat().st_size for path in environment.rglob("*")) / 1e6
    yield Installed(folder, python, seconds, mb)
    shutil.rmtree(working)


def _installing(environment: Path, python: str, requirements: Path) -> list[list[str]]:
    """By uv, as Dify does it, and without uv by pip; on the Python that runs this, with nothing from a cache."""
    if uv := shutil.which("uv"):
        return [
            [uv, "venv", "--quiet", "--python", sys.executable, str(environment)],
            [uv, "pip", "install", "--quiet", "--no-cache", "--python", python, "-r", str(requirements)],
        ]
    pip = [sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "--no-cache-dir"]
    return [
        [sys.executable, "-m", "venv", "--without-pip", str(environment)],
        [*pip, "install", "--quiet", "-r", str(requirements)],
    ]


def test_it_installs_in_time_and_space(installed: Installed) -> None:
    """Two minutes are what Dify's daemon waits for."""
    print(f"installed in {installed.seconds:.0f} s, {installed.mb:.0f} MB")  # noqa: T201
    assert installed.seconds < MOST_SECONDS
    assert installed.mb < MOST_MB


def test_every_module_finds_what_it_needs(installed: Installed) -> None:
    """requirements.txt names all that the code imports, also what it imports late."""
    subprocess.run([installed.python, "-B", "-c", IMPORT_ALL], cwd=installed.folder, check=True)


def test_it_stores_and_finds_as_a_local_plugin(installed: Installed, tmp_path: Path) -> None:
    """With nothing but a key: memories lie in Dify's plugin storage, and not a file beside the code."""
    before = installed.files()
    credentials = {"api_key": KEY}
    home, storage = tmp_path / "home", tmp_path / "storage"
    home.mkdir()
    storage.mkdir()
    environment = {
        "HOME": str(home),
        "PLUGIN_STORAGE_LOCAL_ROOT": str(storage),
        "PLUGIN_WORKING_PATH": str(installed.folder.parents[1]),
    }
    with Daemon(environment=environment, folder=installed.folder, python=installed.python) as daemon:
        assert daemon.manifest()["name"] == "keepsake"
        assert daemon.authorize(credentials) == ""
        stored = _call(daemon, "memory_store", credentials, content="I live in Lisbon.")
        found = _call(daemon, "memory_search", credentials, query="Where do I live?")
        assert daemon.errors == []
    assert (stored["ok"], stored["status"]) == (True, "stored")
    assert found["memories"][0]["content"] == "I live in Lisbon."
    assert installed.files() == before
    assert any(storage.iterdir())
    assert not any(home.iterdir())


def test_it_stores_and_finds_serverless(installed: Installed, tmp_path: Path) -> None:
    """On a Qdrant server, up in the marketplace's twenty seconds, and without a file of its own."""
    before = installed.files()
    with closing(QdrantStandIn()) as server:
        credentials = {"api_key": KEY, "qdrant_url": server.url, "qdrant_api_key": SERVER_KEY}
        plugin = Serverless(tmp_path, folder=installed.folder, python=installed.python)
        try:
            assert plugin.started_in < SECONDS_TO_START
            assert plugin.authorize(credentials) == ""
            stored = plugin.invoke("memory_store", credentials, content="I live in Lisbon.")
            found = plugin.invoke("memory_search", credentials, query="Where do I live?")
        finally:
            plugin.kill()
    assert (stored["ok"], stored["status"]) == (True, "stored")
    assert found["memories"][0]["content"] == "I live in Lisbon."
    assert installed.files() == before
    assert not any(tmp_path.iterdir())


def _call(daemon: Daemon, tool: str, credentials: dict[str, Any], **parameters: object) -> Answer:
    return daemon.invoke(tool, parameters, credentials=credentials, caller=workflow())
