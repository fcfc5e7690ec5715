"""Attempts: a write that somebody else got ahead of is tried anew."""

from collections.abc import Callable

from memory_core.errors import WriteConflict

_ATTEMPTS = 3


def until_written[T](attempt: Callable[[], T]) -> T:
    """Tries anew, on what is known by then, when another process writes the same at the same moment."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return attempt()
        except WriteConflict:
            continue
    return attempt()
