"""From schema 4 to 5: a statement says whose words it is, as far as its scope tells."""

from memory_core.domain.memory import MemoryType
from memory_core.domain.scope import person_of
from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import Payload

_STATEMENTS = (MemoryType.EPISODIC, MemoryType.SEMANTIC, MemoryType.PROCEDURAL)


def added(stored: Payload) -> Payload:
    person = person_of(stored.get("realm", ""), stored.get("user_id", ""))
    is_missing = stored["memory_type"] in _STATEMENTS and not stored.get("person_id")
    return {"person_id": person} if person and is_missing else {}


STEP = Step(schema=5, added=added)
