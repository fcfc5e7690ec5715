"""What every engine owes an Archive, and what moving, reindexing and rotating make of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient, models

from memory_core import Memory, Message, State, space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.pieces import Piece
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.server.archive import ServerArchive
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import ContentDiffers, InvalidParameter, InvalidSettings
from memory_core.operations.archive.batches import batches
from memory_core.operations.archive.digest import Digest
from memory_core.operations.archive.move import Move
from memory_core.operations.archive.reindex import Reindex
from memory_core.operations.archive.rotate import Rotate
from memory_core.ports import Archive, Entry, MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import DIMENSION, Clock, contents, edge_repository, service_on, space_named
from tests.contract.test_repository import ALIVE, NOW, SCOPE, entry, found, memory

SPACE, ELSEWHERE = SCOPE.space, space_named("other")
OTHER = replace(SCOPE, space=ELSEWHERE)
LONG = "a long text " * 20
PIECES = (Piece(0, 100), Piece(90, 200), Piece(190, 240))

type Make = Callable[[str], Archive]


@pytest.fixture(params=["edge", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Makes archives of an engine: the same one for the same name."""
    made: dict[str, Archive] = {}
    client = QdrantClient(":memory:")

    def of(name: str) -> Archive:
        if name not in made:
            on_edge = request.param == "edge"
            made[name] = EmbeddedArchive(tmp_path / name) if on_edge else ServerArchive(client, collection=name)
        return made[name]

    yield of
    for archive in made.values():
        archive.close()


@pytest.fixture
def archive(make: Make) -> Archive:
    return make("keepsake-test-0")


def repository_of(archive: Archive) -> MemoryRepository:
    """The plugin's own view of the same collection."""
    if isinstance(archive, EmbeddedArchive):
        repository = edge_repository(archive._folder)
        repository._store = archive._store  # two of them would take turns with the folder
        return repository
    assert isinstance(archive, ServerArchive)
    return ServerRepository(archive._client, collection=archive.collection, dimension=lambda: DIMENSION)


def service_over(archive: Archive, clock: Clock) -> MemoryService:
    archive.put([entry(memory(999, scope=replace(SCOPE, space=space_named("unrelated"))))])  # says how long vectors are
    return service_on(repository_of(archive), clock)


def ids(entries: Sequence[Entry]) -> list[str]:
    return [each.memory.id for each in entries]


def digest(archive: Archive, space: str = "") -> tuple[int, str]:
    whole = Digest()
    for batch in batches(archive, space):
        for each in batch:
            whole.add(each.memory)
    return whole.count, whole.hexadecimal


def test_reading_an_archive_makes_nothing(archive: Archive) -> None:
    """One that is not there is empty, and still not there afterwards."""
    assert (archive.count(), archive.read(limit=5), archive.fetch([memory(1).id])) == (0, [], [])
    archive.erase([memory(1).id])
    assert archive.rekey(SPACE, ELSEWHERE, limit=5) == 0
    if isinstance(archive, EmbeddedArchive):
        assert not (archive._folder / "shard").exists()


def test_memories_are_counted_whole(archive: Archive) -> None:
    """Not by pieces, and whatever state a memory is in."""
    archive.put(
        [
            entry(memory(1, LONG), pieces=PIECES),
            entry(memory(2, state=State.FORGOTTEN)),
            entry(memory(3, scope=OTHER)),
        ]
    )
    assert [archive.count(space) for space in ("", SPACE, ELSEWHERE, space_named("nobody"))] == [3, 2, 1, 0]


def test_what_is_put_comes_back_with_its_vectors(archive: Archive) -> None:
    """Every field, every piece and every channel; without vectors the channels are empty."""
    put = entry(memory(1, LONG, revision=7, pinned=True), direction=3, words=(4, 9), pieces=PIECES)
    archive.put([put])
    (got,) = archive.fetch([put.memory.id], vectors=True)
    assert (got.memory, got.memory.revision) == (put.memory, 7)
    assert [piece.piece for piece in got.pieces] == list(PIECES)
    assert all(list(piece.dense) == list(put.pieces[0].dense) for piece in got.pieces)
    assert all(sorted(piece.sparse.indices) == [4, 9] for piece in got.pieces)
    (bare,) = archive.read(SPACE, limit=5)
    assert (bare.memory, bare.pieces[0].dense, list(bare.pieces[0].sparse.indices)) == (put.memory, (), [])


