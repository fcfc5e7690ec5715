"""A program of schema 3 goes on beside this one, in one folder: nothing that either stores is lost."""

import os
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import PLUGIN
from memory_core import MemoryType
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines.collections import COLLECTION_SCHEMA
from memory_core.engines.migrations import steps
from memory_core.ports import EncodedQuery, SparseVector
from tests.schemas.make import DIMENSION, NAME, embedded, scopes
from tests.schemas.shelf import HERE, check_found, known, unpacked
from tests.schemas.test_folder import points_of

STORES, AT_ONCE = 500, 50


@pytest.fixture
def old_program(tmp_path: Path) -> Path:
    """The code of its time."""
    with tarfile.open(HERE / "program-of-schema-3.tar.xz") as packed:
        packed.extractall(tmp_path / "old", filter="data")
    assert not (tmp_path / "old" / "memory_core" / "engines").exists()
    return tmp_path / "old"


class Storing:
    """One process of storing.py."""

    def __init__(self, program: Path, folder: Path, name: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "storing.py"), str(folder), name, str(AT_ONCE)],
            env={**os.environ, "PYTHONPATH": str(program)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def store_some(self) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.communicate(timeout=60)


def test_five_hundred_stores_each_in_turns(old_program: Path, tmp_path: Path) -> None:
    """By two real processes, each of which finds the folder as the other left it. What was forgotten 30 days ago in the
    scope that they store into goes on the way."""
    folder = unpacked(3, tmp_path / "data")
    before = embedded(unpacked(3, tmp_path / "before"))
    overdue = before.count(next(scopes()), Selection(alive_at=0, states=(State.FORGOTTEN,)))
    before.close()
    old, new = Storing(old_program, folder, "old"), Storing(PLUGIN, folder, "new")
    try:
        stored = [(old.store_some(), new.store_some()) for _ in range(STORES // AT_ONCE)]
    finally:
        old.end()
        new.end()
    assert stored[-1] == (STORES, STORES)
    repository = embedded(folder)
    said = Selection(alive_at=0, types=(MemoryType.EPISODIC,), states=())
    contents = Counter(m.content for m in repository.recent(next(scopes()), said, limit=10_000))
    wanted = {f"memory {number} of {name}" for number in range(STORES) for name in ("old", "new")}
    assert {content: contents[content] for content in wanted} == dict.fromkeys(wanted, 1)
    assert all(steps.schema_of(point) == COLLECTION_SCHEMA for point in points_of(repository))
    ids: Any = [memory[0] for memory in known(3, "folder")]
    assert len(ids) - overdue + 2 * STORES == sum(repository.count(scope, _everything()) for scope in scopes())
    repository.close()
    assert folder.name == NAME


def test_what_an_old_program_amends_is_brought_up_to_date_again(tmp_path: Path, old_program: Path) -> None:
    """It makes the record anew, and so leaves out what it does not know."""
    folder = unpacked(4, tmp_path / "data")
    script = (
        "import sys; from pathlib import Path; from dataclasses import replace\n"
        "from memory_core.domain.selection import Selection\n"
        "from tests.schemas.make import embedded, scopes\n"
        "repository, scope = embedded(Path(sys.argv[1])), next(scopes())\n"
        "found = repository.recent(scope, Selection(alive_at=0), limit=5)\n"
        "repository.write(scope, (), amended=[replace(memory, told=True) for memory in found])\n"
        "repository.close()\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{old_program}{os.pathsep}{PLUGIN}"}
    subprocess.run([sys.executable, "-c", script, str(folder)], env=environment, cwd=tmp_path, check=True)
    repository = embedded(folder)
    check_found(repository, known(4, "folder"))
    points = points_of(repository)
    assert sum(bool(point.get("told")) for point in points if point.get("revision")) >= 5
    assert all(steps.schema_of(point) == COLLECTION_SCHEMA for point in points)
    repository.close()


ONLY_ASKS = ("Where do I live?", "¿Dónde vivo? ¿Y mi hermana?", "我住在哪里？", "私はどこに住んでいますか？")
TELLS = ("I live in Porto. Where do you live?", "I live in Porto.", "Is it late? I am tired.")


def test_what_an_old_program_was_asked_states_nothing(tmp_path: Path, old_program: Path) -> None:
    """A message of nothing but questions is marked when the folder is brought up to date: no search takes it for
    evidence, and nobody who lists or reads misses it."""
    folder = tmp_path / "data" / NAME
    script = (
        "import sys; from pathlib import Path\n"
        "from memory_core import Message\n"
        "from memory_core.adapters.embedding.fake import FakeEmbedder\n"
        "from memory_core.bootstrap import build_service\n"
        "from tests.schemas.make import DIMENSION, embedded, scopes\n"
        "service = build_service(repository=embedded(Path(sys.argv[1])), embedder=FakeEmbedder(dimension=DIMENSION),\n"
        "    detect_language=lambda _: 'en', count_tokens=len)\n"
        "for text in sys.argv[2:]:\n"
        "    service.store_messages([Message(text)], scope=next(scopes()), learn=False)\n"
        "service.close()\n"
    )
    environment = {**os.environ, "PYTHONPATH": f"{old_program}{os.pathsep}{PLUGIN}"}
    long = ("And where is this? " * 200).strip()
    arguments = [sys.executable, "-c", script, str(folder), *ONLY_ASKS, *TELLS, long]
    subprocess.run(arguments, env=environment, cwd=tmp_path, check=True)
    repository, scope = embedded(folder), next(scopes())
    listed = {memory.content: memory for memory in repository.recent(scope, _everything(), limit=99)}
    assert listed.keys() == {*ONLY_ASKS, *TELLS, long}
    assert {text for text, memory in listed.items() if getattr(memory, "aside", "")} == set(ONLY_ASKS)
    evidence = Selection(alive_at=0, evidence=True)
    assert {memory.content for memory in repository.recent(scope, evidence, limit=99)} == {*TELLS, long}
    probe = EncodedQuery(FakeEmbedder(dimension=DIMENSION).embed_queries(["where"])[0], SparseVector((), ()))
    found = repository.strongest(scope, _everything(), probe, depth=99, limit=99)
    memories = repository.memories_of(scope, _everything(), found)
    assert {memories[one.memory].content for one in found if one.is_aside} == set(ONLY_ASKS)
    repository.close()


def _everything() -> Selection:
    return Selection(alive_at=0, states=())
