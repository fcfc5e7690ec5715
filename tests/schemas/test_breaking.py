"""A step that shuts older programs out, made up here, for there is none: it waits for them to be gone, copies what is
there, and can be gone back from."""

import os
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from memory_core import Message
from memory_core.engines import stamp as stamps
from memory_core.engines.collections import COLLECTION_SCHEMA
from memory_core.engines.embedded import callers, copy_before, upgrade
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.stamp_file import StampFile
from memory_core.engines.migrations import steps
from memory_core.engines.migrations.step import Step
from memory_core.errors import StorageUnsuitable
from tests.qdrant_stand_in import KEY, QdrantStandIn
from tests.schemas.make import NAME, embedded, on_server, scopes
from tests.schemas.shelf import check_found, known, put_on, service_on, unpacked
from tests.schemas.test_folder import points_of

BROKEN = COLLECTION_SCHEMA + 1
COPY = f"before-{BROKEN}"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes this program one of the next schema, whose step no program of this one understands."""

    def become() -> None:
        step = Step(BROKEN, lambda stored: {"words": len(stored.get("content", "").split())}, additive=False)
        monkeypatch.setattr(steps, "STEPS", [*steps.STEPS, step])
        for module in (stamps, callers):
            monkeypatch.setattr(module, "COLLECTION_SCHEMA", BROKEN)

    return become


def quiet_for(folder: Path, seconds: float) -> None:
    """As if nobody had asked for the folder for so long."""
    for file in folder.iterdir():
        if file.is_file():
            os.utime(file, (time.time() - seconds,) * 2)


def brought_up(folder: Path) -> Path:
    repository = embedded(folder)
    repository.upgrade(seconds=60)
    repository.close()
    return folder


@pytest.mark.parametrize("schema", [2, 3, 4, 5, 6])
def test_it_waits_until_no_older_program_has_asked(schema: int, tmp_path: Path, later: Any) -> None:
    """For 600 s; then the folder is copied and every record is brought over. Until then all goes on as it was."""
    folder = brought_up(unpacked(schema, tmp_path))
    later()
    for seconds, begun in ((0, False), (590, False), (610, True)):
        quiet_for(folder, seconds)
        repository = embedded(folder)
        check_found(repository, known(schema, "folder"))
        assert all(("words" in point) is begun for point in points_of(repository))
        assert (folder / COPY).exists() is begun
        repository.close()
    stamp = StampFile(folder).read()
    assert stamp is not None
    assert (stamp.schema, stamp.readable_from, stamp.writable_from) == (BROKEN, BROKEN, BROKEN)


@pytest.mark.parametrize("asked", ["wanted", f"asked-{COLLECTION_SCHEMA}"])
def test_one_that_has_just_asked_keeps_it_waiting(asked: str, tmp_path: Path, later: Any) -> None:
    """A program since schema 4 notes that it asks; for those before, the time of `wanted` is set."""
    folder = brought_up(unpacked(4, tmp_path))
    later()
    quiet_for(folder, 10_000)
    (folder / f"asked-{BROKEN}").touch()  # one of its own does not count
    (folder / asked).touch()
    repository = embedded(folder)
    repository.check()
    repository.close()
    assert not (folder / COPY).exists()


def test_a_nearly_full_disk_keeps_it_waiting(tmp_path: Path, later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is begun that the disk cannot hold."""
    folder = brought_up(unpacked(4, tmp_path))
    later()
    quiet_for(folder, 10_000)
    monkeypatch.setattr(copy_before, "bytes_needed", lambda _: shutil.disk_usage(tmp_path).free + 1)
    repository = embedded(folder)
    check_found(repository, known(4, "folder"))
    repository.close()
    assert not (folder / COPY).exists()


def test_what_was_begun_is_made_anew(tmp_path: Path, later: Any) -> None:
    """A process that was killed while it copied, or before it shut older ones out, leaves nothing that counts."""
    folder = brought_up(unpacked(4, tmp_path))
    later()
    for leftover in (f"{COPY}.new", COPY):
        (folder / leftover / "shard").mkdir(parents=True)
        (folder / leftover / "half").touch()
    quiet_for(folder, 10_000)
    repository = embedded(folder)
    check_found(repository, known(4, "folder"))
    repository.close()
    assert sorted(path.name for path in (folder / COPY).iterdir()) == ["erased", "points", "shard", "stamp"]
    assert not (folder / f"{COPY}.new").exists()


def test_going_back(tmp_path: Path, later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As docs/operations.md says: the copy takes the place of what the later version made. Before that, the older
    program is refused."""
    folder = brought_up(unpacked(4, tmp_path))
    later()
    quiet_for(folder, 10_000)
    repository = embedded(folder)
    service_on(repository).store_messages([Message("Stored by the later version.")], scope=next(scopes()))
    repository.close()
    monkeypatch.undo()
    with pytest.raises(StorageUnsuitable):
        embedded(folder).check()
    for name in ("shard", "points", "stamp"):
        kept = folder / name
        (shutil.rmtree if kept.is_dir() else Path.unlink)(kept)
        (folder / COPY / name).rename(kept)
    repository = embedded(folder)
    check_found(repository, known(4, "folder"))
    repository.close()


def test_maintain_begins_it_and_erasing_reaches_the_copy(tmp_path: Path, later: Any) -> None:
    """An open folder is opened anew for it; and what was erased is gone from the copy, too."""
    folder = brought_up(unpacked(4, tmp_path))
    later()
    (folder / "erased").unlink(missing_ok=True)
    repository = embedded(folder)
    total = repository._store.run(Shard.count)
    quiet_for(folder, 10_000)
    assert repository.upgrade(seconds=60) == 0
    assert (folder / COPY).exists()
    assert all("words" in point for point in points_of(repository))
    assert repository._store.run(Shard.count) == total
    memory_id = known(4, "folder")[0][0]
    scope = next(scope for scope in scopes() if repository.read(scope, _everything(), [memory_id]))
    repository.erase(scope, [memory_id])
    assert (folder / COPY).exists()
    assert repository.rewrite()
    assert not (folder / COPY).exists()
    repository.close()


def test_a_server_begins_it_when_the_operator_says_so(later: Any) -> None:
    """After a snapshot of the server's own; until then all goes on as it was."""
    stand_in = QdrantStandIn()
    put_on(stand_in, 4)
    later()
    repository = on_server(stand_in.url, KEY)
    assert repository.upgrade(seconds=60) == 0
    check_found(repository, known(4, "server"))
    assert not any(request.path.endswith("/snapshots") for request in stand_in.requests)
    assert repository.upgrade(seconds=60, alone=True) == 0
    assert sum(request.path.endswith("/snapshots") for request in stand_in.requests) == 1
    check_found(repository, known(4, "server"))
    metadata = stand_in._points.get_collection(NAME).config.metadata or {}
    assert (metadata["keepsake_schema"], metadata["keepsake_stamp"]["readable_from"]) == (BROKEN, BROKEN)
    stand_in.close()


def test_the_steps_are_numbered_without_a_gap() -> None:
    """From the oldest schema to the one that this program writes; and a later one has a later number."""
    assert [step.schema for step in steps.STEPS] == list(range(steps.OLDEST + 1, steps.newest() + 1))
    assert steps.newest() == COLLECTION_SCHEMA
    assert upgrade.QUIET_SECONDS == 600
    assert replace(steps.STEPS[0], additive=False).schema == 3


def _everything() -> Any:
    from memory_core.domain.selection import Selection

    return Selection(alive_at=0, states=())
