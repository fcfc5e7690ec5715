"""The step from schema 6 to 7, on payloads: what is always there, and what may stand on a card."""

from typing import Any

import pytest

from memory_core import MemoryType, Role
from memory_core.engines.migrations import step_7, steps
from memory_core.engines.payload import of_entry
from tests.contract.test_repository import entry, memory

FACT: dict[str, Any] = {"type": MemoryType.SEMANTIC}


def of_schema_6(made: Any) -> dict[str, Any]:
    """The first point of a memory as the program of schema 6 stored it."""
    point = dict(next(content for _, content, _ in of_entry(entry(made))))
    marks = [mark for mark in point["marks"] if not mark.startswith(("card:", "schema:7"))]
    return {name: value for name, value in point.items() if name != "lasting"} | {"marks": marks}


@pytest.mark.parametrize(
    ("what", "lasting", "part"),
    [
        (memory(1, "I keep bees.", kind="statement", durability=0.9, **FACT), "fact", "known"),
        (memory(1, "I live in Porto.", attribute="i|home", **FACT), "fact", "who"),
        (memory(1, "My sister lives in Rome.", attribute="i's sister|home", **FACT), "", ""),
        (memory(1, "Call me Duda.", kind="wish", **FACT), "wish", "wishes"),
        (memory(1, "I had soup.", kind="statement", durability=0.3, **FACT), "", ""),
        (memory(1, "The gate code.", pinned=True, **FACT), "", "pinned"),
        (memory(1, "You keep bees.", kind="statement", durability=0.9, role=Role.ASSISTANT, **FACT), "fact", ""),
        (memory(1, "I keep bees."), "", ""),
    ],
    ids=lambda value: getattr(value, "content", None),
)
def test_what_a_point_gains(what: Any, lasting: str, part: str) -> None:
    changed = steps.brought_up(of_schema_6(what), to=7)
    assert steps.schema_of(changed) == 7
    assert changed.get("lasting", "") == lasting
    assert [mark for mark in changed["marks"] if mark.startswith("card:")] == ([f"card:{part}"] if part else [])
    assert changed | step_7.added(changed) == changed


def test_the_other_points_of_a_memory_gain_its_schema_alone() -> None:
    """For the record is in the first."""
    assert step_7.added({"marks": ["realm:x"]}) == {}
