"""What is erased leaves the disk, and what lives stays, whatever moment a process is killed at.

KEEPSAKE_SEED repeats the moments of an earlier run.
"""

import random
import shutil
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import qdrant_edge as edge

from memory_core import MemoryType, Scope
from memory_core.domain.memory import Fact, Source, of_kind
from memory_core.domain.selection import Selection
from memory_core.engines.collections import COLLECTION_SCHEMA
from memory_core.engines.embedded import shard_copy
from memory_core.engines.embedded.place import EmbeddedPlace
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.shard_copy import ShardCopy
from memory_core.engines.other_collections import Moving, OtherCollections
from memory_core.engines.other_model import as_it_is, by_words
from memory_core.engines.several_models import SeveralModels
from memory_core.errors import EngineFailed, StorageFull
from memory_core.operations.choose import Selector
from memory_core.service import MemoryService
from tests.survival.conftest import Tell
from tests.survival.engine import SCOPE, open_folder
from tests.survival.eraser import RENAME, canary, doomed_ids, store, told
from tests.survival.processes import Worker

LIVING = [f"living {number}" for number in range(20)]
_AT_A_TOUCH_OF_ERASING, _AT_A_TOUCH, _AT_ANY_MOMENT = 6, 12, 12  # beside one at each rename
FACTS = Selection(alive_at=0, types=(MemoryType.SEMANTIC,))
_KNOWN_FILES = {"shard", "stamp", f"asked-{COLLECTION_SCHEMA}", "lock", "serving", "wanted", "asking", "points"}


class Opened:
    """A service on a folder that holds the living, and the doomed of one round."""

    def __init__(self, folder: Path, *, free_bytes: int = 0) -> None:
        self.folder = folder
        self.service: MemoryService
        self.repository: EmbeddedRepository
        self.service, self.repository = open_folder(folder, free_bytes=free_bytes)

    def fill(self, doomed: list[str]) -> None:
        """The doomed among the living."""
        for number, name in enumerate(LIVING):
            store(self.service, name, doomed=False)
            for doomed_name in doomed[number :: len(LIVING)]:
                store(self.service, doomed_name, doomed=True)

    def held(self) -> Counter[str]:
        """Contents of all messages, by a page, which must be as many as are counted."""
        said = Selection(alive_at=self.service.now(), types=(MemoryType.EPISODIC,))
        contents = self.paged()
        assert self.repository.count(SCOPE, said) == contents.total()
        return contents

    def paged(self) -> Counter[str]:
        """The same, while others store."""
        said = Selection(alive_at=self.service.now(), types=(MemoryType.EPISODIC,))
        return Counter(memory.content for memory in self.repository.page(SCOPE, said, limit=100_000))

    def found(self, name: str) -> bool:
        alive = Selection(alive_at=self.service.now(), types=(MemoryType.EPISODIC,))
        hits = self.service.search(canary(name), scope=SCOPE, selection=alive, limit=3).hits
        return any(canary(name) in hit.memory.content for hit in hits)


def contents(names: list[str]) -> Counter[str]:
    return Counter(told(name, doomed=False).content for name in names)


def bytes_of(folder: Path) -> bytes:
    """Of every file, whatever it is called; without the zeros that most of the engine's end with."""
    return b"\0".join(file.read_bytes().rstrip(b"\0") for file in sorted(folder.rglob("*")) if file.is_file())


def points_of(folder: Path) -> str:
    """Every point that the engine holds, in words; nobody else has it open."""
    shard = edge.EdgeShard.load(str(folder / "shard"))
    try:
        records, following = shard.scroll(edge.ScrollRequest(limit=100_000, with_payload=True, with_vector=False))
        assert following is None
        return repr([(str(record.id), record.payload) for record in records])
    finally:
        shard.close()


def check_canaries(folder: Path, *, living: list[str], erased: list[str]) -> None:
    """In every byte and every point stands each canary of the living, and none of the erased."""
    raw, points = bytes_of(folder), points_of(folder)
    for name in living:
        assert canary(name).encode() in raw
        assert canary(name) in points
    for name in erased:
        assert canary(name).encode() not in raw
        assert canary(name).encode()[2:] not in raw  # nor without its first letter
        assert canary(name) not in points
    assert {file.name for file in folder.iterdir()} == _KNOWN_FILES


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    return Opened(tmp_path / "collection")


def test_what_is_erased_leaves_the_disk(opened: Opened) -> None:
    """Deleted, its bytes are still there; rewritten, they are not: in no file, and by no name of a leftover. Neither
    are the ids of what was erased, and all of the living are found as before."""
    doomed = [f"doomed {number}" for number in range(20)]
    opened.fill(doomed)
    ids = doomed_ids(opened.repository)
    assert len(ids) > len(doomed)  # there are facts, too
    opened.service.forget(Selector(ids=tuple(ids)), scope=SCOPE, erase=True)
    assert not any(map(opened.found, doomed))
    assert canary(doomed[0]).encode() in bytes_of(opened.folder)
    assert opened.repository.rewrite()
    assert opened.held() == contents(LIVING)
    assert all(map(opened.found, LIVING))
    opened.service.close()
    check_canaries(opened.folder, living=LIVING, erased=doomed)
    assert [i for i in ids if i.encode() in bytes_of(opened.folder)] == []
    assert opened.held() == contents(LIVING)
    opened.service.close()


