"""What Memory Card answers."""

from typing import Any

from memory_core import Card, to_iso
from tools.respond import Failure, Reply

_NOTHING = "Nothing stands on the card yet."  # for an agent, which would take no text for a failure


def carded(card: Card) -> Reply:
    lines = [
        {
            "id": line.memory.id,
            "part": line.part.value,
            "content": line.memory.content,
            "event_time": to_iso(line.memory.event_at),
        }
        for line in card.lines
    ]
    return _reply(card.text or _NOTHING, card=card.text, lines=lines)


def card_failed(failure: Failure) -> Reply:
    return _reply(f"The card could not be read: {failure.message}", ok=False, error=failure.as_variable())


def _reply(
    text: str, *, card: str = "", lines: list[dict[str, Any]] | None = None, ok: bool = True, **more: Any
) -> Reply:
    shown = lines or []
    return Reply(text, {"ok": ok, "card": card, "lines": shown, "total": len(shown), "error": {}} | more)
