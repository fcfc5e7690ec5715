"""What a key and a server allow, looked at before the first store."""

import uuid

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.engines.collections import BREADTH
from memory_core.engines.server.consistency import IN_ORDER
from memory_core.errors import StorageLimits

NOT_FOUND = 404
_NOBODY = str(uuid.UUID(int=0))  # the id of no point
_NEEDED = {  # what strict mode must allow, by the name of its limit
    "search_max_batchsize": 6,
    "search_max_hnsw_ef": BREADTH,
    "filter_max_conditions": 9,
    "condition_max_size": 100,
    "upsert_max_batchsize": 60,
}


def check_rights(client: QdrantClient, collection: str) -> None:
    """Tries a write that changes nothing, whether the collection is there or not: a key that may only read, one of
    another collection, and one that has expired are refused. Raises as the client does."""
    nobody = models.Filter(must=[models.HasIdCondition(has_id=[_NOBODY])])
    changes_nothing = models.SetPayloadOperation(set_payload=models.SetPayload(payload={}, filter=nobody))
    try:
        client.batch_update_points(collection, [changes_nothing], wait=True, ordering=IN_ORDER)
    except UnexpectedResponse as exc:
        if exc.status_code != NOT_FOUND:
            raise
    except ValueError:  # from the client's in-memory mode, which knows no rights and has no such collection
        return


def check_limits(found: models.CollectionInfo) -> None:
    """Raises StorageLimits, with every limit of strict mode that is too low."""
    strict = found.config.strict_mode_config
    if strict is None or not strict.enabled:
        return
    set_to = {name: getattr(strict, name, None) for name in _NEEDED}
    low = [f"{name} is {value}, {_NEEDED[name]} are needed" for name, value in set_to.items() if _is_low(name, value)]
    if strict.search_allow_exact is False:
        low.append("search_allow_exact is false, exact counts are needed")
    if low:
        raise StorageLimits(f"Strict mode of the Qdrant server allows too little: {'; '.join(low)}. Raise it there.")


def _is_low(name: str, value: int | None) -> bool:
    return value is not None and value < _NEEDED[name]
