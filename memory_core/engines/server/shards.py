"""A collection that is cut by buckets, when its operator asks for that: a person's memories lie in one shard, and a
search of them asks no other. What names no shard (pages, counts, changes by id) asks all of them."""

from dataclasses import dataclass
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain.scope import Scope
from memory_core.engines.payload import bucket

FIELD = "keepsake_shards"  # in what the collection says of itself: how many it is cut into, for good


@dataclass(frozen=True, slots=True)
class Shards:
    """`number` shards by bucket; 0 in a collection that the server cuts as it likes."""

    number: int = 0

    def of(self, scope: Scope) -> str | None:
        """The key of the shard that a realm is in."""
        return self._key(bucket(scope.space, scope.realm)) if self.number else None

    def of_point(self, point: models.PointStruct) -> str | None:
        return self._key((point.payload or {})["bucket"]) if self.number else None

    def of_lease(self, lease: str) -> str | None:
        return self._key(int(lease[:8], 16)) if self.number else None

    @property
    def keys(self) -> list[str]:
        return [self._key(number) or "" for number in range(self.number)]

    def _key(self, number: int) -> str:
        return f"bucket-{number % self.number}"


def shards_of(found: models.CollectionInfo) -> Shards:
    """As the collection says of itself."""
    return Shards((found.config.metadata or {}).get(FIELD) or 0)


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
