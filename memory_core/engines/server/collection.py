"""A collection on a Qdrant server: made once, whoever else makes it at the same moment, and known by what it says of
itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS
from memory_core.engines.collections import COLLECTION_SCHEMA, model_of
from memory_core.engines.server import layout, shards
from memory_core.engines.server.cluster import nodes_of
from memory_core.engines.server.options import CollectionOptions, Quantization
from memory_core.engines.server.patience import unhurried
from memory_core.engines.stamp import Stamp, made_now, parse
from memory_core.errors import StorageUnsuitable

_SCHEMA, _MODEL = "keepsake_schema", "keepsake_embedding_model"
_STAMP = "keepsake_stamp"
_UNSTAMPED = (2, 3)  # schemas whose programs know `keepsake_schema` alone, and open no collection of another

_QUANTIZATIONS: dict[Quantization, Any] = {
    Quantization.NONE: None,
    Quantization.SCALAR: models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True)
    ),
    Quantization.BINARY: models.BinaryQuantization(binary=models.BinaryQuantizationConfig(always_ram=True)),
}


def open_collection(
    client: QdrantClient, name: str, *, dimension: Callable[[], int], options: CollectionOptions
) -> models.CollectionInfo:
    """What the server says of the collection. Makes it, and the indexes it lacks; raises StorageUnsuitable when this
    program may not read it. A server in strict mode filters and orders by nothing that has no index."""
    if not client.collection_exists(name):
        with unhurried():
            _create(client, name, size=dimension(), options=options)
    found = client.get_collection(name)
    stamp = stamp_of(found, name)
    shards.make(client, name, shards.shards_of(found))
    if not stamp.is_writable:
        return found
    if layout.is_behind(found) and layout.is_small(found):
        layout.bring_up(client, name)
    for field, kind in layout.indexes().items():
        if field not in found.payload_schema:
            with unhurried():
                client.create_payload_index(name, field, field_schema=kind, wait=True)
    return found


def _create(client: QdrantClient, name: str, *, size: int, options: CollectionOptions) -> None:
    dense = models.VectorParams(size=size, distance=models.Distance.COSINE, on_disk=options.on_disk)
    sparse = models.SparseVectorParams(
        modifier=models.Modifier.IDF, index=models.SparseIndexParams(on_disk=options.on_disk)
    )
    nodes = nodes_of(client)
    metadata = _metadata(made_now(schema=COLLECTION_SCHEMA, embedding_model=model_of(name), dimension=size))
    cut: dict[str, Any] = {"shard_number": options.shards(nodes), "metadata": {}}
    if buckets := options.buckets(nodes):
        cut = shards.asked_for(buckets)
    try:
        client.create_collection(
            name,
            vectors_config={channel.value: dense for channel in DENSE_CHANNELS},
            sparse_vectors_config={channel.value: sparse for channel in SPARSE_CHANNELS},
            replication_factor=options.replicas(nodes),
            write_consistency_factor=options.needed(nodes),
            hnsw_config=layout.GRAPHS,
            on_disk_payload=True,
            quantization_config=_QUANTIZATIONS[options.quantization],
            **cut | {"metadata": metadata | cut["metadata"] | {layout.FIELD: layout.LAYOUT}},
        )
    except (UnexpectedResponse, ValueError):  # the latter from the client's in-memory mode
        if not client.collection_exists(name):  # else somebody else has made it
            raise


def stamp_of(found: models.CollectionInfo, name: str) -> Stamp:
    """What the collection says of itself. Raises StorageUnsuitable when this program may not read it, or it says
    nothing that any of ours has written."""
    metadata = found.config.metadata or {}
    version = metadata.get(_SCHEMA)
    if _STAMP in metadata:
        stamp = parse(metadata[_STAMP], place_of(name))
        stamp.check_readable(place_of(name))
        return stamp
    if version not in _UNSTAMPED:
        raise StorageUnsuitable(
            f"{place_of(name)} was made by another version of Keepsake (schema {version or 'unknown'}, this one has "
            f"{COLLECTION_SCHEMA}). Upgrade Keepsake, or name another server."
        )
    return Stamp(schema=version)


def check_readable(client: QdrantClient, name: str) -> None:
    """Raises StorageUnsuitable when a collection that is there may not be read."""
    stamp_of(client.get_collection(name), name)


def check_writable(client: QdrantClient, name: str) -> None:
    """Raises StorageReadOnly, or StorageUnsuitable, when a collection that is there may not be written."""
    stamp_of(client.get_collection(name), name).check_writable(place_of(name))


def write_stamp(client: QdrantClient, name: str, stamp: Stamp) -> Stamp:
    """The stamp as it stands then: with who made it, where nobody had said so."""
    if not stamp.made_by:
        vectors: Any = client.get_collection(name).config.params.vectors or {}
        size = vectors[DENSE_CHANNELS[0].value].size if vectors else 0
        made = made_now(schema=stamp.schema, embedding_model=model_of(name), dimension=size)
        stamp = replace(made, to=stamp.to, left=stamp.left)
    client.update_collection(name, metadata=_metadata(stamp))
    return stamp


def place_of(name: str) -> str:
    return f"The collection {name} on the Qdrant server"


def _metadata(stamp: Stamp) -> dict[str, Any]:
    """Programs before the stamp go by one number, which is the oldest schema whose programs may read; but those of
    schema 3 are let in only when nothing is of schema 2 any longer, which they do not find."""
    schema = min(stamp.readable_from, stamp.schema)
    return {_SCHEMA: schema, _MODEL: stamp.embedding_model, _STAMP: stamp.as_record()}
