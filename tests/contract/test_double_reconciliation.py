"""Two processes that reconcile one scope on one server at the same moment, here two services over one client in memory:
one is stopped before each of its calls in turn, and the other does all it can meanwhile."""

import multiprocessing
import threading
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from itertools import count
from typing import Any

import pytest
from qdrant_client import QdrantClient

from memory_core import Memory, MemoryType, Message, Scope
from memory_core.domain import times
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.selection import Selection
from memory_core.engines.server.leases import Leases
from memory_core.errors import StorageBusy
from memory_core.service import MemoryService
from tests.conftest import (
    SERVER_URLS,
    Clock,
    InMemoryClient,
    client_repository,
    later_on,
    server_client,
    service_on,
    space_named,
)

_PATIENCE = 0.15  # seconds after which the other is taken to wait for the one that is stopped
_EVERY_FACT = Selection(alive_at=0, types=FACT_TYPES, states=())


class Client:
    """The shared client as one process sees it: `before` is called with the number of each of its calls."""

    def __init__(self, shared: InMemoryClient) -> None:
        self._shared = shared
        self.calls = self.calls_before = 0
        self.before: Callable[[int], None] = lambda _: None

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._shared, name)

        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            self.before(self.calls)
            return method(*arguments, **named)

        return call


class Process:
    """A service on the shared client, and what it reached of it."""

    def __init__(self, shared: InMemoryClient, clock: Clock, *, leases: bool) -> None:
        self.client = Client(shared)
        client: Any = self.client
        self.repository = client_repository(client)
        if not leases:  # to this process, each of another is over as soon as it is seen again
            long_ago = count(step=1_000)
            self.repository._leases = Leases(
                self.repository._ready_client,
                "keepsake-test",
                clock=lambda: next(long_ago),
                later=later_on(client),
            )
        self.service: MemoryService = service_on(self.repository, clock)


def two_processes(clock: Clock, *, leases: bool) -> tuple[Process, Process]:
    shared = InMemoryClient()
    return Process(shared, clock, leases=leases), Process(shared, clock, leases=leases)


def say(process: Process, scope: Scope, text: str) -> Callable[[], object]:
    return lambda: process.service.store_messages([Message(text, speaker="Anna", message_id=text)], scope=scope)


def tell(process: Process, scope: Scope, text: str) -> Callable[[], object]:
    return lambda: process.service.store_fact(Message(text), scope=scope, memory_type=MemoryType.SEMANTIC)


def interleaved(one: Process, first: Callable[[], object], second: Callable[[], object], *, at: int) -> bool:
    """Stops `first` before its call number `at`, and goes on with it when `second` is done, or waits for it. False when
    `first` makes fewer calls."""
    reached, released = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def stop(number: int) -> None:
        if number == one.client.calls_before + at:
            reached.set()
            released.wait(30)

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as exc:  # noqa: BLE001 - raised again below
            failures.append(exc)

    one.client.calls_before = one.client.calls
    one.client.before = stop
    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in (first, second)]
    threads[0].start()
    while threads[0].is_alive() and not reached.wait(0.01):
        pass
    threads[1].start()
    threads[1].join(_PATIENCE if reached.is_set() else None)
    released.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    one.client.before = lambda _: None
    if failures:
        raise failures[0]
    return reached.is_set()


def check_whole(facts: list[Memory], *, current: set[str]) -> None:
    """One fact is current, every other one is superseded by one that says so, and none is there twice."""
    by_id = {fact.id: fact for fact in facts}
    assert len({fact.content for fact in facts}) == len(facts)
    active = [fact for fact in facts if fact.is_active]
    assert len(active) == 1
    assert active[0].content in current
    for fact in facts:
        if not fact.is_active:
            assert fact.id in by_id[fact.superseded_by].supersedes
        assert all(by_id[older].superseded_by == fact.id for older in fact.supersedes)


@pytest.mark.parametrize("leases", [True, False], ids=["leases", "outlived leases"])
def test_two_changes_of_one_fact_stay_in_order(clock: Clock, scope: Scope, leases: bool) -> None:
    """Whichever came first, the other supersedes it, and what both found is superseded once. Also when a lease is over
    before its holder has written: then the revisions decide."""
    at, more = 0, True
    while more:
        at += 1
        one, other = two_processes(clock, leases=leases)
        say(one, scope, "I live in Lisbon.")()
        more = interleaved(one, say(one, scope, "I live in Porto."), say(other, scope, "I live in Braga."), at=at)
        facts = one.repository.recent(scope, _EVERY_FACT, limit=100)
        assert len(facts) == 3
        check_whole(facts, current={"I live in Porto.", "I live in Braga."})
    assert at > 10


def test_one_fact_told_to_both_is_one(clock: Clock, scope: Scope) -> None:
    """In other words, too: who comes second finds what the first wrote."""
    for second in ("Anna lives in Porto.", "anna lives in porto", "Anna lives in Porto!"):
        at, more = 0, True
        while more:
            at += 1
            one, other = two_processes(clock, leases=True)
            more = interleaved(one, tell(one, scope, "Anna lives in Porto."), tell(other, scope, second), at=at)
            assert len(one.repository.recent(scope, _EVERY_FACT, limit=100)) == 1
        assert at > 5


def test_one_delivery_to_both_is_one_memory(clock: Clock, scope: Scope) -> None:
    """With and without leases."""
    for leases in (True, False):
        at, more = 0, True
        while more:
            at += 1
            one, other = two_processes(clock, leases=leases)
            told = "I ride a green bicycle."
            more = interleaved(one, say(one, scope, told), say(other, scope, told), at=at)
            said = Selection(alive_at=0, types=(MemoryType.EPISODIC,), states=())
            assert len(one.repository.recent(scope, said, limit=100)) == 1
            assert len(one.repository.recent(scope, _EVERY_FACT, limit=100)) == 1
        assert at > 5


def test_a_killed_holder_is_in_nobodys_way_for_long(scope: Scope) -> None:
    """Its lease ends; one that is held is waited for, and no other scope waits."""
    shared = QdrantClient(":memory:")
    repository = client_repository(shared)
    killed = repository.turn(scope)
    killed.__enter__()  # and never left
    now = 1.0
    impatient = Leases(
        lambda: nullcontext(shared), "keepsake-test", wait_seconds=0.1, clock=lambda: now, later=later_on(shared)
    )
    with pytest.raises(StorageBusy), impatient(scope):
        pass
    with impatient(Scope(space=space_named("another"), agent="dify")):
        pass
    now += 16
    with impatient(scope), pytest.raises(StorageBusy), impatient(scope):
        pass
    with impatient(scope):
        pass


@pytest.mark.skipif(not SERVER_URLS, reason="needs a Qdrant server")
def test_two_processes_on_a_server(scope: Scope) -> None:
    """Both tell where Anna lives, twenty times each: of what they told one is current, and the rest is one chain."""
    collection = f"keepsake-test-{uuid.uuid4().hex}"
    repository = client_repository(server_client(), collection)
    try:
        processes = [
            multiprocessing.get_context("spawn").Process(target=move_about, args=(collection, scope, number))
            for number in range(2)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join(300)
            assert process.exitcode == 0
        facts = repository.recent(scope, _EVERY_FACT, limit=100)
        assert len(facts) == 40
        check_whole(facts, current={fact.content for fact in facts})
    finally:
        repository._client.delete_collection(collection)


def move_about(collection: str, scope: Scope, process: int) -> None:
    service = service_on(client_repository(server_client(process), collection), times.now)
    for number in range(20):
        service.store_messages([Message(f"I live in Town{process}x{number}.", speaker="Anna")], scope=scope)
