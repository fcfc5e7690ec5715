"""Pauses: whoever guesses the page key waits longer each time. Whoever has it never waits."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

FREE, LONGEST = 5, 60.0  # failures without a pause, and the longest one in seconds
_FORGOTTEN_AFTER = 15 * 60.0
_MOST_KNOWN, _MOST_WAITING = 1_000, 32


class Pauses:
    """Failures by hook and key, of this process. `sleep` and `clock` are in seconds."""

    def __init__(
        self, *, sleep: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep, self._clock = sleep, clock
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._waiting = 0
        self._turn = threading.Lock()

    def failed(self, name: str) -> None:
        """Waits, when this was the sixth failure or a later one. More than 32 never wait at once: they would hold up
        the process."""
        pause = self._noted(name)
        with self._turn:
            waits = pause > 0 and self._waiting < _MOST_WAITING
            self._waiting += waits
        if waits:
            try:
                self._sleep(pause)
            finally:
                with self._turn:
                    self._waiting -= 1

    def succeeded(self, name: str) -> None:
        with self._turn:
            self._failures.pop(name, None)

    def _noted(self, name: str) -> float:
        now = self._clock()
        with self._turn:
            number, last = self._failures.get(name, (0, now))
            number = 1 if now - last > _FORGOTTEN_AFTER else number + 1
            self._failures[name] = (number, now)
            self._failures.move_to_end(name)
            while len(self._failures) > _MOST_KNOWN:
                self._failures.popitem(last=False)
        return 0.0 if number <= FREE else min(LONGEST, 0.5 * 2.0 ** min(number - FREE - 1, 20))
