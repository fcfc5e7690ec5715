"""A collection on a Qdrant server: made once, whoever else makes it at the same moment, and known by what it says of
itself."""

from collections.abc import Callable
from typing import Any

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.domain.ranking import DENSE_CHANNELS, SPARSE_CHANNELS
from memory_core.engines import payload
from memory_core.engines.collections import COLLECTION_SCHEMA, model_of
from memory_core.engines.server.leases import UNTIL
from memory_core.engines.server.options import CollectionOptions, Quantization
from memory_core.errors import StorageUnsuitable

_SCHEMA, _MODEL = "keepsake_schema", "keepsake_embedding_model"
type Migration = Callable[[QdrantClient, str], None]  # of the collection of this name, to the next version
_MIGRATIONS: dict[int, Migration] = {}  # by the version that they begin at

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
    """What the server says of the collection. Makes it, and the indexes it lacks; migrates or refuses one of another
    version of ours. A server in strict mode filters and orders by nothing that has no index."""
    if not client.collection_exists(name):
        _create(client, name, size=dimension(), options=options)
    found = client.get_collection(name)
    _migrate(client, name, found.config.metadata or {})
    for field, kind in _indexes().items():
        if field not in found.payload_schema:
            client.create_payload_index(name, field, field_schema=kind, wait=True)
    return found


def _create(client: QdrantClient, name: str, *, size: int, options: CollectionOptions) -> None:
    dense = models.VectorParams(size=size, distance=models.Distance.COSINE, on_disk=options.on_disk)
    sparse = models.SparseVectorParams(
        modifier=models.Modifier.IDF, index=models.SparseIndexParams(on_disk=options.on_disk)
    )
    try:
        client.create_collection(
            name,
            vectors_config={channel.value: dense for channel in DENSE_CHANNELS},
            sparse_vectors_config={channel.value: sparse for channel in SPARSE_CHANNELS},
            replication_factor=options.replication_factor,
            shard_number=options.shard_number or None,
            on_disk_payload=True,
            quantization_config=_QUANTIZATIONS[options.quantization],
            metadata={_SCHEMA: COLLECTION_SCHEMA, _MODEL: model_of(name)},
        )
    except (UnexpectedResponse, ValueError):  # the latter from the client's in-memory mode
        if not client.collection_exists(name):  # else somebody else has made it
            raise


def _migrate(client: QdrantClient, name: str, metadata: dict[str, Any]) -> None:
    version = metadata.get(_SCHEMA)
    while isinstance(version, int) and version in _MIGRATIONS:
        _MIGRATIONS[version](client, name)
        version += 1
        client.update_collection(name, metadata={_SCHEMA: version})
    if version != COLLECTION_SCHEMA:
        raise StorageUnsuitable(
            f"The collection {name} on the Qdrant server was made by another version of Keepsake (schema "
            f"{version or 'unknown'}, this one has {COLLECTION_SCHEMA}). Upgrade Keepsake, or name another server."
        )


def _indexes() -> dict[str, Any]:
    kinds: dict[str, Any] = {
        payload.TENANT_FIELD: models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
    }
    kinds |= dict.fromkeys(payload.UUID_FIELDS, models.PayloadSchemaType.UUID)
    kinds |= dict.fromkeys(payload.KEYWORD_FIELDS, models.PayloadSchemaType.KEYWORD)
    return kinds | dict.fromkeys((*payload.SERVER_INTEGER_FIELDS, UNTIL), models.PayloadSchemaType.INTEGER)
