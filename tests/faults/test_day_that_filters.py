"""The day that is shown is the day that filters, wherever it was said."""

import pytest

from memory_core import Message
from tests.faults.conftest import Told

SAID = [
    ("I bought a blue kayak.", "2026-03-04T23:30:00-05:00", "America/New_York", "2026-03-04"),
    ("Ich habe ein blaues Kajak gekauft.", "2026-03-05T00:30:00+01:00", "Europe/Berlin", "2026-03-05"),
    ("Compré un kayak azul.", "2026-03-04T23:59:00-03:00", "America/Buenos_Aires", "2026-03-04"),
    ("J'ai acheté un kayak bleu.", "2026-03-05T09:00:00+12:00", "Pacific/Auckland", "2026-03-05"),
    ("青いカヤックを買いました。", "2026-03-05T00:10:00+09:00", "Asia/Tokyo", "2026-03-05"),
    ("我买了一艘蓝色皮划艇。", "2026-03-05T07:59:00+08:00", "Asia/Shanghai", "2026-03-05"),
    ("Я купил синий каяк.", "2026-03-04T23:10:00+11:00", "Asia/Vladivostok", "2026-03-04"),
]
DAYS = ("2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06")


@pytest.mark.parametrize(("text", "at", "zone", "day"), SAID)
def test_it_is_found_on_its_day_and_on_no_other(text: str, at: str, zone: str, day: str, told: Told) -> None:
    told.person.remember(Message(text, event_at=at, timezone=zone))
    shown = told.search(text)
    assert f"[{day}]" in shown.context()
    for other in DAYS:
        found = told.person.search(text, since=other, until=other)
        listed = told.person.list(since=other, until=other).memories
        assert (bool(found), bool(listed)) == (other == day, other == day), other
    assert bool(told.person.search(text, until="2026-03-04")) == (day <= "2026-03-04")
    assert bool(told.person.search(text, since="2026-03-05")) == (day >= "2026-03-05")
