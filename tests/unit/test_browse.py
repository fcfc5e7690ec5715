"""Browsing, on every engine: every memory of the scope once, and nobody else's."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from memory_core import MemoryType, Message, Page, Scope, State
from memory_core.domain.cursor import to_cursor
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.errors import InvalidParameter
from memory_core.operations import browse
from memory_core.operations.choose import Selector
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import Clock, contents, everything
from tests.contract.test_repository import entry, memory


def say(service: MemoryService, scope: Scope, *texts: str) -> list[str]:
    return [m.id for m in service.store_messages([Message(t) for t in texts], scope=scope, learn=False).memories]


def know(service: MemoryService, scope: Scope, text: str, **fields: object) -> str:
    message = Message(text, **{"speaker": "Anna"} | fields)  # type: ignore[arg-type]
    return service.store_fact(message, scope=scope, memory_type=MemoryType.SEMANTIC).memories[0].id


def pages(
    service: MemoryService, scope: Scope, *, narrowed: Mapping[str, object] | None = None, **how: object
) -> list[Page]:
    """Every page, to the end."""
    found: list[Page] = []
    while not found or found[-1].cursor:
        cursor = found[-1].cursor if found else ""
        selection = everything(service, **(narrowed or {}))
        found.append(service.list_memories(scope=scope, selection=selection, cursor=cursor, **how))  # type: ignore[arg-type]
    return found


def texts(listed: list[Page]) -> list[str]:
    return [memory.content for page in listed for memory in page.memories]


@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 7, 20])
def test_pages_hold_everything_once_and_in_order(
    service: MemoryService, scope: Scope, limit: int, oldest_first: bool
) -> None:
    """Whatever their size; the last one has no cursor, and only the last one."""
    said = [f"message {number}" for number in range(7)]
    say(service, scope, *said)
    listed = pages(service, scope, limit=limit, oldest_first=oldest_first)
    assert texts(listed) == (said if oldest_first else said[::-1])
    assert len(listed) == -(-7 // limit)


def test_a_page_is_not_shifted_by_what_is_stored_meanwhile(service: MemoryService, scope: Scope) -> None:
    """The newest first: what is newer than the cursor is not on the pages after it."""
    say(service, scope, "one", "two", "three")
    first = service.list_memories(scope=scope, selection=everything(service), limit=2)
    say(service, scope, "four")
    second = service.list_memories(scope=scope, selection=everything(service), limit=2, cursor=first.cursor)
    assert texts([first, second]) == ["three", "two", "one"]


def test_a_text_is_found_in_any_case_and_a_page_scans_so_far_and_no_further(
    service: MemoryService, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A short page, even an empty one, has a cursor with which the scan goes on."""
    monkeypatch.setattr(browse, "_LONGEST_SCAN", 3)
    monkeypatch.setattr(browse, "_BATCH", 2)
    say(service, scope, "Straße in LISBON", *[f"noise {number}" for number in range(6)], "lisbon again")
    listed = pages(service, scope, limit=5, text="Lisbon")
    assert [[m.content for m in page.memories] for page in listed] == [["lisbon again"], [], ["Straße in LISBON"]]
    assert texts(pages(service, scope, limit=1, text="STRASSE")) == ["Straße in LISBON"]
    assert texts(pages(service, scope, limit=1, text="Porto")) == []


