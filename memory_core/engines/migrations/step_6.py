"""From schema 5 to 6: rarity is counted in a realm, and a message knows whether it states something.

What was stored before is judged by its marks alone: a message of nothing but questions asks.
"""

from memory_core.domain.memory import Aside, MemoryType
from memory_core.domain.reading.asking import only_asks
from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import Mark, Payload, place, realm_key


def added(stored: Payload) -> Payload:
    key = realm_key(place(stored))
    marks = [Mark.TOLD.of(key)] if any(mark.startswith(Mark.TOLD.of("")) for mark in stored["marks"]) else []
    fields: Payload = {}
    if stored["memory_type"] == MemoryType.EPISODIC and _asks(stored):
        fields["aside"] = Aside.ASKS.value
        marks.append(Mark.ASIDE.of(key))
    return fields | {"marks": [*stored["marks"], *(mark for mark in marks if mark not in stored["marks"])]}


def _asks(stored: Payload) -> bool:
    """A message in several pieces is too long to do nothing but ask."""
    return stored.get("pieces") == 1 and only_asks(stored["content"])


STEP = Step(schema=6, added=added)
