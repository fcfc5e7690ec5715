"""Work that ends in time, whatever it waits for."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future


def within[T](
    deadline: float, work: Callable[[], T], *, name: str, translate: Callable[[Exception], Exception] = lambda e: e
) -> T:
    """What `work` brings before the deadline (of time.monotonic); raises TimeoutError after it, and what it raises,
    translated there, so that no error carries another one's words along.

    It runs in a thread of its own, because httpx bounds each step and not their sum: looking up a host that answers
    slowly, or headers that drip, could take any time. A thread that is left behind ends with its connection.
    """
    outcome: Future[T] = Future()
    threading.Thread(target=_fulfil, args=(outcome, work, translate), name=name, daemon=True).start()
    return outcome.result(timeout=max(0.0, deadline - time.monotonic()))


def _fulfil[T](outcome: Future[T], work: Callable[[], T], translate: Callable[[Exception], Exception]) -> None:
    try:
        outcome.set_result(work())
    except Exception as exc:  # noqa: BLE001 - it is raised where it is waited for
        outcome.set_exception(translate(exc))
