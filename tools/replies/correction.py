"""What Memory Update answers."""

from typing import Any

from memory_core import Correction, CorrectionStatus, Memory, Undone, render_memories
from memory_core.errors import NotFound
from tools.replies.held_back import masked_text
from tools.replies.listing import listed_variable
from tools.replies.memories import MAXIMUM_EXCERPT
from tools.respond import Failure, Reply

_SHOWN = 50  # memories of an undone operation


def corrected(correction: Correction) -> Reply:
    memory, previous = correction.memory, correction.previous
    if correction.status is CorrectionStatus.UNCHANGED:
        text = f"Nothing to change, it stands so already:\n{render_memories([memory])}"
    else:
        version = "" if memory.id == previous.id else f" It supersedes {previous.short_id}, which stays readable."
        text = (
            f"Updated.{version} To take it back, call memory_update with undo set to {correction.operation_id}.\n"
            f"{render_memories([memory])}"
        )
    return _reply(
        correction.status.value,
        f"{text}\n{masked_text(correction.masked)}".strip(),
        masked=dict(correction.masked),
        memory=_variable(memory),
        previous=_variable(previous),
        operation_id=correction.operation_id,
    )


def undone(result: Undone) -> Reply:
    """The memories that stand again as before, and those that do not any longer; of many, the first 50."""
    restored, withdrawn = result.restored[:_SHOWN], result.withdrawn[:_SHOWN]
    parts = [f"Undone. Restored: {len(result.restored):,}. Taken back: {len(result.withdrawn):,}."]
    parts += [render_memories(restored)] if restored else []
    return _reply(
        "undone",
        "\n".join(parts),
        memory=_variable(restored[0]) if restored else {},
        restored=[_variable(memory) for memory in restored],
        withdrawn=[_variable(memory) for memory in withdrawn],
        restored_total=len(result.restored),
        operation_id=result.operation_id,
    )


def correction_failed(failure: Failure) -> Reply:
    status = "not_found" if failure.code == NotFound.code else "failed"
    return _reply(status, f"Nothing was changed: {failure.message}", ok=False, error=failure.as_variable())


def _reply(status: str, text: str, **variables: Any) -> Reply:
    nothing = {
        "ok": True,
        "status": status,
        "memory": {},
        "previous": {},
        "restored": [],
        "withdrawn": [],
        "restored_total": 0,
        "operation_id": "",
        "masked": {},
        "error": {},
    }
    return Reply(text, nothing | variables)


def _variable(memory: Memory) -> dict[str, Any]:
    return listed_variable(memory, content=memory.content[:MAXIMUM_EXCERPT])
