"""A quota a person: who has theirs is refused and loses nothing, and nobody else notices."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from memory_core import Message, Scope
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service, language_identifier
from memory_core.domain.quota import Quota, everything_of
from memory_core.domain.selection import Selection
from memory_core.errors import QuotaReached
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change
from memory_core.operations.room import Room
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import space_named
from tests.contract import two_collections

repository = two_collections.repository

ANNA = Scope(space=space_named("space"), agent="agent", realm="user:anna", user="", session="s1")
BEN = replace(ANNA, realm="user:ben")
MUCH = 1_000_000
type Opened = Callable[[Quota], MemoryService]


class Counting:
    """A repository that notes how often it counts."""

    def __init__(self, counted: MemoryRepository) -> None:
        self._repository = counted
        self.counts = 0

    def __getattr__(self, name: str) -> Any:
        self.counts += name == "held"
        return getattr(self._repository, name)


@pytest.fixture
def opened(repository: MemoryRepository) -> Opened:
    def with_quota(quota: Quota) -> MemoryService:
        return build_service(
            repository=repository,
            embedder=FakeEmbedder(),
            detect_language=language_identifier(),
            count_tokens=len,
            quota=quota,
        )

    return with_quota


def say(service: MemoryService, text: str, scope: Scope = ANNA, **of_message: Any) -> str:
    [memory] = service.store_messages([Message(text, **of_message)], scope=scope, learn=False).memories
    return memory.id


def contents(service: MemoryService, scope: Scope) -> list[str]:
    whole, everything = replace(scope, user=None, session=None), Selection(alive_at=0, states=())
    return sorted(m.content for m in service.list_memories(scope=whole, selection=everything, limit=100).memories)


def test_nobody_has_more_memories_than_the_quota(opened: Opened) -> None:
    """The one too many is refused whole, whatever it is; what was acknowledged stays, and others go on."""
    service = opened(Quota(3, MUCH))
    ids = [say(service, f"Word {number}.") for number in range(3)]
    with pytest.raises(QuotaReached, match="memories_per_person"):
        say(service, "Word 3.")
    with pytest.raises(QuotaReached):
        service.add_to_chat([Message("A chat counts, too.")], scope=replace(ANNA, session="chat"))
    with pytest.raises(QuotaReached):
        service.correct(ids[0], Change(content="Another word."), scope=ANNA)
    assert contents(service, ANNA) == ["Word 0.", "Word 1.", "Word 2."]
    say(service, "Ben has his own.", BEN)


def test_what_comes_again_is_recognised_at_the_quota(opened: Opened) -> None:
    """A client that repeats what was acknowledged is told so."""
    service = opened(Quota(1, MUCH))
    once = say(service, "Word.", message_id="m1")
    assert say(service, "Word.", message_id="m1") == once


def test_a_long_text_counts_by_its_pieces(opened: Opened) -> None:
    """Megabytes are refused, too, however few memories they are in; a batch is stored whole or not at all."""
    service = opened(Quota(MUCH, 1))  # 128 pieces of 8 KiB
    say(service, "word " * 10_000)
    with pytest.raises(QuotaReached, match="megabytes_per_person=1"):
        service.store_messages([Message("Short."), Message("word " * 20_000)], scope=ANNA, learn=False)
    assert len(contents(service, ANNA)) == 1


def test_what_is_hidden_counts_until_it_is_erased(opened: Opened) -> None:
    """Else who stores and forgets in turn would fill the disk."""
    service = opened(Quota(1, MUCH))
    first = say(service, "Word.")
    service.forget(Selector(ids=(first,)), scope=ANNA, erase=False)
    with pytest.raises(QuotaReached):
        say(service, "More.")
    service.forget(Selector(ids=(first,)), scope=ANNA, erase=True)
    say(service, "More.")


def test_many_calls_at_once_do_not_exceed_it(opened: Opened) -> None:
    """Of one person, in sessions of their own: what is being written counts."""
    service = opened(Quota(5, MUCH))

    def try_to(number: int) -> bool:
        try:
            say(service, f"Word {number}.", replace(ANNA, session=f"s{number}"))
        except QuotaReached:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        stored = sum(pool.map(try_to, range(20)))
    assert stored == len(contents(service, ANNA)) <= 5


def test_an_ordinary_store_counts_nothing(repository: MemoryRepository) -> None:
    """A count costs a server two requests; one in a hundred stores does it, of those far from their quota."""
    counting: Any = Counting(repository)
    room = Room(counting, Quota(100_000, MUCH))
    for _ in range(300):
        with room.for_texts(ANNA, ["Word."]):
            pass
    assert counting.counts <= 3


@pytest.mark.parametrize(
    ("scope", "whose"),
    [
        (ANNA, replace(ANNA, user=None, session=None)),
        (replace(ANNA, realm="app:1", user="x"), replace(ANNA, realm="app:1", user="x", session=None)),
        (replace(ANNA, realm="", user=None), replace(ANNA, realm="", user="", session=None)),
    ],
    ids=["a user of Dify, whatever user_id says", "a user of an app", "what nobody is named for"],
)
def test_whose_memories_count(scope: Scope, whose: Scope) -> None:
    """All of one person's, in every session."""
    assert everything_of(scope) == whose
