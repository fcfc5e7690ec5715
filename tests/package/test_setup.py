"""What `dev/setup` makes the bundled model of."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from dev.shipping.pack import ROOT
from tests.unit.test_bundled_model import MULTILINGUAL_WEIGHTS, WEIGHTS

PYTHON_WITHOUT_PIP = f"""#!/bin/sh
[ "$1" = -m ] || exec {sys.executable} "$@"
"""


def test_the_model_is_made_of_the_very_weights() -> None:
    """Those that the bundled model was measured with."""
    setup = (ROOT / "dev" / "setup").read_text()
    for name, file in (
        ("english", WEIGHTS / "model.safetensors"),
        ("multilingual", MULTILINGUAL_WEIGHTS / "weights.npz"),
        ("pieces", MULTILINGUAL_WEIGHTS / "sp.model"),
    ):
        with file.open("rb") as weights:
            digest = hashlib.file_digest(weights, "sha256").hexdigest()
        assert f"{name}_digest={digest}\n" in setup


def test_of_other_weights_no_model_is_made(tmp_path: Path) -> None:
    """It ends with what is wrong and what to do."""
    weights = tmp_path / WEIGHTS.relative_to(ROOT) / "model.safetensors"
    python = tmp_path / ".venv" / "bin" / "python"
    for file in (weights, python, tmp_path / "dev" / "build_english.py"):
        file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "dev" / "setup", tmp_path / "dev")
    for name in ("requirements-dev.txt", "requirements-engine.txt", "dev/build_english.py"):
        (tmp_path / name).touch()
    weights.write_text("others")
    python.write_text(PYTHON_WITHOUT_PIP)
    python.chmod(0o755)
    ended = subprocess.run(
        [tmp_path / "dev" / "setup"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "model.safetensors is not the file that the bundled model is made of" in ended.stderr
    assert "Remove .build/weights" in ended.stderr