def test_what_was_replaced_leaves_the_disk_too(opened: Opened) -> None:
    """Such as the quote of a fact that outlives the message it was in."""
    opened.fill(["doomed"])
    (fact,) = of_kind(Fact, opened.repository.page(SCOPE, FACTS, limit=1))
    opened.repository.write(SCOPE, (), amended=[replace(fact, sources=(Source("a message", canary("quoted")),))])
    (quoting,) = of_kind(Fact, opened.repository.page(SCOPE, FACTS, limit=1))
    opened.repository.write(SCOPE, (), amended=[replace(quoting, sources=())])
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))
    assert canary("quoted").encode() in bytes_of(opened.folder)
    assert opened.repository.rewrite()
    opened.service.close()
    check_canaries(opened.folder, living=LIVING, erased=["doomed", "quoted"])


def test_nothing_is_rewritten_when_nothing_was_erased(opened: Opened) -> None:
    """The disk is clean already; and after a rewrite it is clean again."""
    opened.fill(["doomed"])
    before = (opened.folder / "shard").stat().st_ino
    assert opened.repository.rewrite()
    assert (opened.folder / "shard").stat().st_ino == before
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))
    assert opened.repository.rewrite()
    after = (opened.folder / "shard").stat().st_ino
    assert after != before
    assert opened.repository.rewrite()
    assert (opened.folder / "shard").stat().st_ino == after
    opened.service.close()


def test_a_disk_without_room_for_a_copy(opened: Opened) -> None:
    """Is refused before anything is copied; what was erased stays hidden, and a later rewrite takes it from disk."""
    opened.fill(["doomed"])
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))
    opened.service.close()
    margin = shutil.disk_usage(opened.folder).free - 256 * 1024  # there is room for a store, and not for a copy
    narrow = Opened(opened.folder, free_bytes=margin)
    with pytest.raises(StorageFull, match=r"are needed for a while, .* Nothing was removed from disk; make room"):
        narrow.repository.rewrite()
    assert narrow.held() == contents(LIVING)
    narrow.service.close()
    assert opened.repository.rewrite()
    opened.service.close()
    check_canaries(opened.folder, living=LIVING, erased=["doomed"])


def test_a_copy_that_lacks_a_memory_replaces_nothing(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old shard stays, and the next rewrite does it."""
    opened.fill(["doomed"])
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))
    with monkeypatch.context() as broken:
        broken.setattr(ShardCopy, "_put", lambda copy, records: None)
        with pytest.raises(EngineFailed, match=r"copied 0 of .* Nothing was changed"):
            opened.repository.rewrite()
    assert opened.held() == contents(LIVING)
    assert opened.repository.rewrite()
    opened.service.close()
    check_canaries(opened.folder, living=LIVING, erased=["doomed"])


def test_what_changes_between_slices_is_copied(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a shard is copied, others store, change and erase: the copy holds it all; and what was erased then may be
    in its files, so the next rewrite is not left out."""
    monkeypatch.setattr(shard_copy, "_AT_ONCE", 5)
    opened.fill(["doomed"])
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))
    store(opened.service, "late doomed", doomed=True)
    meanwhile = iter(
        (lambda: store(opened.service, "newcomer", doomed=False), lambda: pin(opened), lambda: erase(opened))
    )
    really_copy = ShardCopy.copy_some

    def copy_and_change(copy: ShardCopy, source: Shard) -> bool:
        more = really_copy(copy, source)
        for change in (next(meanwhile, None),):
            if change:
                change()
        return more

    monkeypatch.setattr(ShardCopy, "copy_some", copy_and_change)
    assert not opened.repository.rewrite()
    assert next(meanwhile, None) is None
    living = [*LIVING, "newcomer"]
    assert opened.held() == contents(living)
    assert [memory.content for memory in opened.repository.page(SCOPE, FACTS, limit=100) if memory.pinned]
    assert opened.repository.rewrite()
    assert opened.held() == contents(living)
    opened.service.close()
    check_canaries(opened.folder, living=living, erased=["doomed", "late doomed"])


def pin(opened: Opened) -> None:
    fact = opened.repository.page(SCOPE, FACTS, limit=1, oldest_first=True)[0]
    opened.repository.write(SCOPE, (), amended=[replace(fact, pinned=True)])


def erase(opened: Opened) -> None:
    opened.repository.erase(SCOPE, doomed_ids(opened.repository))


