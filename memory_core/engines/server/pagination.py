"""Whole answers of a Qdrant server whose strict mode caps what one request may ask for."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from qdrant_client import QdrantClient, models

from memory_core.ports import MAXIMUM_SESSIONS

UNCAPPED = 2**31 - 1


def largest_limit(found: models.CollectionInfo) -> int:
    """The most that a request to this collection may ask for."""
    strict = found.config.strict_mode_config
    return strict.max_query_limit if strict and strict.enabled and strict.max_query_limit else UNCAPPED


def scroll(
    client: QdrantClient,
    collection: str,
    condition: models.Filter,
    *,
    limit: int,
    most: int,
    order: models.OrderBy | None = None,
    fields: bool | Sequence[str] = True,
    vectors: bool = False,
) -> list[models.Record]:
    """At most `limit` records, in requests for at most `most`; in `order`, when `fields` hold what it orders by."""
    records: list[models.Record] = []
    offset: Any = None
    while len(records) < limit:
        asked = min(limit - len(records), most)
        found, offset = client.scroll(
            collection,
            scroll_filter=_after(condition, order, records),
            limit=asked,
            order_by=_from(order, records),
            offset=offset,
            with_payload=list(fields) if not isinstance(fields, bool) else fields,
            with_vectors=vectors,
        )
        records += found
        if len(found) < asked or (order is None and offset is None):
            break
    return records


def scrolls(
    client: QdrantClient,
    collection: str,
    wanted: Sequence[tuple[models.Filter, int]],
    *,
    order: models.OrderBy,
    most: int,
    shard: str | None,
) -> list[list[models.Record]]:
    """Of each condition at most so many records, in `order`, of the shard with that key; as one request, unless it
    would ask for more than `most`."""
    if any(limit > most for _, limit in wanted):
        return [
            scroll(client, collection, condition, limit=limit, most=most, order=order) for condition, limit in wanted
        ]
    by = models.OrderByQuery(order_by=order)
    asked = [
        models.QueryRequest(shard_key=shard, query=by, filter=c, limit=limit, with_payload=True) for c, limit in wanted
    ]
    answers = client.query_batch_points(collection, asked) if asked else []
    return [[models.Record(id=p.id, payload=p.payload) for p in answer.points] for answer in answers]


def counted_by(
    client: QdrantClient, collection: str, field: str, condition: models.Filter, *, most: int
) -> dict[str, int]:
    """How many points there are of each value of `field`, of at most 100,000 values."""
    limit = min(MAXIMUM_SESSIONS, most)
    hits = client.facet(collection, field, facet_filter=condition, limit=limit, exact=True).hits
    if len(hits) < limit or limit == MAXIMUM_SESSIONS:
        return {str(hit.value): hit.count for hit in hits}
    records = scroll(client, collection, condition, limit=UNCAPPED, most=most, fields=[field])
    return dict(Counter(str((record.payload or {})[field]) for record in records))


def _from(order: models.OrderBy | None, records: Sequence[models.Record]) -> models.OrderBy | None:
    return order.model_copy(update={"start_from": _place(records[-1], order)}) if order and records else order


def _after(condition: models.Filter, order: models.OrderBy | None, records: Sequence[models.Record]) -> models.Filter:
    """An ordered scroll has no offset: it begins again where the last one ended, without what that had there."""
    if not order or not records:
        return condition
    last = _place(records[-1], order)
    seen = [record.id for record in records if _place(record, order) == last]
    return models.Filter(must=[condition], must_not=[models.HasIdCondition(has_id=seen)])


def _place(record: models.Record, order: models.OrderBy) -> Any:
    return (record.payload or {})[order.key]
