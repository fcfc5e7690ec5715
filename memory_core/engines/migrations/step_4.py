"""From schema 3 to 4: every point says in which bucket it is, and of which schema."""

from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import Payload, bucket


def added(stored: Payload) -> Payload:
    return {"bucket": bucket(stored["space_id"], stored.get("realm", ""))}


STEP = Step(schema=4, added=added)