def test_another_model_is_read_while_its_shard_is_away(opened: Opened, tmp_path: Path) -> None:
    """A process that was killed between the two renames leaves no shard/, and yet what is there is found."""
    opened.fill([])
    there = opened.repository.count(SCOPE, Selection(alive_at=0, states=()))
    opened.service.close()
    killed = tmp_path / "keepsake-other-model-12345678"
    opened.folder.rename(killed)
    (killed / "shard").rename(killed / "shard.old")
    place = EmbeddedPlace(tmp_path, wait_seconds=5, free_bytes=0)
    present = place.open("keepsake-mine-87654321", probe=as_it_is, dimension=lambda: 64)
    both = SeveralModels(OtherCollections(place, present, lambda _: by_words, Moving("")))
    assert both.count(SCOPE, Selection(alive_at=0, states=())) == there > 0
    assert both.is_empty(Scope(space="9" * 32, agent="dify"))
    both.close()


def test_erasing_and_rewriting_killed_32_times(tmp_path: Path, chance: random.Random, tell: Tell) -> None:
    """Just before it touches a file, and at any moment: the living are there, each once, whatever died; the doomed are
    there all or not at all, and not at all once it was said; and the next process ends what this one began."""
    folder = tmp_path / "collection"
    opened = Opened(folder)
    opened.fill(doomed := ["doomed in round 0"])
    opened.service.close()
    with Worker(folder, "erases", 0, program="eraser") as worker:
        to_erase = worker.wait_for("erased")
        seconds, touches = worker.wait_for("took")
        assert worker.ended() == 0
    check_canaries(folder, living=LIVING, erased=doomed)
    renames = [number for number, touch in enumerate(touches, start=1) if touch == RENAME]
    assert len(renames) == 2  # of the two shards
    rounds = [
        *(-number for number in range(1, len(renames) + 1)),
        *(chance.randint(1, to_erase) for _ in range(_AT_A_TOUCH_OF_ERASING)),
        *(chance.randint(1, len(touches)) for _ in range(_AT_A_TOUCH)),
        *[0] * _AT_ANY_MOMENT,
    ]
    chance.shuffle(rounds)
    standing: list[str] = []  # what is doomed, and was not erased by those who died before
    died: Counter[str] = Counter()
    for number, fatal in enumerate(rounds, start=1):
        doomed.append(f"doomed in round {number}")
        standing.append(doomed[-1])
        opened = Opened(folder)
        store(opened.service, doomed[-1], doomed=True)
        opened.service.close()
        left_behind = killed(folder, chance, fatal=fatal, within=seconds)
        died[left_behind] += 1
        opened = Opened(folder)
        surplus = opened.held() - contents(LIVING)
        assert opened.held() - surplus == contents(LIVING)
        assert surplus in (Counter(), contents(standing))
        if "erased" in left_behind:
            assert not surplus
        if not surplus:
            standing.clear()
        if number % 3 == 0:
            standing.clear()
            opened.repository.erase(SCOPE, doomed_ids(opened.repository))
            assert opened.repository.rewrite()
            opened.service.close()
            check_canaries(folder, living=LIVING, erased=doomed)
        opened.service.close()
    tell("processes killed while erasing and rewriting", died.total())
    tell("of them, after which step, with which files there", dict(died))
    tell("touches of a file in one erasing and rewriting", len(touches))
    assert died.total() == 32
    assert died["erased: shard.new+shard.old"] >= 1  # between the two renames


def killed(folder: Path, chance: random.Random, *, fatal: int, within: float) -> str:
    """The step that was done, and the folders there, when a process died."""
    with Worker(folder, "erases", fatal, program="eraser") as worker:
        worker.wait_for("erasing")
        if not fatal:
            time.sleep(chance.uniform(0, within))
            worker.kill()
        while worker.next() is not None:
            pass
        steps = [event for event, _ in worker.reports]
    done = "erased" if "erased" in steps else "began"
    shards = "+".join(sorted(file.name for file in folder.iterdir() if file.name.startswith("shard")))
    return f"{'rewritten and erased' if 'rewritten' in steps else done}: {shards}"


def test_one_process_rewrites_while_the_other_stores_and_searches(tmp_path: Path, tell: Tell) -> None:
    """Nothing is lost, and nobody waits for ever."""
    folder = tmp_path / "shared"
    opened = Opened(folder)
    opened.fill([])
    with (
        Worker(folder, "alternates", 10, program="eraser") as rewriter,
        Worker(folder, "stores", "anna", 40) as storer,
    ):
        for worker in (rewriter, storer):
            worker.wait_for("ready")
            worker.go_on()
        while not all(map(opened.found, LIVING)) or rewriter.process.poll() is None:
            assert contents(LIVING) - opened.paged() == Counter()
            if (reported := rewriter.next()) is None:
                break
            assert reported == ("rewritten", True)
        assert [rewriter.ended(), storer.ended()] == [0, 0]
    expected = contents(LIVING) + Counter(f"I collect stamp {number} of anna." for number in range(40))
    assert opened.held() == expected
    opened.service.close()
    waits = [value for event, value in storer.reports if event == "took"]
    tell("longest store beside ten rewrites, seconds", f"{max(waits):.2f}")
    check_canaries(folder, living=LIVING, erased=[f"fleeting {number}" for number in range(10)])