def test_filters_narrow_a_list(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """Type, state, tags and dates; what is superseded only when asked for."""
    know(service, scope, "Anna lives in Lisbon.", tags=("home",))
    clock.pass_(DAY)
    later = clock()
    know(service, scope, "Anna lives in Porto.", event_at=later)
    say(service, scope, "hello")
    assert texts(pages(service, scope, limit=9)) == ["hello", "Anna lives in Porto."]
    assert texts(pages(service, scope, limit=9, narrowed={"types": (MemoryType.EPISODIC,)})) == ["hello"]
    old = {"states": (State.SUPERSEDED,)}
    assert texts(pages(service, scope, limit=9, narrowed=old)) == ["Anna lives in Lisbon."]
    any_state = {"states": (State.ACTIVE, State.SUPERSEDED), "tags": ("home",)}
    assert texts(pages(service, scope, limit=9, narrowed=any_state)) == ["Anna lives in Lisbon."]
    assert texts(pages(service, scope, limit=9, narrowed={"since": later})) == ["hello", "Anna lives in Porto."]


@pytest.mark.parametrize("states", [(), (State.FORGOTTEN,), (State.ACTIVE, State.FORGOTTEN)])
def test_what_is_forgotten_or_expired_is_shown_by_nothing(
    service: MemoryService, scope: Scope, clock: Clock, states: tuple[State, ...]
) -> None:
    """Whichever states are asked for, by page, id, count or history."""
    hidden = know(service, scope, "Anna lives in Lisbon.")
    short = know(service, scope, "The code is 4711.", expires_at=clock() + DAY)
    service.forget(Selector(ids=(hidden,)), scope=scope, erase=False)
    clock.pass_(2 * DAY)
    selection = everything(service, states=states)
    assert service.list_memories(scope=scope, selection=selection).memories == ()
    assert service.memories_by_id([hidden, hidden.replace("-", "")[:12], short], scope=scope) == []
    assert set(service.count_memories(scope=scope, selection=selection).values()) == {0}
    assert service.history(hidden, scope=scope) == ()
    assert service.events(hidden, scope=scope) == ()


def test_ids_may_be_whole_or_short_and_are_anothers_nowhere(service: MemoryService, scope: Scope) -> None:
    """In the order asked for, each once, superseded ones too; a foreign one like one that does not exist."""
    old = know(service, scope, "Anna lives in Lisbon.")
    new = know(service, scope, "Anna lives in Porto.")
    short = new.replace("-", "")[:12]
    assert [m.id for m in service.memories_by_id([short, old, new], scope=scope)] == [new, old]
    for foreign in (replace(scope, user="ben"), replace(scope, space="0" * 32), replace(scope, realm="user:2")):
        assert service.memories_by_id([short, old], scope=foreign) == []
    assert service.memories_by_id(["", "*", "no-such-id", "0" * 12], scope=scope) == []


@pytest.mark.parametrize("exact", [True, False])
def test_counts_are_exact(service: MemoryService, scope: Scope, exact: bool) -> None:
    """By type, within whatever the scope covers."""
    know(service, scope, "Anna lives in Lisbon.")
    know(service, scope, "Anna lives in Porto.")
    say(service, scope, "one", "two")
    say(service, replace(scope, session="s2"), "three")
    wide = scope if exact else replace(scope, session=None)
    counted = service.count_memories(scope=wide, selection=everything(service))
    assert counted == {MemoryType.SEMANTIC: 1, MemoryType.EPISODIC: 2 + (not exact), MemoryType.PROCEDURAL: 0}
    any_state = everything(service, states=(State.ACTIVE, State.SUPERSEDED), types=(MemoryType.SEMANTIC,))
    assert service.count_memories(scope=wide, selection=any_state) == {MemoryType.SEMANTIC: 2}


def test_a_cursor_fits_only_its_own_list(service: MemoryService, scope: Scope) -> None:
    """Another scope, filter, order or text refuses it, and so is one that somebody made up."""
    say(service, scope, "one", "two")
    cursor = service.list_memories(scope=scope, selection=everything(service), limit=1).cursor

    def again(**other: object) -> Page:
        asked = {"scope": scope, "selection": everything(service), "limit": 1, "cursor": cursor} | other
        return service.list_memories(**asked)  # type: ignore[arg-type]

    assert texts([again()]) == ["one"]
    others: list[dict[str, object]] = [
        {"scope": replace(scope, user="ben")},
        {"scope": replace(scope, session=None)},
        {"selection": everything(service, tags=("home",))},
        {"oldest_first": True},
        {"text": "one"},
        {"cursor": "rubbish"},
        {"cursor": cursor[:-5]},
    ]
    for other in others:
        with pytest.raises(InvalidParameter):
            again(**other)


@pytest.mark.parametrize("place", [[], ["x"], [1, 2], [-1], [2**70], [None]])
def test_a_forged_place_is_refused(service: MemoryService, scope: Scope, place: list[object]) -> None:
    """Whoever knows how a cursor is made gets nowhere with it."""
    asked = Selection(0, types=browse._LISTED)
    forged = to_cursor(place, listing=repr((scope, asked, False, "")))
    with pytest.raises(InvalidParameter, match="cursor is none of ours"):
        service.list_memories(scope=scope, selection=Selection(1), cursor=forged)


def test_a_summary_is_found_by_no_ordinary_search_or_list(
    service: MemoryService, repository: MemoryRepository, scope: Scope
) -> None:
    """Only by its id, or when its type is asked for."""
    said, summed = memory(1, "canary", scope=scope), memory(2, "canary, too", scope=scope, type=MemoryType.SUMMARY)
    repository.write(scope, [entry(said), entry(summed)])
    assert contents(service, "canary", scope) == texts(pages(service, scope, limit=5)) == ["canary"]
    assert contents(service, "canary", scope, types=(MemoryType.SUMMARY,)) == ["canary, too"]
    assert service.memories_by_id([summed.id], scope=scope) == [summed]
