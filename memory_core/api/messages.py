"""Messages as callers give them: one or many, as texts or whole."""

from collections.abc import Iterable
from dataclasses import replace

from memory_core.api.asked import Expiry, expiry
from memory_core.domain.memory import Message


def as_messages(
    given: str | Message | Iterable[str | Message], *, expires_at: Expiry | None, now: int
) -> list[Message]:
    """Whole messages; each has a time zone that exists, and the shared lifetime unless it has one of its own."""
    several = [given] if isinstance(given, str | Message) else list(given)
    shared = expiry(expires_at, now=now)
    return [_whole(one if isinstance(one, Message) else Message(one), shared) for one in several]


def _whole(message: Message, expires_at: int | None) -> Message:
    from memory_core.adapters.timewords.reader import check_timezone

    return replace(
        message,
        timezone=check_timezone(message.timezone) if message.timezone.strip() else "",
        expires_at=expires_at if message.expires_at is None else message.expires_at,
    )
