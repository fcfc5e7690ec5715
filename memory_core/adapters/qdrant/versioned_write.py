"""A write on a server that is whole or not at all: new memories, and changed records of others, if those are still what
was read.

A server has no transactions over several points. So each changed record is written on the condition that its revision
is the one that was read, with a token of this write, and read back. When another token stands there, somebody else was
faster: what this write did is taken back. Whoever dies in between leaves new facts beside those that they supersede and
messages that still wait: reading these again mends it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from qdrant_client import QdrantClient, models

from memory_core.adapters.qdrant import payload
from memory_core.domain.memory import Memory
from memory_core.errors import StorageTooSlow, WriteConflict

_TOKEN = "write"


class VersionedWrite:
    """One such write into a collection. To be used once."""

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection
        self._token = str(uuid.uuid4())

    def write(
        self, new: Sequence[models.PointStruct], stored: Sequence[models.Record], amended: Sequence[Memory]
    ) -> None:
        """Writes `new` points, and the `stored` ones with the records of their memories `amended`. Raises
        WriteConflict, and leaves all as it was, when one of those has changed meanwhile."""
        memories = {memory.id: memory for memory in amended}
        changed = [_amended(record, memories) for record in stored]
        heads = [point for point in changed if _is_head(point)]
        for point in (*new, *heads):
            if _is_head(point):
                point.payload = {**(point.payload or {}), _TOKEN: self._token}
        operations = [*_insertion(new), *_changes(heads)]
        if not operations:
            return
        acknowledged(self._client.batch_update_points(self._collection, operations, wait=True))
        if heads and self._ours(heads) != {point.id for point in heads}:
            self._take_back(new, stored, heads)
            raise WriteConflict(payload.CONFLICT)
        others = [point for point in changed if not _is_head(point)]
        if others:  # they say again what the record says, for the search to filter by
            acknowledged([self._client.upsert(self._collection, others, wait=True)])

    def _ours(self, points: Sequence[models.PointStruct]) -> set[models.ExtendedPointId]:
        """The ids of those points that this write wrote last."""
        ids = [point.id for point in points if _is_head(point)]
        found = self._client.retrieve(self._collection, ids, with_payload=[_TOKEN]) if ids else []
        return {record.id for record in found if (record.payload or {}).get(_TOKEN) == self._token}

    def _take_back(
        self,
        new: Sequence[models.PointStruct],
        stored: Sequence[models.Record],
        heads: Sequence[models.PointStruct],
    ) -> None:
        """New memories go, unless somebody else made the same ones; records become what they were, unless somebody
        changed them since."""
        inserted = self._ours(new)
        gone = [point.id for point in new if (point.payload or {})["memory_id"] in inserted]
        ours = self._ours(heads)
        before = [models.PointStruct(id=r.id, vector=r.vector, payload=r.payload) for r in stored if r.id in ours]
        operations: list[models.UpdateOperation] = [
            *_changes(before, since=1),
            *([models.DeleteOperation(delete=models.PointIdsList(points=gone))] if gone else []),
        ]
        if operations:
            acknowledged(self._client.batch_update_points(self._collection, operations, wait=True))


def acknowledged(results: Sequence[models.UpdateResult]) -> None:
    """Raises StorageTooSlow when the server has not applied what it was sent: it may, later, or never."""
    if any(result.status is not models.UpdateStatus.COMPLETED for result in results):
        raise StorageTooSlow("The Qdrant server has not stored yet what it took. Send it again; it is kept once.")


def _amended(record: models.Record, memories: dict[str, Memory]) -> models.PointStruct:
    stored = record.payload or {}
    content = payload.amended(memories[stored["memory_id"]], stored)
    return models.PointStruct(id=record.id, vector=record.vector or {}, payload=content)


def _insertion(points: Sequence[models.PointStruct]) -> Iterator[models.UpdateOperation]:
    if points:
        inserted = models.PointsList(points=list(points), update_mode=models.UpdateMode.INSERT_ONLY)
        yield models.UpsertOperation(upsert=inserted)


def _changes(heads: Sequence[models.PointStruct], *, since: int = -1) -> Iterator[models.UpdateOperation]:
    """Writes records whose stored revision is still theirs plus `since`."""
    by_revision: dict[int, list[models.PointStruct]] = defaultdict(list)
    for point in heads:
        by_revision[(point.payload or {})["revision"] + since].append(point)
    for revision, points in by_revision.items():
        unchanged = models.FieldCondition(key="revision", match=models.MatchValue(value=revision))
        condition = models.Filter(must=[unchanged])
        yield models.UpsertOperation(
            upsert=models.PointsList(points=points, update_filter=condition, update_mode=models.UpdateMode.UPDATE_ONLY)
        )


def _is_head(point: models.PointStruct) -> bool:
    return bool((point.payload or {})["piece"] == 0)
