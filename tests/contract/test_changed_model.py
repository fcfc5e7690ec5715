"""Memories of another embedding model: found and changed where they are, and brought over one batch at a time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from qdrant_client import QdrantClient

from memory_core import MemoryType, Message
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.selection import Selection
from memory_core.engines.other_collections import Kept, Moving, OtherCollections, Place
from memory_core.engines.other_model import OtherModel, as_it_is, by_words
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.place import ServerPlace
from memory_core.engines.several_models import SeveralModels
from memory_core.errors import EmbeddingFailed, WriteConflict
from memory_core.operations.reembed import Reembed, estimate
from memory_core.ports import Vector
from tests.conftest import DIMENSION, Clock, InMemoryClient, contents, service_on
from tests.contract.test_repository import ALIVE, NOW, SCOPE, entry, memory, probe
from tests.contract.two_collections import EVERYTHING, NEWER, OLDER, always_another_minute, in_folder, over_two


@pytest.fixture(params=["edge", "memory"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "edge":
        return in_folder(tmp_path)
    client = cast("QdrantClient", InMemoryClient())
    return ServerPlace(client, options=CollectionOptions(), clock=always_another_minute())


@pytest.fixture
def older(place: Place) -> Iterator[Kept]:
    kept = place.open(OLDER, probe=as_it_is, dimension=lambda: DIMENSION)
    yield kept
    kept.repository.close()


@pytest.fixture
def both(place: Place) -> Iterator[SeveralModels]:
    made = over_two(place)
    yield made
    made.close()


def reembed_of(both: SeveralModels, embedder: FakeEmbedder | None = None) -> Reembed:
    return Reembed(both, both, embedder or FakeEmbedder(dimension=DIMENSION), Bm25Encoder())


def test_a_memory_in_both_is_shown_and_counted_once(both: SeveralModels, older: Kept) -> None:
    """As a kill leaves it that came between the two writes; the next batch finishes it."""
    older.repository.write(SCOPE, [entry(memory(1)), entry(memory(3))])
    both.others.present.repository.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    assert both.count(SCOPE, ALIVE) == 3
    assert both.sessions(SCOPE, ALIVE) == {"s1": 3}
    assert [m.created_at - NOW for m in both.recent(SCOPE, ALIVE, limit=9)] == [3, 2, 1]
    assert len(both.strongest(SCOPE, ALIVE, probe(0, 1), depth=9, limit=9)) == 3
    assert reembed_of(both).until(SCOPE.space, lambda: True) == 2
    assert (older.archive.count(SCOPE.space), both.target.count(SCOPE.space)) == (0, 3)


def test_the_later_revision_counts_wherever_it_is(both: SeveralModels, older: Kept) -> None:
    """One of two was changed: the other is shown by nothing, is not changed, and does not come over."""
    present = both.others.present.repository
    for repository in (older.repository, present):
        repository.write(SCOPE, [entry(memory(1, tags=("old",)))])
    present.write(SCOPE, (), amended=[memory(1, tags=("new",))])
    assert both.count(SCOPE, replace(ALIVE, tags=("old",))) == 0
    assert both.page(SCOPE, replace(ALIVE, tags=("old",)), limit=5) == []
    [now] = both.read(SCOPE, ALIVE, [memory(1).id])
    assert (now.tags, now.revision) == (("new",), 1)
    both.write(SCOPE, (), amended=[replace(now, pinned=True)])
    reembed_of(both).until(SCOPE.space, lambda: True)
    [now] = both.read(SCOPE, ALIVE, [memory(1).id])
    assert (now.tags, now.pinned, older.archive.count()) == (("new",), True, 0)


def test_what_is_elsewhere_is_changed_and_erased_there(both: SeveralModels, older: Kept) -> None:
    """In one write with what is new; of another revision, nothing is written."""
    older.repository.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    both.write(SCOPE, [entry(memory(3))], amended=[memory(1, pinned=True)])
    with pytest.raises(WriteConflict):
        both.write(SCOPE, [entry(memory(4))], amended=[memory(1), memory(3, pinned=True)])
    with pytest.raises(WriteConflict):
        both.write(SCOPE, [entry(memory(2))])
    both.erase(SCOPE, [memory(2).id, memory(3).id])
    [left] = both.page(SCOPE, EVERYTHING, limit=9)
    assert (left.id, left.pinned, older.archive.count()) == (memory(1).id, True, 1)


class Meddling(FakeEmbedder):
    """Does something while it embeds."""

    def __init__(self, meddle: Callable[[], None]) -> None:
        super().__init__(dimension=DIMENSION)
        self.asked: list[Sequence[str]] = []
        self._meddle = meddle

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        self.asked.append(texts)
        self._meddle()
        return super().embed_documents(texts)


def test_what_changes_while_it_is_embedded_stays_as_it_is_then(both: SeveralModels, older: Kept) -> None:
    """What was erased does not come back, and what was changed comes over with the next batch."""
    older.repository.write(SCOPE, [entry(memory(number)) for number in range(1, 5)])

    def meddle() -> None:
        if older.archive.fetch([memory(1).id]):
            both.erase(SCOPE, [memory(1).id])
            both.write(SCOPE, (), amended=[memory(2, pinned=True)])

    embedder = Meddling(meddle)
    reembed = reembed_of(both, embedder)
    reembed.along(SCOPE.space)
    assert older.archive.count() == 1
    reembed.along(SCOPE.space)
    assert [(m.id, m.pinned) for m in both.page(SCOPE, EVERYTHING, limit=9, oldest_first=True)] == [
        (memory(number).id, number == 2) for number in (2, 3, 4)
    ]
    assert (older.archive.count(), len(embedder.asked)) == (0, 2)  # a request a batch


def test_messages_are_embedded_with_the_one_before(both: SeveralModels, older: Kept, clock: Clock) -> None:
    """Though that came over before: the same vectors as if they had been stored with this model."""
    told = [Message(f"{name} has a boat.") for name in ("Anna", "Berta", "Clara")]
    service_on(older.repository, clock).store_messages(told, scope=SCOPE, learn=False)
    reembed = reembed_of(both, FakeEmbedder(dimension=DIMENSION))
    before = {one.memory.id: one for one in older.archive.read(limit=9, vectors=True)}
    reembed.size = 1
    assert reembed.until(SCOPE.space, lambda: True) == 3
    for one in both.target.read(limit=9, vectors=True):
        assert one.memory == before[one.memory.id].memory
        for channel in ("dense", "dense_context"):
            expected = getattr(before[one.memory.id].pieces[0], channel)
            assert getattr(one.pieces[0], channel) == pytest.approx(expected, abs=0.01)


def test_one_call_gives_it_a_moment(both: SeveralModels, older: Kept) -> None:
    """A slow model brings over what it can in 0.3 s; a failing one is left alone for a minute, and nobody notices."""
    older.repository.write(SCOPE, [entry(memory(number, str(number))) for number in range(1, 40)])
    reembed = reembed_of(both, Meddling(lambda: None))
    reembed.clock = iter(range(1000)).__next__  # a second a look
    sizes = []
    for _ in range(3):
        before = both.target.count(SCOPE.space)
        reembed.along(SCOPE.space)
        sizes.append(both.target.count(SCOPE.space) - before)
    assert sizes == [14, 3, 1]

    def fail() -> None:
        raise EmbeddingFailed("away")

    failing = Meddling(fail)
    reembed = reembed_of(both, failing)
    for _ in range(3):
        reembed.along(SCOPE.space)
    assert len(failing.asked) == 1
    assert both.count(SCOPE, ALIVE) == 39


@pytest.mark.parametrize("is_chosen", [False, True])
def test_a_space_has_one_model_of_its_own(place: Place, older: Kept, *, is_chosen: bool) -> None:
    """That it was begun with, the newest bundled one, or the one that the settings choose: nothing goes to and fro."""
    older.repository.write(SCOPE, [entry(memory(1))])
    newer = over_two(place, is_chosen=is_chosen)
    newer.write(SCOPE, [entry(memory(2))])
    begun = SeveralModels(OtherCollections(place, older, lambda _: by_words, Moving("")))
    assert [a.collection for a in newer.leaving(SCOPE.space)] == ([OLDER] if is_chosen else [])
    assert [a.collection for a in begun.leaving(SCOPE.space)] == [NEWER]
    bundled = SeveralModels(OtherCollections(place, older, lambda _: by_words, Moving(NEWER)))
    assert bundled.leaving(SCOPE.space) == []
    assert [a.collection for a in bundled.elsewhere(SCOPE.space)] == [NEWER]
    newest = SeveralModels(OtherCollections(place, newer.others.present, lambda _: by_words, Moving(NEWER)))
    assert [a.collection for a in newest.leaving(SCOPE.space)] == [OLDER]
    begun.close()


def test_the_other_model_is_asked_while_it_can_be(place: Place, older: Kept, clock: Clock) -> None:
    """Then what has no word of the question is found; by words the other memory is found also without it."""
    service_on(older.repository, clock).store_messages([Message("Anna rows a boat.")], scope=SCOPE, learn=False)

    class Otherwise(FakeEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
            if texts != ["vessel"]:
                raise EmbeddingFailed("away")
            return super().embed_queries(["Anna rows a boat."])

    def strengths(query: str) -> list[float]:
        present = place.open(NEWER, probe=as_it_is, dimension=lambda: DIMENSION)
        asked = OtherModel(Otherwise(dimension=DIMENSION))
        several = SeveralModels(OtherCollections(place, present, lambda _: asked, Moving("")))
        put = replace(probe(0), sparse=Bm25Encoder().encode_query(query), text=query)
        return [one.strength for one in several.strongest(SCOPE, EVERYTHING, put, depth=9, limit=9)]

    [by_meaning] = strengths("vessel")
    assert by_meaning > 5
    assert strengths("ocean") == []
    assert strengths("boat")


def test_a_copy_is_counted_once_and_left_alone(place: Place, older: Kept) -> None:
    """As reindex makes one while the plugin serves with the model of before."""
    several = [entry(memory(number)) for number in range(1, 250)]
    older.repository.write(SCOPE, several)
    place.open(NEWER, probe=as_it_is, dimension=lambda: DIMENSION).archive.put(several)
    serving = SeveralModels(OtherCollections(place, older, lambda _: by_words, Moving("")))
    assert serving.count(SCOPE, ALIVE) == 249
    assert len(serving.page(SCOPE, ALIVE, limit=249)) == 249
    assert [a.collection for a in serving.elsewhere(SCOPE.space)] == [NEWER]
    assert serving.leaving(SCOPE.space) == []
    chosen = over_two(place)
    embedder = Meddling(lambda: None)
    assert reembed_of(chosen, embedder).until(SCOPE.space, lambda: True) == 249
    assert (older.archive.count(), chosen.count(SCOPE, ALIVE), embedder.asked) == (0, 249, [])
    chosen.close()


def test_a_service_does_it_all(both: SeveralModels, older: Kept, clock: Clock) -> None:
    """What was stored with the older model is known again, found, brought over by later calls, and reported."""
    first = service_on(older.repository, clock)
    for number in range(30):
        first.store_messages([Message(f"Canary {number} sings.", message_id=str(number))], scope=SCOPE, learn=False)
    assert estimate(older.archive, SCOPE.space, count_tokens=lambda text: len(text.split())).memories == 30
    changed = service_on(both, clock, model_change=both)
    stored = changed.store_messages([Message("Canary 3 sings.", message_id="3")], scope=SCOPE, learn=False)
    assert stored.status == "already_stored"
    assert "Canary 7 sings." in contents(changed, "canary 7", SCOPE)
    left = older.archive.count()
    assert left < 30
    done = changed.maintain(scope=SCOPE, seconds=1000)
    assert (done.reembedded, done.to_reembed, older.archive.count()) == (left, 0, 0)
    assert changed.count_memories(scope=SCOPE, selection=Selection(alive_at=clock()))[MemoryType.EPISODIC] == 30


def test_without_another_collection_it_costs_no_request(clock: Clock) -> None:
    """But one a minute, for which collections there are."""

    class Counting(InMemoryClient):
        asked = 0

        def __getattr__(self, name: str) -> object:
            Counting.asked += name != "get_collections"
            return super().__getattr__(name)

    def requests(make: Callable[[Place], object]) -> int:
        place = ServerPlace(cast("QdrantClient", Counting()), options=CollectionOptions(), clock=time.monotonic)
        service = service_on(make(place), clock)  # type: ignore[arg-type]
        service.store_messages([Message("A canary.")], scope=SCOPE, learn=False)
        Counting.asked = 0
        service.store_messages([Message("Another canary.")], scope=SCOPE, learn=False)
        assert len(contents(service, "canary", SCOPE)) == 2
        return Counting.asked

    alone = requests(lambda place: place.open(NEWER, probe=as_it_is, dimension=lambda: DIMENSION).repository)
    assert requests(over_two) == alone > 0
