"""Leases: turns among processes that share a Qdrant server, as ScopeTurns are among the threads of one.

A lease is a point of its own kind in the collection of the memories. It has no vectors and nothing that a filter of
memories asks for, so that no search, page or count meets it. It is taken by a write that the server does only while the
lease is free, and read back to see who has it. Its holder renews it, by writing another token. Who waits for it looks
at the token: one that stays the same for so many seconds of the waiter's own clock is nobody's any longer. So no clocks
are compared, and a killed holder is in nobody's way for long; what a holder writes that outlived its lease is refused
by the revisions of what it would change.
"""

import random
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.domain.text import digest
from memory_core.engines.server.consistency import IN_ORDER, Consistency
from memory_core.errors import StorageBusy, StorageError

UNTIL = "lease_until"  # the token: 0 when it is free. Programs before this one take it for the end in microseconds
_HOLDER = "lease_holder"
_LEASES = uuid.UUID("b5a4c0de-93f1-4d5e-8d0a-4f0d7c1a2e36")
_MICROSECONDS = 1_000_000
_LEAST_PAUSE, _LONGEST_PAUSE = 0.02, 0.25  # seconds between two looks
_FREE = 0
_KEPT = 10_000  # leases of others that are remembered
_BUSY = "Other stores of the same user take long. Nothing was stored; try again."

type Later = Callable[[Callable[[], None]], object]  # does work that nobody waits for


def in_background(work: Callable[[], None]) -> None:
    """In a thread that the end of the process waits for: a lease that is not given back keeps others waiting."""
    threading.Thread(target=work, name="keepsake-lease", daemon=False).start()


@dataclass(eq=False, slots=True)
class _Held:
    """A lease of ours; its `tokens` are those that may stand there: more than one when an answer was lost. `waited_for`
    is the token of somebody else that was there first."""

    lease: str
    holder: str
    tokens: list[int] = field(default_factory=list)
    waited_for: int = _FREE
    ended: threading.Event = field(default_factory=threading.Event)


class Leases:
    """Turns by scope. `client` gives one whose collection is there, and translates what fails with it. A turn is waited
    for `wait_seconds`; with `steps_back`, only until its holder is seen to be at work. A holder that does not renew it
    for `seconds` has lost it."""

    def __init__(
        self,
        client: Callable[[], AbstractContextManager[QdrantClient]],
        collection: str,
        *,
        newest: Callable[[], Consistency] = lambda: None,
        shard: Callable[[str], str | None] = lambda _: None,
        seconds: float = 15.0,
        wait_seconds: float = 120.0,
        steps_back: bool = False,
        clock: Callable[[], float] = time.monotonic,
        later: Later = in_background,
    ) -> None:
        self._client = client
        self._collection = collection
        self._newest = newest
        self._shard = shard  # that a lease is in
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._steps_back = steps_back
        self._clock = clock
        self._later = later
        self._seen: dict[str, tuple[int, float]] = {}  # the tokens of others, and since when they stay the same
        self._left: dict[str, list[int]] = {}  # tokens of ours that may stand there still, and mean nothing

    @contextmanager
    def __call__(self, scope: Scope) -> Iterator[None]:
        """The turn of `scope`; raises StorageBusy when it does not come."""
        held = self._take(_point_id(scope))
        renewing = threading.Thread(target=self._renew, args=(held,), name="keepsake-lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            held.ended.set()
            self._leave(held)

    # -- taking --------------------------------------------------------------------------------------------------------

    def _take(self, lease: str) -> _Held:
        deadline, pause = time.monotonic() + self._wait_seconds, _LEAST_PAUSE
        held = _Held(lease, str(uuid.uuid4()))
        free: Sequence[int] = [_FREE, *self._left.get(lease, ())]
        while True:
            if free:
                self._write_or_leave(held, free)
            token = self._standing(held)
            if token is None:
                return held
            free = self._free(held, token)
            if not free:
                if time.monotonic() + pause > deadline:
                    raise StorageBusy(_BUSY)
                time.sleep(pause * random.uniform(0.5, 1.0))
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _write_or_leave(self, held: _Held, free: Sequence[int]) -> None:
        token = _token(self._seconds)
        held.tokens.append(token)
        try:
            self._write(held.lease, held.holder, token, free=free)
        except StorageError:  # it may be ours all the same
            self._leave(held)
            raise

    def _standing(self, held: _Held) -> int | None:
        """The token of whoever has the lease; None when we have it."""
        try:
            with self._client() as client:
                found = client.retrieve(self._collection, [held.lease], consistency=self._newest())
        except StorageError:
            self._leave(held)
            raise
        stored = (found[0].payload or {}) if found else {}
        if stored.get(_HOLDER) != held.holder:
            return int(stored.get(UNTIL, _FREE))
        held.tokens = [stored[UNTIL]]
        self._left.pop(held.lease, None)
        self._seen.pop(held.lease, None)
        return None

    def _free(self, held: _Held, token: int) -> Sequence[int]:
        """The token in whose place ours may be written, if it is nobody's: free, or the same for long enough. Raises
        StorageBusy when its holder is at work and we are to step back."""
        now, known = self._clock(), self._seen.get(held.lease)
        if token == _FREE or (known and known[0] == token and now - known[1] >= self._seconds):
            return [token]
        if known is None or known[0] != token:
            if len(self._seen) > _KEPT:
                self._seen.clear()
            self._seen[held.lease] = token, now
        held.waited_for = held.waited_for or token
        if self._steps_back and held.waited_for != token:
            raise StorageBusy(_BUSY)
        return ()

    # -- holding and leaving -------------------------------------------------------------------------------------------

    def _renew(self, held: _Held) -> None:
        while not held.ended.wait(self._seconds / 3):
            token = _token(self._seconds)
            before = list(held.tokens)
            held.tokens = [*before, token]
            try:
                self._write(held.lease, held.holder, token, free=before)
                held.tokens = [token]
            except StorageError:
                continue

    def _leave(self, held: _Held) -> None:
        """If it is still ours. Nobody waits for that: should it fail, we know at our next turn that it was ours, and
        others when the token stays the same."""
        tokens = list(held.tokens)
        self._left[held.lease] = [*self._left.get(held.lease, ()), *tokens][-8:]

        def leave() -> None:
            try:
                self._write(held.lease, "", _FREE, free=tokens)
            except StorageError:
                return
            if set(self._left.get(held.lease, ())) <= set(tokens):
                self._left.pop(held.lease, None)

        self._later(leave)

    def _write(self, lease: str, holder: str, token: int, *, free: Sequence[int]) -> None:
        """Makes the lease, or changes one that has one of the tokens `free`."""
        point = models.PointStruct(id=lease, vector={}, payload={UNTIL: token, _HOLDER: holder})
        condition = models.Filter(must=[models.FieldCondition(key=UNTIL, match=models.MatchAny(any=list(free)))])
        with self._client() as client:
            client.upsert(
                self._collection,
                [point],
                wait=True,
                ordering=IN_ORDER,
                update_filter=condition,
                shard_key_selector=self._shard(lease),
            )


def _token(seconds: float) -> int:
    """No two are the same; programs before this one let go of it when their clock says so."""
    return int((time.time() + seconds) * _MICROSECONDS) + random.randrange(_MICROSECONDS)


def _point_id(scope: Scope) -> str:
    place = (scope.space, scope.agent, scope.realm, scope.user or "", scope.session or "")
    return str(uuid.uuid5(_LEASES, digest(*place)))
