"""What was forgotten 30 days ago goes with any later call, within a bound."""

from dataclasses import replace

import pytest

from memory_core import Message, Scope
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, HOUR
from memory_core.operations.choose import Selector
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import Clock, contents

ANYTHING = Selection(alive_at=0, states=())


def held(repository: MemoryRepository, scope: Scope) -> set[str]:
    return {memory.content for memory in repository.recent(scope, ANYTHING, limit=1_000)}


@pytest.mark.parametrize("call", ["store", "search"])
def test_any_later_call_erases_what_is_overdue(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock, call: str
) -> None:
    """In the whole realm, and nowhere else; nothing before its day."""
    other = replace(scope, user="ben", session="s9")
    for place in (scope, other):
        said = service.store_messages([Message("walnut"), Message("hazel")], scope=place, learn=False).memories[0]
        service.forget(Selector(ids=(said.id,)), scope=place, erase=False)
    clock.pass_(29 * DAY)
    contents(service, "hazel", scope)
    assert held(repository, scope) == {"walnut", "hazel"}
    clock.pass_(DAY + 2 * HOUR)
    if call == "store":
        service.store_messages([Message("almond")], scope=scope, learn=False)
    else:
        contents(service, "hazel", scope)
    assert "walnut" not in held(repository, scope)
    assert "walnut" not in held(repository, other)
    assert "hazel" in held(repository, scope) & held(repository, other)


def test_a_call_erases_only_so_many(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock
) -> None:
    """The next ones go on at once."""
    told = [Message(f"walnut {number}") for number in range(120)]
    said = service.store_messages(told, scope=scope, learn=False).memories
    service.forget(Selector(ids=tuple(memory.id for memory in said)), scope=scope, erase=False)
    clock.pass_(31 * DAY)
    left = []
    for _ in range(4):
        contents(service, "hazel", scope)
        left.append(len(held(repository, scope)))
    assert left == [70, 20, 0, 0]
