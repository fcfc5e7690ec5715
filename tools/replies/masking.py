"""What a reply says of secrets that were masked."""

from collections.abc import Mapping

_PLURAL = "s"


def masked_text(masked: Mapping[str, int]) -> str:
    """A sentence of its own; empty when nothing was masked."""
    if not masked:
        return ""
    parts = [f"{number:,} {kind}{_PLURAL if number != 1 else ''}" for kind, number in sorted(masked.items())]
    return f"Masked before it was kept: {', '.join(parts)}."
