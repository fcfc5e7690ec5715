"""Embedded folders of every schema so far, made by the programs of their time and brought up to date by this one."""

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dev.daemon import PLUGIN
from memory_core import Message, space_id
from memory_core.cli.program import program
from memory_core.domain.memory import Statement
from memory_core.engines.collections import COLLECTION_SCHEMA
from memory_core.engines.embedded import upgrade
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.embedded.census import EmbeddedCensus
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.stamp_file import StampFile
from memory_core.engines.migrations import steps
from tests.schemas.make import NAME, SPACES, embedded, scopes
from tests.schemas.shelf import SEARCHED, check_found, check_told_in_realm, known, service_on, unpacked

SCHEMAS = (2, 3, 4, 5, 6, 7)
OLDER = (2, 3, 4, 5, 6)
KILLS = 10


def points_of(repository: EmbeddedRepository) -> list[dict[str, Any]]:
    return repository._store.run(lambda shard: [record.payload or {} for record in shard.read(limit=100_000)])


@pytest.fixture
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """An opening brings nothing up to date, and nothing goes on by itself."""
    monkeypatch.setattr(upgrade, "_FEW", 0)
    monkeypatch.setattr(upgrade, "_BETWEEN_SECONDS", float("inf"))


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_folder_is_brought_up_to_date_when_it_is_opened(schema: int, tmp_path: Path) -> None:
    """All is found and can be changed; the stamp says so, and the census knows every realm."""
    folder = unpacked(schema, tmp_path)
    repository = embedded(folder)
    check_found(repository, known(schema, "folder"))
    assert all(steps.schema_of(point) == COLLECTION_SCHEMA and "bucket" in point for point in points_of(repository))
    stamp = StampFile(folder).read()
    assert stamp is not None
    assert (stamp.schema, stamp.left, stamp.dimension, stamp.embedding_model) == (COLLECTION_SCHEMA, 0, 64, "fake")
    service, scope = service_on(repository), next(scopes())
    assert service.store_messages([Message("A cello is new here.")], scope=scope).memories
    service.close()
    census = EmbeddedCensus(folder, wait_seconds=1)
    assert {(place.realm) for place in census.places(SPACES[0])} == {"", "user:1"}
    census.close()


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("schema", OLDER)
def test_what_is_not_up_to_date_yet_is_found_and_changed_all_the_same(
    schema: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the first slice, and between two."""
    folder = unpacked(schema, tmp_path)
    repository = embedded(folder)
    check_found(repository, known(schema, "folder"))
    before = repository._store._upgrade.left
    assert before > 100
    monkeypatch.setattr(upgrade, "_AT_ONCE", 80)
    assert 0 < repository.upgrade(seconds=0.000_001) < before
    check_found(repository, known(schema, "folder"))
    stamp = StampFile(folder).read()
    assert stamp is not None
    assert (stamp.schema, stamp.to, stamp.left) == (schema, COLLECTION_SCHEMA, repository._store._upgrade.left)
    census = EmbeddedCensus(folder, wait_seconds=1)
    repository.close()
    assert {place.realm for place in census.places(SPACES[1])} == {"", "user:1"}
    census.close()
    service = service_on(repository)
    for scope in scopes():
        for memory in service.list_memories(scope=scope, selection=_all(), limit=3).memories:
            assert service.forget(_one(memory.id), scope=scope, erase=False).ids
            assert service.memories_by_id([memory.id], scope=scope) == []
    service.close()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_statement_says_whose_words_it_is(schema: int, tmp_path: Path) -> None:
    """From schema 5 on: the realm's user, or the one that the scope names; a summary is nobody's."""
    repository = embedded(unpacked(schema, tmp_path))
    for scope in scopes():
        memories = repository.page(scope, _all(), limit=1_000)
        told = {memory.person_id for memory in memories if isinstance(memory, Statement)}
        assert told == {"1" if scope.realm else scope.user}
    repository.close()


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("schema", OLDER)
def test_a_score_means_the_same_before_all_is_up_to_date(schema: int, tmp_path: Path) -> None:
    """What hardly answers is not taken for an answer because the folder is still being brought up to date."""
    repository = embedded(unpacked(schema, tmp_path))
    service, scope = service_on(repository), next(scopes())

    def scores() -> dict[str, float]:
        hits = service.search("Does Anna live in Lisbon?", scope=scope, selection=_all(), limit=50).hits
        return {hit.memory.id: hit.score for hit in hits}

    before = scores()
    assert repository._store._upgrade.left > 0
    assert repository.upgrade(seconds=60) == 0
    after = scores()
    both = before.keys() & after.keys()
    assert len(both) > SEARCHED
    assert {key: before[key] for key in both} == pytest.approx({key: after[key] for key in both}, abs=0.1)
    service.close()


@pytest.mark.parametrize("schema", SCHEMAS)
def test_rarity_is_counted_in_a_realm(schema: int, tmp_path: Path) -> None:
    """From schema 6 on: what was not drawn from something else is marked in its realm as it was in its space."""
    repository = embedded(unpacked(schema, tmp_path))
    points = points_of(repository)
    told = [check_told_in_realm(point) for point in points]
    assert 0 < sum(told) < len(points)
    repository.close()


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("schema", OLDER)
def test_ten_kills_in_the_middle(schema: int, tmp_path: Path) -> None:
    """SIGKILL at any moment: everything is found, nothing twice, and the next process goes on."""
    folder, wanted, chance = unpacked(schema, tmp_path), known(schema, "folder"), random.Random()
    total, lefts = _total(folder), []
    for kill in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.schemas.migrator", str(folder)], cwd=PLUGIN, stdout=subprocess.PIPE
        )
        assert process.stdout
        assert process.stdout.readline() == b"opening\n"
        for _ in range(chance.randrange(3)):
            process.stdout.readline()
        time.sleep(chance.uniform(0, 0.05))
        process.kill()
        process.wait()
        repository = embedded(folder)
        if kill in (0, KILLS // 2):
            check_found(repository, wanted)
        assert repository._store.run(Shard.count) == total
        lefts.append(repository._store._upgrade.left)
        repository.close()
    assert lefts == sorted(lefts, reverse=True)
    assert 0 < lefts[-1] < lefts[0], "no kill was in the middle"
    repository = embedded(folder)
    assert repository.upgrade(seconds=60) == 0
    check_found(repository, wanted)
    assert repository._store.run(Shard.count) == total
    repository.close()


@pytest.mark.parametrize("schema", OLDER)
def test_an_archive_of_an_older_folder_is_whole(schema: int, tmp_path: Path) -> None:
    """What backup, move, export and rotate-key read."""
    archive = EmbeddedArchive(unpacked(schema, tmp_path))
    read = archive.read(limit=1_000, vectors=True)
    assert sorted(entry.memory.id for entry in read) == [memory[0] for memory in known(schema, "folder")]
    assert all(len(piece.dense) == 64 for entry in read for piece in entry.pieces)
    archive.close()


@pytest.mark.parametrize("schema", OLDER)
def test_an_older_folder_is_backed_up_restored_moved_and_rekeyed(schema: int, tmp_path: Path) -> None:
    """By the commands of an operator; what comes out is of this schema."""
    old, key, new_key = tmp_path / "old", "the first key of a fixture", "another key of this fixture"
    wanted = known(schema, "folder")
    unpacked(schema, old)
    operate("backup", str(tmp_path / "kept"), "--data-dir", str(old))
    operate("restore", str(tmp_path / "kept"), "--data-dir", str(tmp_path / "back"))
    operate("move", "--data-dir", str(old), "--to-data-dir", str(tmp_path / "moved"), "--all-spaces")
    for place in ("back", "moved"):
        repository = embedded(tmp_path / place / NAME)
        check_found(repository, wanted)
        assert {steps.schema_of(point) for point in points_of(repository)} == {COLLECTION_SCHEMA}
        repository.close()
    operate("rotate-key", "--data-dir", str(old), "--api-key", key, "--new-api-key", new_key)
    archive = EmbeddedArchive(old / NAME)
    assert archive.count(space_id(key)) == 0
    assert archive.count(space_id(new_key)) + archive.count(SPACES[1]) == len(wanted)
    archive.close()


def operate(*command: str) -> None:
    """A command of the command line, which succeeds."""
    result = CliRunner().invoke(program, list(command))
    assert result.exit_code == 0, result.output


def _total(folder: Path) -> int:
    shard = Shard.open(folder / "shard")
    total = shard.count()
    shard.close()
    return total


def _all() -> Any:
    from memory_core.domain.selection import Selection
    from tests.schemas.shelf import LATER

    return Selection(alive_at=LATER)


def _one(memory_id: str) -> Any:
    from memory_core.operations.choose import Selector

    return Selector(ids=(memory_id,))