def test_batches_hold_everything_once_in_the_order_it_was_stored(archive: Archive) -> None:
    """Whatever their size, also where many were stored at one moment."""
    moments = [5, 1, 3, 3, 3, 3, 2, 4, 4, 9]
    archive.put([entry(memory(number, created_at=NOW + at)) for number, at in enumerate(moments)])
    archive.put([entry(memory(50, scope=OTHER))])
    order = [memory(n).id for n in sorted(range(len(moments)), key=lambda n: (moments[n], n))]
    for size in (1, 2, 3, 20):
        assert [i for batch in batches(archive, SPACE, size=size) for i in ids(batch)] == order
    assert len([each for batch in batches(archive, size=4) for each in batch]) == len(moments) + 1


def test_reading_goes_on_where_another_process_stopped(archive: Archive) -> None:
    """After the last one's moment; what was stored since comes last."""
    archive.put([entry(memory(number)) for number in range(4)])
    first = archive.read(SPACE, limit=3)
    archive.put([entry(memory(7))])
    rest = archive.read(SPACE, after=first[-1].memory.created_at, limit=100)
    assert ids(first) + ids(rest) == [memory(n).id for n in (0, 1, 2, 3, 7)]


def test_putting_again_replaces_and_leaves_no_piece_over(archive: Archive) -> None:
    """The plugin finds the memory once, where its pieces are now."""
    archive.put([entry(memory(1, LONG), pieces=PIECES)])
    archive.put([entry(memory(1, "short", tags=("x",)))])
    assert archive.count() == 1
    assert found(repository_of(archive), SCOPE) == [memory(1).id]
    assert repository_of(archive).read(SCOPE, ALIVE, [memory(1).id])[0].tags == ("x",)


def test_erasing_takes_every_piece(archive: Archive) -> None:
    """Nothing of them is found, and everything else is."""
    archive.put([entry(memory(1, LONG), pieces=PIECES), entry(memory(2)), entry(memory(3, scope=OTHER))])
    archive.erase([memory(1).id])
    assert found(repository_of(archive), SCOPE) == [memory(2).id]
    assert archive.count() == 2


def test_a_point_that_is_no_memory_is_left_out() -> None:
    """Such as a lease: it has no piece, and nothing of a memory."""
    client = QdrantClient(":memory:")
    archive = ServerArchive(client, collection="keepsake-test-0")
    archive.put([entry(memory(1))])
    lease = models.PointStruct(id=7, vector={}, payload={"lease": "held", "space_id": SPACE, "created_at": NOW})
    client.upsert("keepsake-test-0", [lease])
    assert (archive.count(SPACE), archive.count()) == (1, 1)
    assert ids(archive.read(limit=5)) == [memory(1).id]


def test_the_digest_knows_any_order_and_any_change() -> None:
    """Equal for the same memories, different as soon as one field is."""

    def of(*memories: Memory) -> str:
        whole = Digest()
        for each in memories:
            whole.add(each)
        return whole.hexadecimal

    assert of(memory(1), memory(2)) == of(memory(2), memory(1))
    changed = {of(memory(1)), of(memory(2)), of(memory(1), memory(1)), of(memory(1, revision=1)), of()}
    assert len(changed) == 5


def test_a_move_copies_everything_and_leaves_the_source(make: Make) -> None:
    """Vectors and all, so that the plugin finds the same there; a second one copies nothing."""
    source, target = make("keepsake-test-0"), make("keepsake-test-1")
    put = [entry(memory(n, LONG), direction=n, pieces=PIECES) for n in range(9)]
    source.put([*put, entry(memory(20, scope=OTHER)), entry(memory(21, state=State.FORGOTTEN))])
    before = digest(source)
    told: list[int] = []
    moved = Move(source, target, size=4)(progress=told.append)
    assert (moved.memories, moved.copied, moved.caught_up, sum(told)) == (11, 11, True, 11)
    assert digest(target) == digest(source) == before == (11, moved.digest)
    assert found(repository_of(target), SCOPE) == found(repository_of(source), SCOPE)
    (there,) = target.fetch([put[2].memory.id], vectors=True)
    assert list(there.pieces[1].dense) == list(put[2].pieces[1].dense)
    assert Move(source, target)().copied == 0


