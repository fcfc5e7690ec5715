"""Maintaining, on every engine: promises are kept first, time is kept to, and the next call goes on."""

from dataclasses import replace
from typing import Any

import pytest

from memory_core import Maintained, MemoryType, Message, Scope, State
from memory_core.domain.forgetting import UNDO_DAYS
from memory_core.domain.memory import Fact, drawn_from
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, SECOND
from memory_core.errors import StorageFull
from memory_core.operations.choose import Selector
from memory_core.ports import MemoryRepository, Question
from memory_core.service import MemoryService
from tests.conftest import Clock
from tests.unit.test_forget import Bench, fact

ANYTHING = Selection(alive_at=0, states=())


def maintain(service: MemoryService, scope: Scope, seconds: float = 60) -> Maintained:
    return service.maintain(scope=scope, seconds=seconds)


def held(repository: MemoryRepository, scope: Scope) -> set[str]:
    return {m.content for m in repository.recent(scope, ANYTHING, limit=1_000)}


def test_what_expired_is_erased(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock
) -> None:
    """In whatever state it is, in everything that the scope covers, and nowhere else."""
    far, other = replace(scope, session="s2"), replace(scope, realm="user:2")
    for place in (scope, far, other):
        short = Message("short", expires_at=clock() + DAY)
        service.store_messages([short, Message("long")], scope=place, learn=False)
    gone = service.store_fact(
        Message("hidden", expires_at=clock() + DAY), scope=scope, memory_type=MemoryType.SEMANTIC
    ).memories[0]
    service.forget(Selector(ids=(gone.id,)), scope=scope, erase=False)
    assert maintain(service, scope).expired_erased == 0
    clock.pass_(2 * DAY)
    done = maintain(service, replace(scope, session=None))
    assert (done.expired_erased, done.forgotten_erased, done.done) == (3, 0, done.erased_from_disk)
    assert held(repository, scope) == held(repository, far) == {"long"}
    assert held(repository, other) == {"short", "long"}


def test_an_expired_message_leaves_the_facts_that_last(
    repository: MemoryRepository, scope: Scope, clock: Clock
) -> None:
    """They have an end of their own; its quotes go."""
    b = Bench(
        repository,
        scope,
        clock,
        [fact("Anna rides.", "I ride"), fact("Anna swims.", "and swim")],
        [fact("Anna rides.", "still ride", relation="same", candidate=1)],
    )
    b.say("I ride and swim.", speaker="Anna", expires_at=clock() + 10 * DAY)
    b.say("I still ride.", speaker="Anna")
    clock.pass_(20 * DAY)
    assert maintain(b.service, scope).expired_erased == 2
    assert held(repository, scope) == {"I still ride.", "Anna rides."}
    assert [source.quote for source in drawn_from(b.stored()["Anna rides."])] == ["still ride"]


@pytest.mark.parametrize("days", [UNDO_DAYS - 1, UNDO_DAYS + 1])
def test_what_was_forgotten_long_ago_is_erased(
    repository: MemoryRepository, scope: Scope, clock: Clock, days: int
) -> None:
    """After 30 days, with its quotes in what survives; until then it can come back."""
    b = Bench(
        repository,
        scope,
        clock,
        [fact("Anna rides.", "I ride"), fact("Anna swims.", "and swim")],
        [fact("Anna rides.", "still ride", relation="same", candidate=1)],
    )
    first, second = b.say("I ride and swim.", speaker="Anna"), b.say("I still ride.", speaker="Anna")
    operation = b.forget(first, erase=False).operation_id
    before = held(repository, scope)
    clock.pass_(days * DAY)
    late = days > UNDO_DAYS
    assert maintain(b.service, scope).forgotten_erased == (2 if late else 0)
    assert held(repository, scope) == ({second.content, "Anna rides."} if late else before)
    rides = b.stored()["Anna rides."]
    assert isinstance(rides, Fact)
    assert (bool(rides.hidden_sources), bool(rides.edits)) == (not late, not late)
    if not late:
        b.service.undo(operation, scope=scope)
        assert held(repository, scope) == b.shown() == before


