"""All steps, and what they make of a stored point.

From schema 4 on, a point has a mark for each schema that it has reached, and keeps those of the schemas before: a
program of schema 4 counts by its own mark, whatever later ones add. What lacks a mark is older, or was written by an
older program since; either way it has to be visited, and an index knows how many such points there are.
"""

from collections.abc import Sequence

from memory_core.engines.migrations import step_3, step_4, step_5, step_6, step_7
from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import FIRST_MARKED_SCHEMA, Mark, Payload, schema_mark

OLDEST = 2  # what this program can bring up to date
STEPS: list[Step] = [step_3.STEP, step_4.STEP, step_5.STEP, step_6.STEP, step_7.STEP]


def newest() -> int:
    return STEPS[-1].schema


def reachable(readable_from: int) -> int:
    """The schema that points are brought to while programs of schema `readable_from` and later may read them: the one
    before the first step that breaks with some of those."""
    reached = OLDEST
    for step in STEPS:
        if not step.additive and step.schema > readable_from:
            break
        reached = step.schema
    return reached


def next_breaking(readable_from: int) -> Step | None:
    """The step that has to wait for older programs to be gone, if there is one."""
    return next((step for step in STEPS if not step.additive and step.schema > readable_from), None)


def schema_of(stored: Payload) -> int:
    """Of one point, by what it has."""
    marked = (mark for mark in stored["marks"] if mark.startswith(Mark.SCHEMA.of("")))
    return max((int(mark.partition(":")[2]) for mark in marked), default=3 if "standing" in stored else OLDEST)


def brought_up(stored: Payload, *, to: int) -> Payload:
    """The whole payload of a point of the schema `to`, whichever it was of. Of one that has it already, the same."""
    schema, changed = schema_of(stored), dict(stored)
    for step in STEPS:
        if schema < step.schema <= to:
            changed |= step.added(changed)
            changed["marks"] = _with(changed["marks"], step.schema)
    return changed


def _with(marks: Sequence[str], schema: int) -> list[str]:
    mark = schema_mark(schema)
    return [*marks, mark] if schema >= FIRST_MARKED_SCHEMA and mark not in marks else list(marks)
