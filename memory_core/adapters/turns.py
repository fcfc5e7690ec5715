"""Turns: stores into one scope follow each other, so that each sees what the one before it wrote."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from memory_core.adapters.forks import after_fork_in_child
from memory_core.domain.scope import Scope
from memory_core.errors import StorageBusy

_STRIPES = 64
_WAIT_SECONDS = 300.0  # half of what Dify gives a call; a long document takes ten
_BUSY = "Other stores of the same user take long. Nothing was stored; try again."


class ScopeTurns:
    """One lock per scope, shared by the few scopes that fall on the same stripe."""

    def __init__(self, *, wait_seconds: float = _WAIT_SECONDS, busy: str = _BUSY) -> None:
        self._wait_seconds = wait_seconds
        self._busy = busy
        self._begin()
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._locks = [threading.Lock() for _ in range(_STRIPES)]

    @contextmanager
    def __call__(self, scope: Scope) -> Iterator[None]:
        """The turn of `scope`; raises StorageBusy when it does not come."""
        lock = self._locks[hash(scope) % _STRIPES]
        if not lock.acquire(timeout=self._wait_seconds):
            raise StorageBusy(self._busy)
        try:
            yield
        finally:
            lock.release()
