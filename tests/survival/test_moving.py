"""Moving, rotating and importing are killed halfway, twice, and end as if nobody had."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memory_core import Memory, MemoryType, Message, Role, Scope
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.domain.memory import Fact
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.operations.archive.batches import batches
from memory_core.operations.archive.digest import Digest
from memory_core.operations.archive.export import Export
from memory_core.operations.index import Draft, Vectors, index
from memory_core.service import MemoryService
from tests.survival.conftest import Tell
from tests.survival.mover import COLLECTION, DIMENSION, NEW_SPACE, SPACE, archive_in, reindexed_in
from tests.survival.processes import Worker

_SIZE = 1_000
_START = 1_800_000_000_000_000


def memories(count: int) -> Iterator[Memory]:
    """Every tenth is long enough for several points, and every fourth is stored at one moment with another."""
    for number in range(count):
        scope = Scope(space=SPACE, agent="dify", realm="", user=f"user-{number % 7}", session="s")
        long = " ".join(f"Sentence {n} of memory {number} is about a green bicycle." for n in range(40))
        at = _START + number - (number % 4 == 0)
        yield Fact(
            id=scope.memory_id(MemoryType.SEMANTIC, str(number)),
            scope=scope,
            content=f"Fact {number}. {long if number % 10 == 0 else ''}",
            digest=str(number),
            created_at=at,
            event_at=at,
            last_seen_at=at,
            operation_id="op",
            role=Role.USER,
            told=True,
        )


@pytest.fixture
def source(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    archive = archive_in(tmp_path / "from")
    embedder, keywords = FakeEmbedder(dimension=DIMENSION), Bm25Encoder()
    for batch in itertools.batched(memories(_SIZE), 500):
        archive.put(index([Draft(memory) for memory in batch], vectors=Vectors(embedder), keywords=keywords))
    archive.close()
    yield archive
    archive.close()


def digest_of(archive: EmbeddedArchive, space: str = SPACE) -> tuple[int, str]:
    whole = Digest()
    for batch in batches(archive, space):
        for entry in batch:
            whole.add(entry.memory)
    archive.close()
    return whole.count, whole.hexadecimal


def killed_after(batches_done: int, chance: random.Random, folder: Path, *arguments: str) -> None:
    """Runs the mover and kills it at some moment after so many batches; it must not have ended by itself."""
    with Worker(folder, *arguments, program="mover") as mover:
        for _ in range(batches_done):
            mover.wait_for("batch")
        time.sleep(chance.random() * 0.05)
        mover.kill()
        assert mover.process.returncode < 0


def done(folder: Path, *arguments: str) -> Any:
    with Worker(folder, *arguments, program="mover") as mover:
        result = mover.wait_for("done")
        assert mover.ended() == 0
        return result


def test_a_move_killed_twice_ends_equal(
    source: EmbeddedArchive, tmp_path: Path, chance: random.Random, tell: Tell
) -> None:
    """In count and in digest; what was copied before a kill is not copied again, and the source stays as it was."""
    before = digest_of(source)
    there = []
    for _ in range(2):
        killed_after(chance.randrange(2, 8), chance, tmp_path, "move")
        there.append(archive_in(tmp_path / "to").count())
    tell("copied before the kills", there)
    assert 0 < there[0] <= there[1] < _SIZE
    memories_there, copied, digest = done(tmp_path, "move")
    assert (memories_there, copied) == (_SIZE, _SIZE - there[1])
    assert digest_of(archive_in(tmp_path / "to")) == before == digest_of(source) == (_SIZE, digest)
    assert done(tmp_path, "move")[1] == 0


def test_a_rotation_killed_twice_leaves_each_memory_in_one_space(
    source: EmbeddedArchive, tmp_path: Path, chance: random.Random, tell: Tell
) -> None:
    """Never in none and never in both; the repeat brings the rest."""
    all_ids = {memory.id for memory in memories(_SIZE)}
    moved = []
    for _ in range(2):
        killed_after(chance.randrange(2, 8), chance, tmp_path, "rotate", SPACE, NEW_SPACE)
        found = {space: Counter(e.memory.id for b in batches(source, space) for e in b) for space in (SPACE, NEW_SPACE)}
        source.close()
        assert found[SPACE] + found[NEW_SPACE] == Counter(all_ids)
        moved.append(found[NEW_SPACE].total())
    tell("moved before the kills", moved)
    assert 0 < moved[0] < moved[1] < _SIZE
    assert done(tmp_path, "rotate", SPACE, NEW_SPACE) == _SIZE - moved[1]
    assert (source.count(NEW_SPACE), source.count()) == (_SIZE, _SIZE)


def test_an_import_killed_twice_ends_whole(
    source: EmbeddedArchive, tmp_path: Path, chance: random.Random, tell: Tell
) -> None:
    """The repeat knows what is there, and what comes of it is exported again as it was."""
    lines = list(Export(source, "fake", lambda: _START)(SPACE))
    source.close()
    (tmp_path / "lines.jsonl").write_text("".join(lines))
    there = []
    for _ in range(2):
        killed_after(chance.randrange(2, 8), chance, tmp_path, "import")
        there.append(archive_in(tmp_path / "to").count())
    tell("imported before the kills", there)
    assert 0 < there[0] <= there[1] < _SIZE
    assert done(tmp_path, "import") == [_SIZE - there[1], there[1], 0]
    assert list(Export(archive_in(tmp_path / "to"), "fake", lambda: _START)(SPACE)) == lines


def serving(folder: Path, collection: str, embedder: FakeEmbedder) -> MemoryService:
    """What the plugin is, as far as this matters."""
    repository = EmbeddedRepository(
        folder / collection, dimension=lambda: embedder.dimension, wait_seconds=30, free_bytes=0
    )
    return build_service(
        repository=repository,  # type: ignore[arg-type, unused-ignore]
        embedder=embedder,
        detect_language=lambda _: "en",
        count_tokens=lambda text: len(text.split()),
        now=times.now,
    )


def test_a_plugin_in_another_process_serves_while_it_is_reindexed(
    source: EmbeddedArchive, tmp_path: Path, tell: Tell
) -> None:
    """Every search finds something, also after a kill of the reindexing; what was stored meanwhile comes along."""
    source.close()
    scope = Scope(space=SPACE, agent="dify", realm="", user="user-1", session="s")
    service = serving(tmp_path / "from", COLLECTION, FakeEmbedder(dimension=DIMENSION))

    def searched(on: MemoryService) -> int:
        wanted = Selection(alive_at=on.now())
        return len(on.search("Which fact is it?", scope=scope, selection=wanted).hits)

    searches = stored = 0
    for to_the_end in (False, True):
        with Worker(tmp_path, "reindex", program="mover") as mover:
            while (report := mover.next()) is not None and report[0] != "done":
                assert searched(service) == 10
                searches += 1
                if searches % 5 == 0:
                    service.store_messages([Message(f"Said meanwhile: {searches}")], scope=scope, learn=False)
                    stored += 1
                if not to_the_end and searches == 10:
                    mover.kill()
    service.store_messages([Message("Said just before the switch.")], scope=scope, learn=False)
    service.close()
    switched = serving(tmp_path / "from", "keepsake-new-0", FakeEmbedder(name="new", dimension=2 * DIMENSION))
    assert searched(switched) == 10
    switched.store_messages([Message("Said just after the switch.")], scope=scope, learn=False)
    switched.close()
    done(tmp_path, "reindex")
    tell("searches, and messages stored meanwhile", [searches, stored])
    old = {entry.memory.id for batch in batches(source) for entry in batch}
    new = {entry.memory.id for batch in batches(reindexed_in(tmp_path / "from")) for entry in batch}
    assert len(old) == _SIZE + stored + 1
    assert (old - new, len(new - old)) == (set(), 1)
