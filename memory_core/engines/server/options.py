"""What a collection on a Qdrant server is made with, as a person writes it down."""

from dataclasses import dataclass, fields
from enum import StrEnum

from memory_core.errors import InvalidSettings

_FLAGS = {"true": True, "false": False}
_MOST = 1_000
_SURVIVES_ONE = 3  # replicas, of which two agree when one is dead
_SHARDS_OF_A_NODE = 2  # so that one node more takes some
FORM = "replication_factor=2, shard_number=6, on_disk=true, quantization=scalar"


class ShardBy(StrEnum):
    """What a collection is cut by: as the server likes, or by the bucket that a realm is in."""

    NONE = "none"
    BUCKET = "bucket"


class Quantization(StrEnum):
    """How vectors are kept in memory besides: as they are, in a quarter of the room, or in a 32nd."""

    NONE = "none"
    SCALAR = "scalar"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class CollectionOptions:
    """`replication_factor` is on how many nodes each shard is kept (0: on three, as far as there are), `shard_number`
    into how many a collection is cut (0: two for each node of a cluster; a single server decides by itself), and
    `shard_by` what by; with `on_disk`, vectors are read from disk."""

    replication_factor: int = 0
    shard_number: int = 0
    shard_by: ShardBy = ShardBy.NONE
    on_disk: bool = False
    quantization: Quantization = Quantization.NONE

    def replicas(self, nodes: int) -> int:
        """On how many nodes each shard is kept, of so many."""
        return self.replication_factor or min(nodes, _SURVIVES_ONE)

    def needed(self, nodes: int) -> int:
        """How many replicas have to take a write: a node less stops none, and what is confirmed is on two of three."""
        return 2 if self.replicas(nodes) >= _SURVIVES_ONE else 1

    def buckets(self, nodes: int) -> int:
        """Into how many shards a collection is cut by buckets; 0 when it is not."""
        return (self.shards(nodes) or _SHARDS_OF_A_NODE) if self.shard_by is ShardBy.BUCKET else 0

    def shards(self, nodes: int) -> int | None:
        return self.shard_number or (_SHARDS_OF_A_NODE * nodes if nodes > 1 else None)


def parse_options(text: str) -> CollectionOptions:
    """Reads `name=value` pairs, separated by commas, in any order; what is not named keeps its default."""
    given: dict[str, object] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (part.strip().lower() for part in pair.partition("="))
        given[name] = _value(name, value)
    return CollectionOptions(**given)  # type: ignore[arg-type]


def _value(name: str, value: str) -> object:
    match name:
        case "replication_factor" | "shard_number" if value.isdecimal() and 1 <= int(value) <= _MOST:
            return int(value)
        case "shard_by" if value in list(ShardBy):
            return ShardBy(value)
        case "on_disk" if value in _FLAGS:
            return _FLAGS[value]
        case "quantization" if value in list(Quantization):
            return Quantization(value)
    known = ", ".join(option.name for option in fields(CollectionOptions))
    raise InvalidSettings(
        f"qdrant_options cannot be read. Write some of {known} with their values, like: {FORM}; or leave it empty."
    )
