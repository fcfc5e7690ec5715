"""A collection that is cut by buckets, when its operator asks for that: a person's memories lie in one shard, and a
search of them asks no other. What names no shard (pages, counts, changes by id) asks all of them."""

from dataclasses import dataclass
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain.scope import Scope
from memory_core.engines.payload import bucket

_OWN = "keepsake_own_shards"  # the spaces that have some
FIELD = "keepsake_shards"  # in what the collection says of itself: how many it is cut into, for good


@dataclass(frozen=True, slots=True)
class Shards:
    """`number` shards by bucket; 0 in a collection that the server cuts as it likes. Each space of `own` has shards of
    its own."""

    number: int = 0
    own: frozenset[str] = frozenset()

    def of(self, scope: Scope) -> str | None:
        """The key of the shard that a realm is in."""
        return self._of(scope.space, bucket(scope.space, scope.realm)) if self.number else None

    def of_point(self, point: models.PointStruct) -> str | None:
        stored = point.payload or {}
        return self._of(stored["space_id"], stored["bucket"]) if self.number else None

    def of_lease(self, lease: str) -> str | None:
        return self._key(int(lease[:8], 16)) if self.number else None

    def _of(self, space: str, number: int) -> str:
        return own_key(space) if space in self.own else self._key(number)

    @property
    def keys(self) -> list[str]:
        return [self._key(number) for number in range(self.number)]

    def _key(self, number: int) -> str:
        return f"bucket-{number % self.number}"


def shards_of(found: models.CollectionInfo) -> Shards:
    """As the collection says of itself."""
    metadata = found.config.metadata or {}
    return Shards(metadata.get(FIELD) or 0, frozenset(metadata.get(_OWN) or ()))


def own_key(space: str) -> str:
    return f"space-{space}"


def add_own(client: QdrantClient, name: str, space: str, number: int) -> str:
    """The key of a space's own shards, which are made, `number` of them, unless they are there. Whoever opens the
    collection from now on looks for the space in them."""
    key, own = own_key(space), shards_of(client.get_collection(name)).own
    if key not in _made(client, name):
        client.create_shard_key(name, key, shards_number=number)
    client.update_collection(name, metadata={_OWN: sorted(own | {space})})
    return key


def asked_for(number: int) -> dict[str, Any]:
    """What a collection is created with to be cut so."""
    return {"sharding_method": models.ShardingMethod.CUSTOM, "shard_number": 1, "metadata": {FIELD: number}}


def make(client: QdrantClient, name: str, shards: Shards) -> None:
    """Those that are not there yet, whoever else makes them at the same moment."""
    if not shards.number:
        return
    for key in sorted(set(shards.keys) - _made(client, name)):
        try:
            client.create_shard_key(name, key)
        except UnexpectedResponse:
            if key not in _made(client, name):
                raise


def _made(client: QdrantClient, name: str) -> set[str]:
    return {str(one.key) for one in client.list_shard_keys(name).shard_keys or []}
