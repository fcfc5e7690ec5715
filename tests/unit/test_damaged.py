"""Memories whose files are damaged: that is said, and the command that the error names brings them back."""

import re
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

import memory_core
from memory_core.engines.embedded.opened import opened_folder
from memory_core.errors import FolderUnusable, StorageDamaged
from tests.conftest import edge_repository
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.unit.test_cli import KEY, answer, process

SAID = ("I live in Lisbon.", "My sister keeps bees.", "The invoice is due on Friday.")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _garble(file: Path) -> None:
    file.write_bytes(bytes(len(file.read_bytes())) or b"\0")


def _segment(shard: Path) -> Path:
    return next(path for path in sorted((shard / "segments").iterdir()) if path.is_dir())


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a configuration cut off": lambda shard: _cut(shard / "edge_config.json"),
    "a configuration of zeros": lambda shard: _garble(shard / "edge_config.json"),
    "a segment's state cut off": lambda shard: _cut(_segment(shard) / "segment.json"),
    "a segment's state of zeros": lambda shard: _garble(_segment(shard) / "segment.json"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in which something was said, and its backup beside it."""
    folder = tmp_path / "data"
    env = {"KEEPSAKE_DATA_DIR": str(folder), "KEEPSAKE_API_KEY": KEY}
    for text in SAID:
        answer("store", text, "--memory-type", "episodic", env=env)
    answer("backup", tmp_path / "backup", env=env)
    return folder


def _contents(folder: Path) -> list[str]:
    with memory_core.open(folder, key=KEY) as space:
        return [memory.content for memory in space.scoped(realm="").list().memories]


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_files_are_said_to_be_and_restored(data: Path, damage: Callable[[Path], None]) -> None:
    """With the steps that work; what is damaged is set aside, not deleted."""
    (collection,) = (path for path in data.iterdir() if (path / "shard").exists())
    damage(collection / "shard")
    with pytest.raises(StorageDamaged, match=r"python -m memory_core restore FOLDER"), closing_space(data) as space:
        space.scoped(realm="").search("Where do I live?")
    env = {"KEEPSAKE_DATA_DIR": str(data), "KEEPSAKE_API_KEY": KEY}
    restored = process("restore", data.parent / "backup", env=env)
    assert restored.returncode == 0
    assert "was set aside" in restored.stderr
    assert sorted(_contents(data)) == sorted(SAID)
    assert [path.name for path in data.iterdir() if re.fullmatch(rf"damaged-\w+-{collection.name}", path.name)]


def closing_space(folder: Path) -> closing[memory_core.Space]:
    return closing(memory_core.open(folder, key=KEY))


def test_a_folder_of_memories_is_nobody_elses(data: Path) -> None:
    """Neither a new one nor one that was made for everybody."""
    (collection,) = (path for path in data.iterdir() if (path / "shard").exists())
    assert stat.S_IMODE(collection.stat().st_mode) == 0o700
    collection.chmod(0o755)
    assert len(_contents(data)) == len(SAID)
    assert stat.S_IMODE(collection.stat().st_mode) == 0o700


def test_a_folder_that_somebody_else_made_is_used_all_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its owner may make it private."""
    (collection,) = (path for path in data.iterdir() if (path / "shard").exists())
    collection.chmod(0o777)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    assert len(_contents(data)) == len(SAID)


def test_a_damaged_backup_is_not_set_aside(data: Path) -> None:
    """Nor is anything that is not among the memories to be restored."""
    (collection,) = (path for path in (data.parent / "backup").iterdir() if (path / "shard").exists())
    _cut(_segment(collection / "shard") / "segment.json")
    env = {"KEEPSAKE_DATA_DIR": str(data), "KEEPSAKE_API_KEY": KEY}
    refused = process("restore", data.parent / "backup", env=env)
    assert (refused.returncode, "(storage_damaged)" in refused.stderr) == (1, True)
    assert collection.exists()
    assert sorted(_contents(data)) == sorted(SAID)


def test_a_folder_that_vanishes_is_not_begun_anew_in_silence(tmp_path: Path) -> None:
    """An unmounted disk would else look like a person who never said anything."""
    repository = edge_repository(tmp_path / "collection")
    repository.write(SCOPE, [entry(memory(1))])
    opened_folder(tmp_path / "collection").close()  # as when another process wants it
    (tmp_path / "collection").rename(tmp_path / "away")
    for call in (lambda: repository.recent(SCOPE, ALIVE, limit=9), lambda: repository.write(SCOPE, [])):
        with pytest.raises(FolderUnusable, match="has vanished"):
            call()
    (tmp_path / "away").rename(tmp_path / "collection")
    assert repository.recent(SCOPE, ALIVE, limit=9) == [memory(1)]
    repository.close()
