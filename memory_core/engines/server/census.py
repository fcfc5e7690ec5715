"""Who is in a space, on a Qdrant server."""

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.engines import filters, payload
from memory_core.engines.server.connection import translated
from memory_core.engines.server.repository import Dialect
from memory_core.ports import MAXIMUM_SESSIONS

_FIELDS = list(payload.PLACE_FIELDS)


class ServerCensus:
    """A Census over one collection; it makes none."""

    def __init__(self, client: QdrantClient, *, collection: str) -> None:
        self._client = client
        self._collection = collection

    def places(self, space: str) -> list[Scope]:
        with translated():
            if not self._client.collection_exists(self._collection):
                return []
            whole = filters.whole_space(Dialect(), Scope(space=space, agent="any"))
            found = {place for standing in self._facet("standing", whole) for place in self._place(standing)}
            return sorted(found, key=lambda place: (place.agent, place.realm))

    def users(self, scope: Scope, selection: Selection) -> dict[str, int]:
        with translated():
            return self._facet("user_id", filters.within(Dialect(), scope, selection, heads=True))

    def close(self) -> None:
        self._client.close()

    def _facet(self, field: str, condition: models.Filter) -> dict[str, int]:
        answer = self._client.facet(self._collection, field, facet_filter=condition, limit=MAXIMUM_SESSIONS, exact=True)
        return {str(hit.value): hit.count for hit in answer.hits}

    def _place(self, standing: str) -> list[Scope]:
        """The agent and realm that it stands in, from any point that does; none when the last was just erased."""
        key = standing.replace("-", "")  # the in-memory client takes 32 hexadecimal digits for a UUID
        there = models.Filter(must=[Dialect().equals("standing", key)])
        records, _ = self._client.scroll(self._collection, scroll_filter=there, limit=1, with_payload=_FIELDS)
        return [payload.place(record.payload or {}) for record in records]
