"""Leases: turns among processes that share a Qdrant server, as ScopeTurns are among the threads of one.

A lease is a point of its own kind in the collection of the memories. It has no vectors and nothing that a filter of
memories asks for, so that no search, page or count meets it. It is taken by a write that the server does only while the
lease is free or over, and read back to see who has it. It ends by itself, so that a killed holder is in nobody's way;
what a holder writes that outlived its lease is refused by the revisions of what it would change.
"""

import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.domain.text import digest
from memory_core.engines.server.connection import IN_ORDER, NEWEST
from memory_core.errors import StorageBusy, StorageError

UNTIL = "lease_until"
_HOLDER = "lease_holder"
_LEASES = uuid.UUID("b5a4c0de-93f1-4d5e-8d0a-4f0d7c1a2e36")
_MICROSECONDS = 1_000_000
_LEAST_PAUSE, _LONGEST_PAUSE = 0.02, 0.25  # seconds between two tries


class Leases:
    """Turns by scope. `client` gives one whose collection is there, and translates what fails with it; a turn is waited
    for `wait_seconds`, and taken for `seconds`, which should be longer than anything that is done within it."""

    def __init__(
        self,
        client: Callable[[], AbstractContextManager[QdrantClient]],
        collection: str,
        *,
        seconds: float = 60.0,
        wait_seconds: float = 120.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._client = client
        self._collection = collection
        self._seconds = seconds
        self._wait_seconds = wait_seconds
        self._now = now

    @contextmanager
    def __call__(self, scope: Scope) -> Iterator[None]:
        """The turn of `scope`; raises StorageBusy when it does not come."""
        lease, holder = _point_id(scope), str(uuid.uuid4())
        until = self._take(lease, holder)
        try:
            yield
        finally:
            self._give_back(lease, until)

    def _take(self, lease: str, holder: str) -> int:
        """Until when (microseconds) the lease is ours."""
        deadline, pause = time.monotonic() + self._wait_seconds, _LEAST_PAUSE
        while True:
            now = int(self._now() * _MICROSECONDS)
            until = now + int(self._seconds * _MICROSECONDS)
            if self._is_taken(lease, holder, until, now=now):
                return until
            if time.monotonic() + pause > deadline:
                raise StorageBusy("Other stores of the same user take long. Nothing was stored; try again.")
            time.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _is_taken(self, lease: str, holder: str, until: int, *, now: int) -> bool:
        try:
            self._write(lease, holder, until, free=models.Range(lte=now))
            return self._holder(lease) == holder
        except StorageError:  # it may be ours all the same
            self._give_back(lease, until)
            raise

    def _give_back(self, lease: str, until: int) -> None:
        """If it is still ours; when the server is away, it ends by itself."""
        try:
            self._write(lease, "", 0, free=models.Range(gte=until, lte=until))
        except StorageError:
            return

    def _write(self, lease: str, holder: str, until: int, *, free: models.Range) -> None:
        """Makes the lease, or changes the one that is `free`."""
        point = models.PointStruct(id=lease, vector={}, payload={UNTIL: until, _HOLDER: holder})
        condition = models.Filter(must=[models.FieldCondition(key=UNTIL, range=free)])
        with self._client() as client:
            client.upsert(self._collection, [point], wait=True, ordering=IN_ORDER, update_filter=condition)

    def _holder(self, lease: str) -> str:
        with self._client() as client:
            found = client.retrieve(self._collection, [lease], with_payload=[_HOLDER], consistency=NEWEST)
        return str((found[0].payload or {}).get(_HOLDER)) if found else ""


def _point_id(scope: Scope) -> str:
    place = (scope.space, scope.agent, scope.realm, scope.user or "", scope.session or "")
    return str(uuid.uuid5(_LEASES, digest(*place)))
