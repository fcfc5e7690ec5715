"""What a reply says of words that are not kept as they were said: secrets, and what is off the record."""

from collections.abc import Mapping
from typing import Any

from memory_core import UNDO_DAYS, Receipt
from tools.replies.memories import iso

_PLURAL = "s"


def masked_text(masked: Mapping[str, int]) -> str:
    """A sentence of its own; empty when nothing was masked."""
    if not masked:
        return ""
    parts = [f"{number:,} {kind}{_PLURAL if number != 1 else ''}" for kind, number in sorted(masked.items())]
    return f"Masked before it was kept: {', '.join(parts)}."


def off_record_text(receipt: Receipt | None) -> str:
    """A sentence of its own; empty when nothing was hidden."""
    if receipt is None or not receipt.ids:
        return ""
    what = f"{len(receipt.ids):,} {'memory is' if len(receipt.ids) == 1 else 'memories are'}"
    return (
        f"Off the record, as was asked: {what} hidden, and erased after {UNDO_DAYS} days. To bring them back, call "
        f"memory_update with undo set to {receipt.operation_id}. Tell the user so."
    )


def off_record_variable(receipt: Receipt | None) -> dict[str, Any]:
    if receipt is None or not receipt.ids:
        return {}
    return {
        "ids": list(receipt.ids),
        "operation_id": receipt.operation_id,
        "undoable_until": iso(receipt.undoable_until),
    }
