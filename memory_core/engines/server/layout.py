"""How a collection on a Qdrant server is laid out for many people: one graph of vectors for each of them, none over
all, and the field that tells them apart kept together on disk.

`standing` tells them apart: it names a realm, of which each user, conversation or app has one. A space alone does not,
where all share a key. Every other index says that it builds no graphs: with m=0, each would build one for each of its
values. Layouts have numbers, after the schemas of the points; a collection of an earlier one is brought up to it.
"""

from typing import Any

from qdrant_client import QdrantClient, models

from memory_core.engines import payload
from memory_core.engines.server.leases import UNTIL

LAYOUT = 8
FIELD = "keepsake_layout"  # in what the collection says of itself
GRAPHS = models.HnswConfigDiff(m=0, payload_m=16)
_AT_ONCE = 10_000  # points up to which an opening brings it up; more are left to maintenance


def indexes() -> dict[str, Any]:
    """Every field that is filtered or ordered by, with its kind."""
    kinds: dict[str, Any] = {
        name: models.UuidIndexParams(type=models.UuidIndexType.UUID, is_tenant=True) for name in payload.UUID_FIELDS
    }
    keyword = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, enable_hnsw=False)
    integer = models.IntegerIndexParams(type=models.IntegerIndexType.INTEGER, enable_hnsw=False)
    kinds |= dict.fromkeys((payload.TENANT_FIELD, *payload.KEYWORD_FIELDS), keyword)
    return kinds | dict.fromkeys((*payload.SERVER_INTEGER_FIELDS, UNTIL), integer)


def is_behind(found: models.CollectionInfo) -> bool:
    return ((found.config.metadata or {}).get(FIELD) or 0) < LAYOUT


def is_small(found: models.CollectionInfo) -> bool:
    return (found.points_count or 0) <= _AT_ONCE


def bring_up(client: QdrantClient, name: str) -> None:
    """The server builds indexes and graphs anew beside other calls, which are slower meanwhile; the same however often
    it is asked."""
    for field, kind in indexes().items():
        client.create_payload_index(name, field, field_schema=kind, wait=False)
    client.update_collection(name, hnsw_config=GRAPHS, metadata={FIELD: LAYOUT})
