"""Times in and out."""

import pytest

from memory_core.domain import times
from memory_core.errors import InvalidParameter


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2026-03-04", "2026-03-04T00:00:00Z"),
        ("2026-03-04T09:30:00", "2026-03-04T09:30:00Z"),
        ("2026-03-04T09:30:00Z", "2026-03-04T09:30:00Z"),
        ("2026-03-04T09:30:00+01:00", "2026-03-04T08:30:00Z"),
        (" 20260304T093000 ", "2026-03-04T09:30:00Z"),
        ("0001-01-01", "0001-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59Z"),
    ],
)
def test_iso_8601_is_read(written: str, iso: str) -> None:
    """Times without a zone are UTC."""
    assert times.to_iso(times.parse(written, name="since")) == iso


@pytest.mark.parametrize(
    "written", ["tomorrow", "04/03/2026", "2026-13-01", "1772616600", "0001-01-01T00:00+05:00x", "{}"]
)
def test_anything_else_is_refused_by_name(written: str) -> None:
    """With an example of what to write."""
    with pytest.raises(InvalidParameter, match=r"^event_time.*ISO 8601"):
        times.parse(written, name="event_time")


def test_a_date_alone_can_mean_its_end() -> None:
    """`until: 2026-03-04` includes that day."""
    end = times.parse("2026-03-04", name="until", end_of_day=True)
    assert end == times.parse("2026-03-05", name="until") - 1
    noon = times.parse("2026-03-04T12:00", name="until", end_of_day=True)
    assert noon == times.parse("2026-03-04T12:00", name="until")


def test_days_end_where_dates_do() -> None:
    """A lifetime of a hundred thousand years does not overflow."""
    start = times.parse("2026-03-04", name="start")
    assert times.to_iso(times.after_days(start, 0.5)) == "2026-03-04T12:00:00Z"
    assert times.to_iso(times.after_days(start, 1e9)).startswith("9999-12-31")


@pytest.mark.parametrize(
    ("written", "timezone", "day"),
    [
        ("2026-03-04T23:30:00Z", "Asia/Tokyo", "2026-03-05"),
        ("2026-03-04T23:30:00Z", "", "2026-03-04"),
        ("0001-01-01", "America/New_York", "0001-01-01"),
        ("9999-12-31T23:00", "Asia/Tokyo", "9999-12-31"),
    ],
)
def test_a_day_is_that_of_its_time_zone(written: str, timezone: str, day: str) -> None:
    """And at the edges of the calendar, which no zone leads beyond, that of UTC."""
    assert times.local_day(times.parse(written, name="at"), timezone) == day
