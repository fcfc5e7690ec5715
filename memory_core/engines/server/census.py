"""Who is in a space, on a Qdrant server."""

from collections.abc import Mapping, Sequence

from qdrant_client import QdrantClient, models

from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines import filters, payload
from memory_core.engines.migrations import older_points
from memory_core.engines.server.collection import stamp_of
from memory_core.engines.server.connection import translated
from memory_core.engines.server.dialect import Dialect
from memory_core.engines.standings import by_place
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
            if self._older():
                realms = self._facet(older_points.FIELD, whole)
                found |= {place for realm in realms for place in self._any(Dialect().equals(older_points.FIELD, realm))}
            return sorted(found, key=lambda place: (place.agent, place.realm))

    def users(self, scope: Scope, selection: Selection) -> dict[str, int]:
        with translated():
            older = Dialect(older=self._older())
            return self._facet("user_id", filters.within(older, scope, selection, heads=True))

    def tally(self, space: str, wanted: Sequence[Selection]) -> list[Mapping[tuple[Scope, State], int]]:
        with translated():
            if not self._client.collection_exists(self._collection):
                return [{} for _ in wanted]
            conditions = [filters.of_space(Dialect(), space, selection) for selection in wanted]
            return [by_place(self._facet("standing", condition), self._place) for condition in conditions]

    def counts(self, space: str, wanted: Sequence[Selection]) -> list[int]:
        with translated():
            if not self._client.collection_exists(self._collection):
                return [0 for _ in wanted]
            conditions = [filters.of_space(Dialect(), space, selection) for selection in wanted]
            return [self._client.count(self._collection, condition, exact=True).count for condition in conditions]

    def _older(self) -> bool:
        """Whether some points may be of schema 2. Raises StorageUnsuitable when the collection may not be read."""
        found = self._client.get_collection(self._collection)
        return stamp_of(found, self._collection).schema < 3 and older_points.FIELD in found.payload_schema

    def close(self) -> None:
        self._client.close()

    def _facet(self, field: str, condition: models.Filter) -> dict[str, int]:
        answer = self._client.facet(self._collection, field, facet_filter=condition, limit=MAXIMUM_SESSIONS, exact=True)
        return {str(hit.value): hit.count for hit in answer.hits}

    def _place(self, standing: str) -> list[Scope]:
        """The agent and realm that it stands in, from any point that does; none when the last was just erased."""
        key = standing.replace("-", "")  # the in-memory client takes 32 hexadecimal digits for a UUID
        return self._any(Dialect().equals("standing", key))

    def _any(self, condition: models.FieldCondition) -> list[Scope]:
        there = models.Filter(must=[condition])
        records, _ = self._client.scroll(self._collection, scroll_filter=there, limit=1, with_payload=_FIELDS)
        return [payload.place(record.payload or {}) for record in records]
