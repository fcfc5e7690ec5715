"""From schema 2 to 3: where a memory stands has a field of its own, and realm and speaker are marks.

What schema 2 has instead (`realm_key`, and a mark `searched:`) stays, for programs of schema 2 look for it. They find
nothing that was stored since, which has neither; no such program was ever released.
"""

from memory_core.domain.memory import SEARCHED_TYPES, MemoryType
from memory_core.domain.states import State
from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import Mark, Payload, place, realm_key, standing


def added(stored: Payload) -> Payload:
    scope = place(stored)
    searched = MemoryType(stored["memory_type"]) in SEARCHED_TYPES
    marks = [Mark.REALM.of(realm_key(scope))]
    marks += [Mark.NAMED.of(realm_key(scope))] if stored.get("speaker") else []
    return {
        "standing": standing(scope, State(stored["state"]), searched=searched),
        "marks": [*stored["marks"], *(mark for mark in marks if mark not in stored["marks"])],
    }


STEP = Step(schema=3, added=added)