def test_many_are_erased_within_several_budgets(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock
) -> None:
    """What one call leaves, the next one takes; without time, nothing is begun."""
    said = [Message(f"message {n}", expires_at=clock() + DAY) for n in range(450)]
    service.store_messages(said, scope=scope, learn=False)
    clock.pass_(2 * DAY)
    none = maintain(service, scope, -SECOND)
    assert (none.expired_erased, none.done, none.erased_from_disk) == (0, False, False)
    erase, taken = type(repository).erase, []

    def slow(self: MemoryRepository, place: Scope, ids: list[str]) -> None:
        erase(self, place, ids)
        taken.append(len(ids))
        clock.pass_(40 * SECOND)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(repository), "erase", slow)
        first = maintain(service, scope)
        assert (first.expired_erased, first.done) == (400, False)
        assert len(held(repository, scope)) == 50
    assert maintain(service, scope).expired_erased == 50
    assert taken == [200, 200]


def test_many_scopes_are_maintained_with_one_rewrite(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What each of them holds is counted together, and told while it goes; the disk is rewritten once for all."""
    scopes = [replace(scope, realm=f"user:{n}") for n in range(3)]
    for each in scopes:
        service.store_messages([Message("message", expires_at=clock() + DAY)], scope=each, learn=False)
    clock.pass_(2 * DAY)
    rewrites: list[MemoryRepository] = []
    told: list[int] = []

    def rewrite(self: MemoryRepository) -> bool:
        rewrites.append(self)
        return True

    monkeypatch.setattr(type(repository), "rewrite", rewrite)
    done = service.maintain_all(scopes=scopes, seconds=60, progress=told.append)
    assert (done.expired_erased, sum(told), len(rewrites), done.done) == (3, 3, 1, True)
    assert not any(held(repository, each) for each in scopes)


def test_only_a_rewritten_disk_is_said_to_be_clean(
    repository: MemoryRepository, service: MemoryService, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server never says so; a disk without room is a reason, and costs the rest nothing."""
    (said,) = service.store_messages([Message("canary")], scope=scope, learn=False).memories
    assert service.forget(Selector(ids=(said.id,)), scope=scope, erase=True).erased_from_disk is False
    asked = []

    def rewrite(clean: bool | Exception) -> Any:
        def answer(_: MemoryRepository) -> bool:
            asked.append(clean)
            if isinstance(clean, Exception):
                raise clean
            return clean

        return answer

    for clean in (True, False, StorageFull("The disk is full.")):
        monkeypatch.setattr(type(repository), "rewrite", rewrite(clean))
        done = maintain(service, scope)
        assert done.erased_from_disk is (clean is True)
        assert done.reason == ("The disk is full." if isinstance(clean, Exception) else "")
    assert len(asked) == 3


def test_promises_come_before_models(repository: MemoryRepository, scope: Scope, clock: Clock) -> None:
    """However long a model takes, what expired is gone before it is asked."""
    left: list[set[str]] = []

    def answer(_: Question) -> str:
        left.append(held(repository, scope))
        clock.pass_(100 * SECOND)
        return '{"facts": []}'

    b = Bench(repository, scope, clock, "nonsense", answer)
    b.say("I ride.", speaker="Anna")
    b.service.store_messages([Message("short", expires_at=clock() + DAY)], scope=scope, learn=False)
    clock.pass_(2 * DAY)
    done = maintain(b.service, scope)
    assert left == [{"I ride."}]
    assert (done.read, done.waiting, done.expired_erased) == (1, 0, 1)


def test_maintenance_goes_on_where_it_was_killed(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was hidden before it was erased is erased by the next call, though it was hidden only now."""
    told = service.store_fact(
        Message("short", expires_at=clock() + DAY), scope=scope, memory_type=MemoryType.SEMANTIC
    ).memories[0]
    clock.pass_(2 * DAY)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(repository), "erase", killed)
        with pytest.raises(KeyboardInterrupt):
            maintain(service, scope)
    (hidden,) = repository.read(scope, ANYTHING, [told.id])
    assert hidden.state is State.FORGOTTEN
    assert maintain(service, scope).expired_erased == 1
    assert held(repository, scope) == set()
