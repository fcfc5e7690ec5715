"""Where native work is done when the host names no better place."""

from collections.abc import Callable, Sequence


def in_place[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    """An Offload that stays where it is."""
    return [work(item) for item in items]
