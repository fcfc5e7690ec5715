"""What an authorization's options say of how memories end."""

from dataclasses import replace

import pytest

from memory_core import MemoryType, Message, Scope
from memory_core.domain.times import DAY
from memory_core.domain.window import Limits
from memory_core.errors import InvalidSettings
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from provider.options import parse_options
from provider.retention import Retention, retention_of
from tests.conftest import Clock, contents, everything


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("", Retention()),
        ("data_dir=/app/storage/keepsake", Retention()),
        ("forget=hide", Retention()),
        ("forget = Erase", Retention(erases=True)),
        ("reembed=on, forget=erase, episodic=365", Retention(erases=True, days={MemoryType.EPISODIC: 365})),
    ],
)
def test_options_are_read(options: str, wanted: Retention) -> None:
    assert retention_of(parse_options(options, {})) == wanted


@pytest.mark.parametrize("options", ["forget=yes", "forget=erased", "episodic=0", "semantic=soon", "procedural=99999"])
def test_what_is_no_choice_is_refused(options: str) -> None:
    """And erases nothing."""
    with pytest.raises(InvalidSettings):
        retention_of(parse_options(options, {}))


def test_days_become_moments() -> None:
    retention = retention_of(parse_options("episodic=1 semantic=2", {}))
    assert retention.kept_since(200_000) == (("episodic", 113_600_000_000), ("semantic", 27_200_000_000))


def test_what_is_older_than_its_type_is_kept_is_gone_at_that_moment(
    repository: MemoryRepository, service: MemoryService, scope: Scope, clock: Clock
) -> None:
    """For searches, lists, ids and chats, and Maintain erases it; what has an end of its own, or is of another type,
    stays."""
    told = [Message("walnut"), Message("hazel", expires_at=clock() + 900 * DAY)]
    said = service.store_messages(told, scope=scope, learn=False).memories
    service.store_fact(Message("almond"), scope=scope, memory_type=MemoryType.SEMANTIC)
    clock.pass_(400 * DAY)
    service.store_messages([Message("acorn")], scope=scope, learn=False)
    narrow = replace(scope, kept_since=(("episodic", clock() - 365 * DAY),))
    assert set(contents(service, "walnut", scope)) == {"walnut", "hazel", "almond", "acorn"}
    assert set(contents(service, "walnut", narrow)) == {"hazel", "almond", "acorn"}
    assert service.memories_by_id([said[0].id], scope=narrow) == []
    listed = service.list_memories(scope=narrow, selection=everything(service))
    assert "walnut" not in {memory.content for memory in listed.memories}
    assert service.count_memories(scope=narrow, selection=everything(service))[MemoryType.EPISODIC] == 2
    window = service.chat_window(scope=narrow, limits=Limits(10))
    assert [message.content for message in window.messages] == ["hazel", "acorn"]
    assert service.maintain(scope=narrow, seconds=60).expired_erased == 1
    assert set(contents(service, "walnut", scope)) == {"hazel", "almond", "acorn"}
