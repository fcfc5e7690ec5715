"""A collection on a Qdrant server is brought up to date: at once where little is to be done, else in slices between
calls.

Several processes may do so at once, and older ones write meanwhile. So a memory's first point is changed only while its
revision is the one that was read. Its other pieces have none of their own: where the revision has moved when they are
written, they are made anew from what the first point says now.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qdrant_client import QdrantClient, models

from memory_core.engines import filters, payload
from memory_core.engines.migrations import older_points, steps
from memory_core.engines.server import layout
from memory_core.engines.server.collection import place_of, stamp_of, write_stamp
from memory_core.engines.server.consistency import IN_ORDER, Consistency, newest
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.server.leases import UNTIL
from memory_core.engines.server.pagination import largest_limit
from memory_core.engines.server.shards import Shards, shards_of
from memory_core.engines.server.versioned_write import acknowledged
from memory_core.engines.stamp import Stamp
from memory_core.record.codec import from_stored

SLICE_SECONDS = 0.2
_BETWEEN_SECONDS = 1.0
_AT_ONCE = 50  # points of one request
_FEW = 200  # points that an opening waits for


class CollectionUpgrade:
    """Of one collection, as one repository sees it."""

    def __init__(self, client: QdrantClient, collection: str) -> None:
        self._client = client
        self._collection = collection
        self.left = 0  # points that were behind when they were counted last
        self.older = False  # whether some of them may be of schema 2
        self.newest: Consistency = None  # how to read there what was written last
        self.shards = Shards()
        self._to = steps.newest()
        self._most = _AT_ONCE
        self._last_slice = 0.0
        self._stamp: Stamp | None = None

    def begin(self, found: models.CollectionInfo) -> None:
        """To be called with what the server says of the collection that was just opened."""
        self._stamp = stamp_of(found, self._collection)
        self.newest, self.shards = newest(found), shards_of(found)
        self.left, self.older = 0, False
        self._most = min(_AT_ONCE, largest_limit(found))
        if not self._stamp.is_writable:
            return
        self._to = steps.reachable(self._stamp.readable_from)
        self._count()
        if self.left <= _FEW:
            self._bring_up(until=float("inf"))
        self._note_progress()
        self.older = bool(self.left) and older_points.FIELD in found.payload_schema

    def is_due(self) -> bool:
        return bool(self.left) and time.monotonic() - self._last_slice > _BETWEEN_SECONDS

    def some(self, *, seconds: float) -> None:
        """One slice."""
        self._last_slice = time.monotonic()
        self._bring_up(until=self._last_slice + seconds)
        self._last_slice = time.monotonic()
        self._note_progress()
        self.older = self.older and bool(self.left)

    def lay_out(self) -> None:
        """As collections are laid out now, where this one is of an earlier layout."""
        found = self._client.get_collection(self._collection)
        if layout.is_behind(found):
            layout.bring_up(self._client, self._collection)

    def count_again(self) -> None:
        """What an older process has written since is behind, too."""
        if self._stamp is not None and self._stamp.is_writable:
            self._count()

    def break_with_older(self) -> None:
        """Lets a breaking step begin, when one waits and all before it is done: the server makes a snapshot to go back
        to, and from then on older programs are shut out when they open the collection. Who asks for this vouches that
        none of them is at work."""
        stamp = self._stamp
        if stamp is None or not stamp.is_writable or self.left:
            return
        step = steps.next_breaking(stamp.readable_from)
        if step is not None:
            self._client.create_snapshot(self._collection, wait=True)
            self._stamp = stamp.broken_with(step.schema)
            write_stamp(self._client, self._collection, self._stamp)
            self._to = steps.reachable(self._stamp.readable_from)
            self._count()

    def check_writable(self) -> None:
        """Raises StorageReadOnly."""
        if self._stamp is not None:
            self._stamp.check_writable(place_of(self._collection))

    # -- slices --------------------------------------------------------------------------------------------------------

    def _bring_up(self, *, until: float) -> None:
        before = self.left + 1  # where nothing changes, somebody else is at work there: the next slice tries again
        while 0 < self.left < before and time.monotonic() < until:
            before = self.left
            records, _ = self._client.scroll(self._collection, scroll_filter=self._behind(), limit=self._most)
            heads = [record for record in records if (record.payload or {})["piece"] == 0]
            others = [record for record in records if (record.payload or {})["piece"] != 0]
            self._write([self._changed(record) for record in heads])
            self._bring_up_pieces(others)
            self._count()

    def _bring_up_pieces(self, records: Sequence[models.Record]) -> None:
        if not records:
            return
        owners = {(record.payload or {})["memory_id"] for record in records}
        before = self._revisions(owners)
        points = [record.id for record in records]
        fresh = self._client.retrieve(self._collection, points, consistency=self.newest)
        self._write([self._changed(record) for record in fresh])
        while moved := self._moved(owners, before):
            before = self._made_anew(moved, fresh)
            owners = set(before)

    def _moved(self, owners: Collection[str], before: Mapping[str, Any]) -> list[str]:
        now = self._revisions(owners) if owners else {}
        return [owner for owner in owners if now.get(owner) != before.get(owner)]

    def _made_anew(self, owners: Collection[str], pieces: Sequence[models.Record]) -> dict[str, Any]:
        """The revisions of the first points that these pieces now say again; of those that are still there."""
        found = self._client.retrieve(self._collection, list(owners), consistency=self.newest)
        heads = {str(head.id): head.payload or {} for head in found}
        self._write(
            [
                models.OverwritePayloadOperation(
                    overwrite_payload=models.SetPayload(
                        payload=payload.amended(from_stored(heads[owner]), piece.payload or {}),
                        filter=models.Filter(must=[Dialect().has_id([str(piece.id)])]),
                    )
                )
                for piece in pieces
                if (owner := (piece.payload or {})["memory_id"]) in heads
            ]
        )
        return {owner: head["revision"] for owner, head in heads.items()}

    def _changed(self, record: models.Record) -> models.UpdateOperation:
        """What is new in a point, as long as it is what was read: a memory's first of that revision, others of that
        state."""
        stored = record.payload or {}
        new = steps.brought_up(stored, to=self._to)
        added = {name: value for name, value in new.items() if stored.get(name) != value}
        is_head = stored["piece"] == 0
        unchanged = (
            Dialect().equals("revision", stored["revision"])
            if is_head
            else Dialect().equals("marks", payload.Mark.STATE.of(stored["state"]))
        )
        condition = models.Filter(must=[Dialect().has_id([str(record.id)]), unchanged])
        return models.SetPayloadOperation(set_payload=models.SetPayload(payload=added, filter=condition))

    def _write(self, operations: Sequence[models.UpdateOperation]) -> None:
        if operations:
            acknowledged(self._client.batch_update_points(self._collection, operations, wait=True, ordering=IN_ORDER))

    def _revisions(self, owners: Collection[str]) -> dict[str, Any]:
        found = self._client.retrieve(
            self._collection, list(owners), with_payload=["revision"], consistency=self.newest
        )
        return {str(head.id): (head.payload or {})["revision"] for head in found}

    def _behind(self) -> models.Filter:
        """Leases are no memories."""
        behind = filters.behind(Dialect(), self._to)
        lease = models.FieldCondition(key=UNTIL, range=models.Range(gte=0))
        return models.Filter(must_not=[*(behind.must_not or []), lease])

    def _count(self) -> None:
        self.left = self._client.count(self._collection, count_filter=self._behind(), exact=True).count

    def _note_progress(self) -> None:
        assert self._stamp is not None
        now = self._stamp.going_on(to=self._to, left=self.left)
        if now != self._stamp or not now.made_by:
            self._stamp = write_stamp(self._client, self._collection, now)
