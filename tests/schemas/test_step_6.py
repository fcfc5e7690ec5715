"""The step from schema 5 to 6, on payloads: rarity in the realm, and whether a message states something."""

from typing import Any

import pytest

from memory_core import MemoryType
from memory_core.domain.memory import Source
from memory_core.engines.migrations import step_6, steps
from memory_core.engines.payload import of_entry
from memory_core.ports import Entry
from tests.contract.test_repository import entry, memory

SOURCES = (Source("m", "q"),)


def of_schema_5(made: Entry) -> dict[str, Any]:
    """The first point of an entry as the program of schema 5 stored it."""
    point = dict(next(content for _, content, _ in of_entry(made)))
    space, new = f"told:{point['space_id']}", ("told:", "aside:", "follows:", "card:", "schema:6", "schema:7")
    marks = [mark for mark in point["marks"] if mark == space or not mark.startswith(new)]
    dropped = ("aside", "answers", "follows", "of_another", "in_dialogue")
    return {name: value for name, value in point.items() if name not in dropped} | {"marks": marks, "later": ""}


@pytest.mark.parametrize(
    ("what", "marks"),
    [
        (memory(1, "I live in Porto."), ["told"]),
        (memory(1, "Where do I live?"), ["told", "aside"]),
        (memory(1, "Where do I live? And since when?"), ["told", "aside"]),
        (memory(1, "I live in Porto. And you?"), ["told"]),
        (memory(1, "?!"), ["told"]),
        (memory(1, "Where does Anna live?", type=MemoryType.SEMANTIC), ["told"]),
        (memory(1, "Anna lives in Porto.", type=MemoryType.SEMANTIC, sources=SOURCES), []),
        (memory(1, "They greeted each other.", type=MemoryType.SUMMARY), []),
    ],
    ids=lambda value: getattr(value, "content", None),
)
def test_what_a_point_gains(what: Any, marks: list[str]) -> None:
    """The marks that this program would have given it; and the field that goes with them."""
    stored = of_schema_5(entry(what))
    assert steps.schema_of(stored) == 5
    changed = steps.brought_up(stored, to=6)
    assert steps.schema_of(changed) == 6
    gained = [mark for mark in changed["marks"] if mark not in stored["marks"]]
    assert sorted(mark.partition(":")[0] for mark in gained) == sorted([*marks, "schema"])
    assert changed.get("aside", "") == ("asks" if "aside" in marks else "")
    wanted = dict(next(content for _, content, _ in of_entry(entry(what))))
    assert {mark for mark in wanted["marks"] if mark.startswith("told:")} <= set(changed["marks"])
    assert set(stored["marks"]) <= set(changed["marks"])


def test_it_gives_the_same_however_often_it_is_asked() -> None:
    """A kill between two of its writes makes no second mark."""
    once = steps.brought_up(of_schema_5(entry(memory(1, "Where do I live?"))), to=6)
    assert once | step_6.added(once) == once


def test_what_a_later_program_says_is_left_alone() -> None:
    """A point that has reached the schema is not judged anew."""
    stored = dict(next(content for _, content, _ in of_entry(entry(memory(1, "Where do I live?")))))
    assert steps.brought_up(stored, to=6) == stored
