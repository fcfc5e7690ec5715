"""Turns: writes into one scope follow each other, so that each sees what the one before it wrote.

A write that another process got ahead of all the same is tried anew.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field

from memory_core.adapters.forks import after_fork_in_child
from memory_core.domain.scope import Scope
from memory_core.errors import StorageBusy, WriteConflict
from memory_core.ports import Turn

_WAIT_SECONDS = 300.0  # half of what Dify gives a call; a long document takes ten
_ATTEMPTS = 3
_BUSY = "Other stores of the same user take long. Nothing was stored; try again."


@dataclass
class _Lock:
    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted_by: int = 0


class ScopeTurns:
    """Turns with one lock per scope, for as long as somebody holds it or waits for it; within it, the turn among
    processes that `beyond` gives."""

    def __init__(
        self,
        *,
        wait_seconds: float = _WAIT_SECONDS,
        busy: str = _BUSY,
        beyond: Turn = lambda _: nullcontext(),
    ) -> None:
        self._wait_seconds = wait_seconds
        self._beyond = beyond
        self._busy = busy
        self._begin()
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._turns: dict[Scope, _Lock] = {}
        self._counting = threading.Lock()

    @contextmanager
    def __call__(self, scope: Scope) -> Iterator[None]:
        """The turn of `scope`; raises StorageBusy when it does not come."""
        with self._counting:
            turn = self._turns.setdefault(scope, _Lock())
            turn.wanted_by += 1
        try:
            if not turn.lock.acquire(timeout=self._wait_seconds):
                raise StorageBusy(self._busy)
            try:
                with self._beyond(scope):
                    yield
            finally:
                turn.lock.release()
        finally:
            with self._counting:
                turn.wanted_by -= 1
                if not turn.wanted_by:
                    del self._turns[scope]

    def until_written[T](self, attempt: Callable[[], T]) -> T:
        """Tries anew, on what is known by then, when another process writes the same at the same moment."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return attempt()
            except WriteConflict:
                continue
        return attempt()
