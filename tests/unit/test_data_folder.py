"""Where the embedded engine's files go."""

from pathlib import Path

import pytest
from platformdirs import user_data_path

from memory_core import KeepsakeError
from provider.data_folder import data_folder


def test_the_users_choice_wins(tmp_path: Path) -> None:
    """Written from the root; `~` is the home folder."""
    environment = {"PLUGIN_STORAGE_LOCAL_ROOT": str(tmp_path)}
    assert data_folder("/some/place", environment) == Path("/some/place")
    assert data_folder("~/memories", {}) == Path.home() / "memories"
    with pytest.raises(KeepsakeError):
        data_folder("memories", environment)


def test_it_survives_an_upgrade(tmp_path: Path) -> None:
    """Under Dify's storage; else beside the plugins' working folder; else in the user's data folder."""
    storage, working = tmp_path / "storage", tmp_path / "app" / "cwd"
    both = {"PLUGIN_STORAGE_LOCAL_ROOT": str(storage), "PLUGIN_WORKING_PATH": str(working)}
    assert data_folder("", both) == storage / "keepsake-memory"
    relative = both | {"PLUGIN_STORAGE_LOCAL_ROOT": "storage"}
    assert data_folder("", relative) == tmp_path / "app" / "keepsake-memory"
    assert data_folder("", {}) == user_data_path("keepsake-memory", appauthor=False)


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    """/proc takes no files, even from root."""
    environment = {"PLUGIN_STORAGE_LOCAL_ROOT": "/proc/none", "PLUGIN_WORKING_PATH": str(tmp_path / "cwd")}
    assert data_folder("", environment) == tmp_path / "keepsake-memory"
