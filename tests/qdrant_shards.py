"""Shards with keys in a stand-in for a Qdrant server: what is written with one key is found with it, or without any."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from qdrant_client import models

from tests.qdrant_cluster import Refused


@dataclass
class ShardKeys:
    """The points of each key, by collection; a collection that has none is not cut by keys."""

    points: dict[str, dict[str, set[Any]]] = field(default_factory=dict)

    def begin(self, name: str) -> None:
        self.points[name] = {}

    def keys_of(self, name: str) -> list[str]:
        return list(self.points.get(name, {}))

    def make(self, name: str, key: str) -> bool:
        if key in self.points[name]:
            raise Refused(400, f"Bad request: Sharding key {key} already exists for collection {name}")
        self.points[name][key] = set()
        return True

    def put(self, name: str, ids: Sequence[Any], key: Any) -> None:
        """A server would take a point of the same id in another shard, too; here only a space's own shards do, while it
        is moved."""
        keys = self.points.get(name)
        if keys is None:
            return
        if key is None:
            raise Refused(400, "Bad request: Shard key not specified")
        if key not in keys:
            raise Refused(404, f"Not found: Shard key {key} not found")
        if not key.startswith("space-") and any(set(ids) & there for other, there in keys.items() if other != key):
            raise Refused(500, "a point of that id is in another shard")
        keys[key] |= set(ids)

    def narrowed(self, name: str, condition: Any, key: Any) -> Any:
        """The filter, for what is in the shard with that key."""
        if key is None:
            return condition
        keys = key if isinstance(key, list) else [key]
        there = models.HasIdCondition(has_id=sorted(set().union(*(self.points[name][one] for one in keys))))
        return models.Filter(must=[there, *([condition] if condition else [])])

    def drop(self, name: str, ids: Sequence[Any], key: Any) -> list[Any]:
        """Of these points those that are in no shard any longer, once they are deleted from those with the keys."""
        shards = self.points.get(name)
        if shards is None:
            return list(ids)
        for one in list(shards) if key is None else key:
            shards[one] -= set(ids)
        return [one for one in ids if not any(one in there for there in shards.values())]
