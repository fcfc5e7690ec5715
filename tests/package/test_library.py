"""The library as a package of its own: its command line is installed as `keepsake`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from dev.shipping.pack import ROOT
from memory_core.version import VERSION

PARTS = ("pyproject.toml", "requirements.in", "README.md", "memory_core")


def test_it_is_installed_as_keepsake(tmp_path: Path) -> None:
    """With its models and tables: a store and a search work from a folder that knows nothing of the repository."""
    source, site = tmp_path / "source", tmp_path / "site"
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        source.mkdir(exist_ok=True)
        copy(ROOT / part, source / part)
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(source)]
    subprocess.run(install, check=True, capture_output=True)
    settings = {"KEEPSAKE_DATA_DIR": str(tmp_path / "data"), "KEEPSAKE_API_KEY": "a-test-key-of-16-or-more"}

    def keepsake(*arguments: str) -> str:
        command = [sys.executable, str(site / "bin" / "keepsake"), *arguments]
        environment = os.environ | settings | {"PYTHONPATH": str(site)}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    assert keepsake("--version") == f"Keepsake {VERSION}\n"
    assert "Stored" in keepsake("store", "I live in Lisbon.")
    assert "I live in Lisbon." in keepsake("search", "Where is my home?")
