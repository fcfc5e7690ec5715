"""The fixtures of each schema, unpacked, and what must be found in them."""

import json
import lzma
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qdrant_client import models

from memory_core import MemoryType, Scope
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import build_service
from memory_core.domain.memory import SEARCHED_TYPES
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.engines.payload import place, realm_key
from memory_core.ports import EncodedQuery, MemoryRepository
from memory_core.service import MemoryService
from tests.qdrant_stand_in import QdrantStandIn
from tests.schemas.make import BEGIN, DIMENSION, NAME, holds, scopes

HERE = Path(__file__).parent
LATER = BEGIN + DAY
ALIVE = Selection(alive_at=LATER)
SEARCHABLE = Selection(alive_at=LATER, types=SEARCHED_TYPES)
SEARCHED = 3  # memories of each scope, from its first to its last


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
    stand_in.strict.indexes[NAME] = dict(held["indexes"])
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
    """Every memory is there once, as it was; those that are active are counted, read by id and
    found by their words."""
    assert json.loads(json.dumps(holds(repository))) == wanted
    service = service_on(repository)
    for scope in scopes():
        page = service.list_memories(scope=scope, selection=ALIVE, limit=200)
        assert sum(service.count_memories(scope=scope, selection=ALIVE).values()) == len(page.memories) > SEARCHED
        for memory in page.memories[:: len(page.memories) // SEARCHED]:
            assert [m.id for m in service.memories_by_id([memory.id], scope=scope)] == [memory.id]
            if memory.type is not MemoryType.SUMMARY:
                assert memory.id in _found(repository, scope, memory.content[:200]), memory.content[:80]


def check_told_in_realm(point: dict[str, Any]) -> bool:
    """Whether the point counts in its space, and so in its realm, once each."""
    marks, of_realm = point["marks"], f"told:{realm_key(place(point))}"
    in_space, in_realm = marks.count(f"told:{point['space_id']}"), marks.count(of_realm)
    assert in_space == in_realm <= 1, point["memory_type"]
    assert sum(mark.startswith("told:") for mark in marks) == in_space + in_realm
    return bool(in_realm)


def _found(repository: MemoryRepository, scope: Scope, text: str) -> set[str]:
    """By its words and its vector; a search of the service would show one of two that say the same."""
    probe = EncodedQuery(FakeEmbedder(dimension=DIMENSION).embed_queries([text])[0], Bm25Encoder().encode_query(text))
    repository.speakers(scope, SEARCHABLE, probe.sparse, depth=10)
    candidates = repository.strongest(scope, SEARCHABLE, probe, depth=50, limit=50)
    return {memory.id for memory in repository.memories_of(scope, SEARCHABLE, candidates).values()}
