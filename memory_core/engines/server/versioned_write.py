"""A write on a server that is whole or not at all: new memories, and changed records of others, if those are still what
was read.

A server has no transactions over several points. So each new record is only inserted, each changed one is written on
the condition that its revision is the one that was read, and both with a token of this write, which is then looked for.
Where it does not stand, somebody else was faster: what this write did is taken back. A token stands with those of the
last writes, so that who has gone on from ours already does not look like who was faster. Revisions only grow, also when
a write is taken back, so that none ever names two contents. Whoever dies in between leaves new facts beside those that
they supersede and messages that still wait: reading these again mends it.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from qdrant_client import QdrantClient, models

from memory_core.domain.memory import Memory
from memory_core.engines import payload
from memory_core.engines.server.consistency import IN_ORDER, Consistency
from memory_core.errors import StorageTooSlow, WriteConflict

_TOKENS = "writes"
_REMEMBERED = 8  # tokens of a record: more than there are writes while one is looked for


class VersionedWrite:
    """One such write into a collection, or the shard of it with that key, read again as the `newest` there. To be used
    once."""

    def __init__(self, client: QdrantClient, collection: str, *, newest: Consistency, shard: str | None = None) -> None:
        self._shard = shard
        self._client = client
        self._collection = collection
        self._newest = newest
        self._token = str(uuid.uuid4())

    def write(
        self, new: Sequence[models.PointStruct], stored: Sequence[models.Record], amended: Sequence[Memory]
    ) -> None:
        """Writes `new` points, and the `stored` ones with the records of their memories `amended`. Raises
        WriteConflict, and leaves all as it was, when one of those has changed meanwhile."""
        memories = {memory.id: memory for memory in amended}
        changed = [_amended(record, memories) for record in stored]
        inserted, amending = [p for p in new if _is_head(p)], [p for p in changed if _is_head(p)]
        tokens = {record.id: (record.payload or {}).get(_TOKENS, []) for record in stored}
        for point in (*inserted, *amending):
            remembered = [*tokens.get(point.id, []), self._token][-_REMEMBERED:]
            point.payload = {**(point.payload or {}), _TOKENS: remembered}
        operations = [*_insertion(new, self._shard), *_changes(amending, self._shard)]
        if not operations:
            return
        self._update(operations)
        written = self._tokens([*inserted, *amending])
        if not all(self._token in written.get(point.id, []) for point in (*inserted, *amending)):
            last = {point for point, standing in written.items() if standing[-1:] == [self._token]}
            self._take_back(new, stored, last)
            raise WriteConflict(payload.CONFLICT)
        others = [point for point in changed if not _is_head(point)]
        if others:  # they say again what the record says, for the search to filter by
            self._update([models.UpsertOperation(upsert=models.PointsList(points=others, shard_key=self._shard))])

    def _update(self, operations: Sequence[models.UpdateOperation]) -> None:
        acknowledged(self._client.batch_update_points(self._collection, operations, wait=True, ordering=IN_ORDER))

    def _tokens(self, heads: Sequence[models.PointStruct]) -> dict[models.ExtendedPointId, list[str]]:
        """Of the last writes of each of these records, the latest last."""
        ids = [point.id for point in heads]
        found = self._client.retrieve(self._collection, ids, with_payload=[_TOKENS], consistency=self._newest)
        return {record.id: (record.payload or {}).get(_TOKENS, []) for record in found}

    def _take_back(
        self,
        new: Sequence[models.PointStruct],
        stored: Sequence[models.Record],
        ours: Collection[models.ExtendedPointId],
    ) -> None:
        """New memories go, and records become what they were: those of `ours`, which this write
        was the last to write."""
        gone = [point.id for point in new if (point.payload or {})["memory_id"] in ours]
        operations: list[models.UpdateOperation] = [
            *_changes([_as_before(r) for r in stored if r.id in ours], self._shard)
        ]
        if gone:
            operations.append(models.DeleteOperation(delete=models.PointIdsList(points=gone)))
        if operations:
            self._update(operations)


def acknowledged(results: Sequence[models.UpdateResult]) -> None:
    """Raises StorageTooSlow when the server has not applied what it was sent: it may, later, or never."""
    if any(result.status is not models.UpdateStatus.COMPLETED for result in results):
        raise StorageTooSlow("The Qdrant server has not stored yet what it took. Send it again; it is kept once.")


def _amended(record: models.Record, memories: dict[str, Memory]) -> models.PointStruct:
    stored = record.payload or {}
    content = payload.amended(memories[stored["memory_id"]], stored)
    return models.PointStruct(id=record.id, vector=record.vector or {}, payload=content)


def _as_before(record: models.Record) -> models.PointStruct:
    """What a record was, as the revision after the one that is taken back."""
    stored = record.payload or {}
    content = {**stored, "revision": stored["revision"] + 2}
    return models.PointStruct(id=record.id, vector=record.vector or {}, payload=content)


def _insertion(points: Sequence[models.PointStruct], shard: str | None) -> Iterator[models.UpdateOperation]:
    if points:
        inserted = models.PointsList(points=list(points), update_mode=models.UpdateMode.INSERT_ONLY, shard_key=shard)
        yield models.UpsertOperation(upsert=inserted)


def _changes(heads: Sequence[models.PointStruct], shard: str | None) -> Iterator[models.UpdateOperation]:
    """Writes records whose stored revision is still the one before theirs."""
    by_revision: dict[int, list[models.PointStruct]] = defaultdict(list)
    for point in heads:
        by_revision[(point.payload or {})["revision"] - 1].append(point)
    for revision, points in by_revision.items():
        unchanged = models.FieldCondition(key="revision", match=models.MatchValue(value=revision))
        condition = models.Filter(must=[unchanged])
        yield models.UpsertOperation(
            upsert=models.PointsList(
                points=points,
                update_filter=condition,
                update_mode=models.UpdateMode.UPDATE_ONLY,
                shard_key=shard,
            )
        )


def _is_head(point: models.PointStruct) -> bool:
    return bool((point.payload or {})["piece"] == 0)
