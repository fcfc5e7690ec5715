"""How long a server is waited for: by one request, by all of a query together, and not at all when it is away."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import httpx

FAILURES = 3  # in a row, after which a server is taken to be away
_TELLING = 1.0  # seconds without an answer that tell something of a server
AWAY_SECONDS = 5.0  # for which nobody asks it then


class ServerAway(httpx.TransportError):
    """Nothing was sent: the server did not answer lately."""


@dataclass(slots=True)
class _Left:
    seconds: float


_left: ContextVar[_Left | None] = ContextVar("keepsake_query_seconds", default=None)


@contextmanager
def query(seconds: float) -> Iterator[None]:
    """All requests within it together take so long; 0 is no bound. One within another has what is left of that."""
    if not seconds or _left.get() is not None:
        yield
        return
    token = _left.set(_Left(seconds))
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def unhurried() -> Iterator[None]:
    """For what no query is to pay for, nor to break off: making a collection and its indexes."""
    token = _left.set(None)
    try:
        yield
    finally:
        _left.reset(token)


@contextmanager
def bounded(seconds: float) -> Iterator[float]:
    """How many seconds a request has that may take so many by itself."""
    left, started = _left.get(), time.monotonic()
    try:
        yield seconds if left is None else max(0.0, min(seconds, left.seconds))
    finally:
        if left is not None:
            left.seconds -= time.monotonic() - started


@dataclass(eq=False, slots=True)
class Circuit:
    """Opens when a server did not answer several requests in a row: from then on every request fails at once, but for
    one every few seconds, whose answer closes it."""

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _asked_again_at: float = 0.0
    _looking: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def request(self, seconds: float) -> Iterator[None]:
        """One that may take `seconds`. Whatever is answered counts as an answer, and of one that had little time left
        nothing is known. Raises ServerAway."""
        with self._looking:
            if self._failures >= FAILURES:
                if self.clock() < self._asked_again_at:
                    raise ServerAway("the server did not answer lately")
                self._asked_again_at = self.clock() + AWAY_SECONDS  # this one asks; others wait for what it finds
        try:
            yield
        except httpx.TransportError as exc:
            if seconds >= _TELLING or not isinstance(exc, httpx.TimeoutException):
                with self._looking:
                    self._failures += 1
                    self._asked_again_at = self.clock() + AWAY_SECONDS
            raise
        self._failures = 0