def test_a_move_from_folder_to_server_and_back_changes_nothing(tmp_path: Path, clock: Clock) -> None:
    """What was stored and learned by the one engine is the same in the other, down to the digest, and found alike."""
    folder, home = EmbeddedArchive(tmp_path / "keepsake-test-0"), EmbeddedArchive(tmp_path / "keepsake-test-1")
    server = ServerArchive(QdrantClient(":memory:"), collection="keepsake-test-0")
    service = service_over(folder, clock)
    for text in ("I live in Porto.", "I live in Lisbon now.", LONG * 9):
        service.store_messages([Message(text, message_id=text)], scope=SCOPE)
    there = Move(folder, server, size=2)()
    back = Move(server, home, size=2)()
    assert there.memories == back.memories > 3
    assert there.digest == back.digest
    assert digest(home) == digest(server) == digest(folder)
    asked = [contents(service_on(repository_of(a), clock), "Where is Lisbon?", SCOPE) for a in (folder, server, home)]
    assert asked[0] == asked[1] == asked[2] != []


def test_a_move_of_one_space_takes_no_other(make: Make) -> None:
    """Only what was asked for is there afterwards."""
    source, target = make("keepsake-test-0"), make("keepsake-test-1")
    source.put([entry(memory(1)), entry(memory(2, scope=OTHER))])
    assert Move(source, target)(ELSEWHERE).memories == 1
    assert (target.count(ELSEWHERE), target.count()) == (1, 1)


def test_a_move_is_refused_where_something_else_has_the_ids(make: Make) -> None:
    """The target keeps what it has."""
    source, target = make("keepsake-test-0"), make("keepsake-test-1")
    source.put([entry(memory(1, "what was said here"))])
    target.put([entry(memory(1, "what was said there"))])
    with pytest.raises(ContentDiffers) as refused:
        Move(source, target)()
    assert "said" not in str(refused.value)
    assert target.fetch([memory(1).id])[0].memory.content == "what was said there"


def test_a_repeated_move_takes_changes_along_and_keeps_later_ones(make: Make) -> None:
    """The later revision wins, on whichever side it is."""
    source, target = make("keepsake-test-0"), make("keepsake-test-1")
    source.put([entry(memory(1)), entry(memory(2)), entry(memory(3))])
    Move(source, target)()
    source.put([entry(memory(1, revision=1, pinned=True))])
    target.put([entry(memory(2, revision=1, tags=("new",)))])
    assert Move(source, target)().copied == 1
    there = {each.memory.id: each.memory for each in target.read(limit=9)}
    assert there[memory(1).id].pinned
    assert there[memory(2).id].tags == ("new",)


def test_what_is_stored_or_erased_while_a_move_runs_is_so_in_the_target(make: Make) -> None:
    """A last reading catches up."""
    source, target = make("keepsake-test-0"), make("keepsake-test-1")
    source.put([entry(memory(n)) for n in range(6)])
    told: list[int] = []

    def meanwhile(count: int) -> None:
        told.append(count)
        if len(told) == 2:
            source.put([entry(memory(0, revision=1, pinned=True)), entry(memory(70, created_at=NOW - 5))])
            source.erase([memory(1).id])

    moved = Move(source, target, size=2)(progress=meanwhile)
    assert moved.caught_up
    assert digest(target) == digest(source) == (6, moved.digest)


def test_reindexing_gives_what_the_new_model_would_have_stored(make: Make, clock: Clock) -> None:
    """Each channel is as if the messages had been stored with it, the message before each as its context included."""
    source, target, expected = make("keepsake-old-0"), make("keepsake-new-0"), make("keepsake-other-0")
    service, other = service_over(source, clock), FakeEmbedder(name="new", dimension=DIMENSION)
    said = ["I live in Lisbon.", "And I have a green bicycle.", LONG * 9]
    scope = replace(SCOPE, session="s1")
    for text in said:
        service.store_messages([Message(text, message_id=text[:9])], scope=scope, learn=False)
    reindex = Reindex(source, target, other, Bm25Encoder(), size=2)
    done = reindex(scope.space)
    assert (done.memories, done.copied, done.caught_up) == (3, 3, True)
    was = {each.memory.id: each for each in source.read(scope.space, limit=9, vectors=True)}
    for each in target.read(scope.space, limit=9, vectors=True):
        for new, old in zip(each.pieces, was[each.memory.id].pieces, strict=True):
            assert list(new.dense_context) == pytest.approx(list(old.dense_context), abs=1e-6)
            assert sorted(new.sparse_context.indices) == sorted(old.sparse_context.indices)
    assert expected.count() == 0


