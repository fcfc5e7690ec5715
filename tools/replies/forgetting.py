"""What Memory Forget answers."""

from collections.abc import Mapping
from typing import Any

from memory_core import UNDO_DAYS, MemoryType, Preview, Recalled, Receipt, SearchStatus, short_id
from tools.replies.memories import MAXIMUM_EXCERPT, iso, memory_variable
from tools.respond import Failure, Reply

_MAXIMUM_IDS = 1_000  # in a variable; the text names fewer
_NAMED = 20
_FIND_IT = "Call again with a query instead, and then with the ids it lists, copied exactly."
_NAMES = {
    MemoryType.SEMANTIC: ("fact", "facts"),
    MemoryType.EPISODIC: ("message", "messages"),
    MemoryType.PROCEDURAL: ("procedure", "procedures"),
    MemoryType.SUMMARY: ("summary", "summaries"),
}


def forgotten(receipt: Receipt) -> Reply:
    """The receipt; with many ids, the first thousand of them."""
    if not receipt.ids:
        return _reply("nothing", f"Nothing was forgotten: there is no such memory here. {_FIND_IT}")
    named = ", ".join(map(short_id, receipt.ids[:_NAMED])) + (", ..." if len(receipt.ids) > _NAMED else "")
    what = f"{_told(receipt.counts)} (id {named})"
    if receipt.undoable_until is None:
        text = f"Erased: {what}. The next memory_maintain removes what is left of it on disk."
    else:
        text = (
            f"Forgotten: {what}. Nothing shows it any longer. For {UNDO_DAYS} days it can be undone: call "
            f"memory_update with undo set to {receipt.operation_id}. Then, on {_day(receipt)}, it is erased."
        )
    if receipt.said_in:
        still = ", ".join(map(short_id, receipt.said_in[:_NAMED]))
        text += f" It still stands in messages that say more (id {still}); forget them too if they should go."
    return _reply(
        "forgotten",
        text,
        said_in=list(receipt.said_in),
        counts=_counts(receipt.counts),
        ids=list(receipt.ids[:_MAXIMUM_IDS]),
        ids_truncated=len(receipt.ids) > _MAXIMUM_IDS,
        operation_id=receipt.operation_id,
        forgotten_at=iso(receipt.at),
        undoable_until=iso(receipt.undoable_until),
        erased=receipt.undoable_until is None,
        erased_by=_day(receipt),
        erased_from_disk=receipt.erased_from_disk,
    )


def _day(receipt: Receipt) -> str:
    """The day by which it is erased, like `2026-03-04`."""
    return iso(receipt.at if receipt.undoable_until is None else receipt.undoable_until)[:10]


def previewed(preview: Preview) -> Reply:
    """What a real call would forget."""
    if not preview.counts:
        return _reply("nothing", "There is nothing to forget: no memory here is chosen by that.")
    return _reply(
        "preview",
        f"Nothing was forgotten yet. This would forget {_told(preview.counts)}, with what is drawn from them. To do "
        f"it, call again with the same parameters, without dry_run, and confirm set to {preview.confirm} (good for a "
        "day).",
        counts=_counts(preview.counts),
        samples=[memory_variable(m, content=m.content[:MAXIMUM_EXCERPT]) for m in preview.samples],
        confirm=preview.confirm,
    )


def candidates(found: Recalled) -> Reply:
    """What a query may mean, for the caller to choose from."""
    if not found.hits:
        return _reply(
            "nothing", "Nothing was forgotten: nothing that is remembered matches this query. Try other words."
        )
    is_clear = found.status is SearchStatus.FOUND
    match = "These memories match" if is_clear else "No memory clearly matches; these are nearest"
    return _reply(
        "candidates",
        f"Nothing was forgotten yet. {match}; to forget some, call again with their ids:\n{found.listing()}",
        candidates=[
            memory_variable(hit.memory, content=hit.excerpt) | {"score": round(hit.score, 4)} for hit in found.hits
        ],
    )


def forget_failed(failure: Failure) -> Reply:
    return _reply("failed", f"It could not be forgotten: {failure.message}", ok=False, error=failure.as_variable())


def _reply(status: str, text: str, **variables: Any) -> Reply:
    nothing: Mapping[str, Any] = {
        "ok": True,
        "counts": _counts({}),
        "samples": [],
        "candidates": [],
        "confirm": "",
        "ids": [],
        "ids_truncated": False,
        "said_in": [],
        "operation_id": "",
        "forgotten_at": "",
        "undoable_until": "",
        "erased": False,
        "erased_by": "",
        "erased_from_disk": False,
        "error": {},
    }
    return Reply(text, {**nothing, "status": status, **variables})


def _counts(counts: Mapping[MemoryType, int]) -> dict[str, int]:
    return {kind.value: counts.get(kind, 0) for kind in MemoryType} | {"total": sum(counts.values())}


def _told(counts: Mapping[MemoryType, int]) -> str:
    """Like `2 facts, 1 message and 1 summary`."""
    parts = [f"{n:,} {_NAMES[kind][n != 1]}" for kind in MemoryType if (n := counts.get(kind, 0))]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
