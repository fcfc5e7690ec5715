"""The fixtures of each schema, unpacked, and what must be found in them."""

import json
import lzma
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qdrant_client import models

from memory_core import MemoryService, Selection
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain.times import DAY
from memory_core.ports import MemoryRepository
from tests.qdrant_stand_in import QdrantStandIn
from tests.schemas.make import BEGIN, DIMENSION, NAME, holds, scopes

HERE = Path(__file__).parent
LATER = BEGIN + DAY
SEARCHED = 4  # memories of each scope, from its first to its last


def unpacked(schema: int, into: Path) -> Path:
    """An embedded folder as the program of that schema left it."""
    with tarfile.open(HERE / f"{schema}.tar.xz") as packed:
        packed.extractall(into, filter="data")
    return into / NAME


def put_on(stand_in: QdrantStandIn, schema: int) -> None:
    """The collection of that schema, as its program left it."""
    with lzma.open(HERE / f"{schema}-server.json.xz", "rt") as packed:
        held = json.load(packed)
    config = models.CollectionParams.model_validate(held["config"])
    stand_in._points.create_collection(
        NAME,
        vectors_config=config.vectors,
        sparse_vectors_config=config.sparse_vectors,
        metadata=held["metadata"],
    )
    stand_in._indexes[NAME] = dict(held["indexes"])
    points = [
        models.PointStruct(id=point["id"], vector=point["vector"], payload=point["payload"]) for point in held["points"]
    ]
    stand_in._points.upsert(NAME, points)


def known(schema: int, place: str) -> Any:
    """What must be found, by the program of its time."""
    return json.loads((HERE / f"{schema}-holds.json").read_text())[place]


def service_on(repository: MemoryRepository) -> MemoryService:
    return build_service(
        repository=repository,
        embedder=FakeEmbedder(dimension=DIMENSION),
        detect_language=lambda text: "en" if text.isascii() else "",
        count_tokens=lambda text: len(text.split()),
        now=lambda: LATER,
    )


def check_found(repository: MemoryRepository, wanted: Sequence[Any]) -> None:
    """Every memory is there once, as it was; those that are active are counted, read by id, and found by their words."""
    assert json.loads(json.dumps(holds(repository))) == wanted
    service = service_on(repository)
    for scope in scopes():
        page = service.list_memories(scope=scope, selection=Selection(alive_at=LATER), limit=200)
        counts = service.count_memories(scope=scope, selection=Selection(alive_at=LATER))
        assert sum(counts.values()) == len(page.memories) > SEARCHED
        for memory in page.memories[:: len(page.memories) // SEARCHED]:
            assert [m.id for m in service.memories_by_id([memory.id], scope=scope)] == [memory.id]
            if memory.type != "summary":
                everybody = Selection(alive_at=LATER)
                hits = service.search(memory.content[:200], scope=scope, selection=everybody, limit=20).hits
                assert memory.id in [hit.memory.id for hit in hits], memory.content[:80]