def test_the_plugin_serves_while_it_is_reindexed(make: Make, clock: Clock) -> None:
    """No search fails, what is stored meanwhile comes along, and the switch is the other collection's name alone."""
    source, target = make("keepsake-old-0"), make("keepsake-new-0")
    service, scope = service_over(source, clock), replace(SCOPE, session="s1")

    def say(on: MemoryService, text: str) -> None:
        on.store_messages([Message(text, message_id=text)], scope=scope, learn=False)

    for number in range(8):
        say(service, f"The bicycle number {number} is green.")
    new = FakeEmbedder(name="new", dimension=DIMENSION)
    found_meanwhile: list[int] = []

    def serving(_: int) -> None:
        found_meanwhile.append(len(contents(service, "Which bicycle is green?", scope)))
        say(service, f"Meanwhile, bicycle {len(found_meanwhile)} was green, too.")

    Reindex(source, target, new, Bm25Encoder(), size=3)(scope.space, progress=serving)
    assert len(found_meanwhile) >= 3
    assert min(found_meanwhile) >= 8
    say(service, "Said just before the switch about a green bicycle.")
    switched = service_on(repository_of(target), clock)
    assert len(contents(switched, "Which bicycle is green?", scope)) >= 8
    say(switched, "Said just after the switch about a green bicycle.")
    Reindex(source, target, new, Bm25Encoder())(scope.space)
    everything = set(contents(switched, "Which bicycle is green?", scope))
    assert everything == {
        *contents(service, "Which bicycle is green?", scope),
        "Said just after the switch about a green bicycle.",
    }


def test_reindexing_to_the_same_model_is_refused(make: Make) -> None:
    """It would read and write one collection."""
    one = make("keepsake-old-0")
    with pytest.raises(InvalidSettings):
        Reindex(one, one, FakeEmbedder(), Bm25Encoder())()


def test_a_rotated_space_is_found_with_the_new_key_only(make: Make, clock: Clock) -> None:
    """Every read that the plugin does, and words weigh there as they did; ids stay."""
    archive, other = make("keepsake-test-0"), space_id("another-key-of-16-or-more")
    service = service_over(archive, clock)
    for text in ("I live in Lisbon.", LONG * 9):
        service.store_messages([Message(text, message_id=text[:9])], scope=SCOPE)
    kept = ids(archive.read(SCOPE.space, limit=99))
    found_before = contents(service, "Where is Lisbon?", SCOPE)
    assert Rotate(archive, size=1)(SCOPE.space, to=other) == len(kept) > 1
    now = replace(SCOPE, space=other)
    assert contents(service, "Where is Lisbon?", now) == found_before
    assert contents(service, "Where is Lisbon?", SCOPE) == []
    assert (ids(archive.read(other, limit=99)), archive.count(SCOPE.space)) == (kept, 0)
    assert Rotate(archive)(SCOPE.space, to=other) == 0
    with pytest.raises(InvalidParameter):
        Rotate(archive)(other, to=other)


@pytest.mark.parametrize("meanwhile", ["changed", "erased"])
def test_what_is_changed_while_a_space_is_rotated_is_not_undone(
    monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """On a server, another process may write between reading and rewriting: its change comes along later, and what it
    erased stays away."""
    archive = ServerArchive(QdrantClient(":memory:"), collection="keepsake-test-0")
    archive.put([entry(memory(1, LONG), pieces=PIECES), entry(memory(2))])
    read, interruptions = archive.read, iter([meanwhile])

    def interrupted(*args: Any, **named: Any) -> list[Entry]:
        entries = read(*args, **named)
        if next(interruptions, "") == "changed":
            repository_of(archive).write(SCOPE, [], amended=[replace(entries[0].memory, pinned=True)])
        elif meanwhile == "erased":
            archive.erase([memory(1).id])
        return entries

    monkeypatch.setattr(archive, "read", interrupted)
    Rotate(archive)(SPACE, to=ELSEWHERE)
    there = {each.memory.id: each.memory.pinned for each in read(ELSEWHERE, limit=9)}
    expected = {memory(2).id: False} if meanwhile == "erased" else {memory(1).id: True, memory(2).id: False}
    assert (there, archive.count(SPACE)) == (expected, 0)
    pieces = 1 if meanwhile == "erased" else 4
    assert len(found(repository_of(archive), OTHER)) == pieces
    assert found(repository_of(archive), SCOPE) == []
