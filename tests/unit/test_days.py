"""The day that is shown is the day that filters, in the time zone of each memory."""

from datetime import date
from typing import Any

import pytest

from memory_core import Message, Person, Storage, parse_moment
from memory_core.domain.selection import Selection, bounded
from memory_core.domain.times import day_alone, day_before
from memory_core.errors import InvalidParameter
from memory_core.service import MemoryService

# What was said, when in UTC and where; the local day is the one in the text.
SAID = [
    ("New York, 4 March", "2026-03-05T04:30:00Z", "America/New_York"),
    ("New York, 5 March", "2026-03-05T05:30:00Z", "America/New_York"),
    ("Tokyo, 5 March", "2026-03-04T15:30:00Z", "Asia/Tokyo"),
    ("Tokyo, 4 March", "2026-03-04T14:30:00Z", "Asia/Tokyo"),
    ("UTC, 4 March", "2026-03-04T23:59:59Z", ""),
    ("Kiritimati, 4 March", "2026-03-03T10:30:00Z", "Pacific/Kiritimati"),
    ("Pago Pago, 4 March", "2026-03-05T10:30:00Z", "Pacific/Pago_Pago"),
    ("UTC, 1 January", "2026-01-01T12:00:00Z", ""),
    ("UTC, 9 May", "2026-05-09T12:00:00Z", ""),
]
FOURTH = {text for text, _, _ in SAID if "4 March" in text}
FIFTH = {text for text, _, _ in SAID if "5 March" in text}
BEFORE, AFTER = {"UTC, 1 January"}, {"UTC, 9 May"}
CASES = [
    ({"since": "2026-03-04", "until": "2026-03-04"}, FOURTH),
    ({"since": date(2026, 3, 5), "until": date(2026, 3, 5)}, FIFTH),
    ({"until": "2026-03-04"}, BEFORE | FOURTH),
    ({"until": "20260303"}, BEFORE),
    ({"since": "2026-03-05"}, FIFTH | AFTER),
    ({"since": "2026-03-04", "until": "2026-05-09"}, FOURTH | FIFTH | AFTER),
    ({"since": "2026-03-04", "until": "2026-03-04T15:00:00Z"}, {"Tokyo, 4 March", "Kiritimati, 4 March"}),
    ({"since": "2026-03-05T10:30:00Z", "until": "2026-03-04"}, {"Pago Pago, 4 March"}),
]


@pytest.fixture
def told(service: MemoryService) -> Person:
    anna = Storage(service, "the engine").space("a-key-of-some-length-00001").user("anna")
    messages = [Message(text, event_at=when, timezone=zone) for text, when, zone in SAID]
    anna.remember(messages, learn=False)
    return anna


@pytest.mark.parametrize(("bounds", "wanted"), CASES)
def test_a_date_alone_is_a_day_of_each_memory(told: Person, bounds: dict[str, Any], wanted: set[str]) -> None:
    """Listed, a page of one at a time, and counted; what is shown under the day is what it finds."""
    assert {memory.content for memory in told.list(**bounds).memories} == wanted
    assert told.count(**bounds).total() == len(wanted)
    listed: list[str] = []
    cursor = ""
    while page := told.list(limit=1, cursor=cursor, **bounds):
        listed += [memory.content for memory in page.memories]
        if not (cursor := page.cursor):
            break
    assert sorted(listed) == sorted(wanted)


def test_forgetting_what_is_older_than_a_day_goes_by_the_day_too(told: Person) -> None:
    """In the preview and in the call."""
    preview = told.preview_forgetting(older_than="2026-03-05")
    assert {memory.content for memory in preview.samples} <= BEFORE | FOURTH
    assert preview.counts.total() == len(BEFORE | FOURTH)
    told.forget(older_than="2026-03-05", confirm=preview.confirm)
    assert {memory.content for memory in told.list().memories} == FIFTH | AFTER
    moment = told.preview_forgetting(older_than=parse_moment("2026-03-05T05:00:00Z", name="older_than"))
    assert moment.counts.total() == len({"Tokyo, 5 March"})


def test_a_selection_by_day_tells_what_an_engine_narrows_and_what_it_holds(told: Person) -> None:
    """The engine's window holds every memory of the day, and the selection's check is exact."""
    wanted = bounded(Selection(alive_at=0), since="2026-03-04", until="2026-03-04")
    since, until = wanted.event_window
    assert since is not None
    assert until is not None
    memories = told.list(limit=50).memories
    assert all(since <= memory.event_at <= until for memory in memories if memory.content in FOURTH)
    assert {memory.content for memory in memories if wanted.holds_day(memory)} == FOURTH
    assert Selection(alive_at=0).holds_day(memories[0])


def test_what_lies_on_the_days_in_every_zone_is_counted_by_the_engine(told: Person) -> None:
    """Only the edges are read, and nothing is counted twice."""
    long = bounded(Selection(alive_at=0), since="2026-03-04", until="2026-05-09")
    inner, edges = long.apart()
    assert inner is not None
    assert not inner.by_day
    parts = [inner.event_window, *(edge.event_window for edge in edges)]
    for memory in told.list(limit=50).memories:
        holding = [low <= memory.event_at <= high for low, high in parts if low is not None and high is not None]
        assert sum(holding) <= 1
    assert bounded(Selection(alive_at=0), since="2026-03-04", until="2026-03-04").apart()[0] is None


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-03-05", "2026-03-04"), ("2026-03-05", "2026-03-03T00:00:00Z"), ("2026-03-07T00:00:00Z", "2026-03-04")],
)
def test_days_and_moments_that_exclude_each_other_are_refused(since: str, until: str) -> None:
    """Whatever the zone."""
    with pytest.raises(InvalidParameter, match="since lies after until"):
        bounded(Selection(alive_at=0), since=since, until=until)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        (" 20260304 ", "2026-03-04"),
        ("2026-W10-3", "2026-03-04"),
        (date(2026, 3, 4), "2026-03-04"),
        ("2026-03-04T00:00:00Z", ""),
        (1_772_582_400_000_000, ""),
        ("2026-13-04", ""),
        ("yesterday", ""),
    ],
)
def test_a_date_without_a_time_is_a_day(value: str | date | int, day: str) -> None:
    """And a moment is none."""
    assert day_alone(value) == day


def test_the_day_before_the_first_is_the_first() -> None:
    """The calendar begins there."""
    assert day_before("2026-03-01") == "2026-02-28"
    assert day_before("0001-01-01") == "0001-01-01"
