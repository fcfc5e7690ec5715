"""The systems that speed.py compares: Keepsake, and what one writes oneself with qdrant-client in an afternoon.

qdrant-client is imported when first needed, so that a process that measures Keepsake's memory does not load it.
"""

import itertools
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmarks.corpus import OWNER, Remembered
from benchmarks.embedders import DIMENSION
from memory_core import Message, Role, Scope, Settings, space_id
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.adapters.languages import LanguageIdentifier
from memory_core.bootstrap import build_service, open_repository
from memory_core.domain.memory import Said
from memory_core.domain.selection import Selection
from memory_core.domain.text import canonical, digest
from memory_core.domain.times import DAY, SECOND, now
from memory_core.operations.index import Draft, Vectors, index
from memory_core.ports import Embedder, Offload, in_place

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

LIMIT = 10
KEY = "the-key-of-the-speed-benchmark"
_BATCH = 1_000
_COLLECTION = "memories"


def check_found(system: "System", found: list[str]) -> None:
    """A store that finds too little would be fast, and its figures worthless."""
    if len(found) != LIMIT:
        raise RuntimeError(f"{system.name} found {len(found)} memories instead of {LIMIT}.")


class System(Protocol):
    """A store of memories in a folder; `open` comes first, and may come again after `close`."""

    name: str

    def open(self) -> None: ...

    def close(self) -> None: ...

    def fill(self, memories: Iterable[Remembered]) -> None: ...

    def search(self, query: str) -> list[str]:
        """The LIMIT texts of OWNER that match best."""

    def store(self, text: str) -> None:
        """Keeps one message of OWNER."""


class Keepsake:
    """MemoryService on the embedded engine, called as the tools call it; the user is told apart within a realm."""

    name = "Keepsake"

    def __init__(self, folder: Path, embedder: Embedder, *, offload: Offload = in_place) -> None:
        self._embedder = embedder
        self.repository = open_repository(Settings(data_dir=folder), embedder, offload)
        self.service = build_service(
            repository=self.repository,
            embedder=embedder,
            detect_language=LanguageIdentifier(),
            count_tokens=len,  # asked only when a context is rendered
        )
        self.realm = Scope(space=space_id(KEY), agent="dify")

    def open(self) -> None:
        self.service.check()

    def close(self) -> None:
        self.service.close()

    def fill(self, memories: Iterable[Remembered]) -> None:
        keywords, start = Bm25Encoder(), now() - 30 * DAY
        latest: dict[tuple[str, str], Said] = {}
        for batch in itertools.batched(memories, _BATCH):
            drafts = []
            for one in batch:
                memory = self.message(one, start + one.number * SECOND)
                drafts.append(Draft(memory, latest.get((one.user, one.session))))
                latest[one.user, one.session] = memory
            self.repository.write(self.realm, index(drafts, vectors=Vectors(self._embedder), keywords=keywords))

    def search(self, query: str) -> list[str]:
        selection = Selection(alive_at=self.service.now())
        result = self.service.search(query, scope=self.scope(OWNER), selection=selection, limit=LIMIT)
        return [hit.memory.content for hit in result.hits]

    def search_all(self, query: str) -> list[str]:
        """The same among the memories of everybody in the space."""
        selection = Selection(alive_at=self.service.now())
        result = self.service.search(query, scope=self.realm, selection=selection, limit=LIMIT)
        return [hit.memory.content for hit in result.hits]

    def store(self, text: str) -> None:
        self.service.store_messages([Message(text)], scope=self.scope(OWNER, session="session-now"))

    def scope(self, user: str, *, session: str | None = None) -> Scope:
        return Scope(space=self.realm.space, agent=self.realm.agent, user=user, session=session)

    def message(self, one: Remembered, at: int) -> Said:
        """What somebody said, as it is kept."""
        return Said(
            id=one.id,
            scope=self.scope(one.user, session=one.session),
            content=one.text,
            digest=digest(canonical(one.text)),
            created_at=at,
            event_at=at,
            last_seen_at=at,
            operation_id=one.id,
            role=Role.USER,
            language="en",
            delivery=digest(one.text),
        )


class PlainClient:
    """qdrant-client's local mode: one dense vector, the user and the text, searched with a filter."""

    name = "qdrant-client, local mode"

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._opened: QdrantClient | None = None

    def open(self) -> None:
        from qdrant_client import QdrantClient, models

        self._opened = QdrantClient(path=str(self._folder))
        if not self._opened.collection_exists(_COLLECTION):
            vectors = models.VectorParams(size=DIMENSION, distance=models.Distance.COSINE)
            self._opened.create_collection(_COLLECTION, vectors_config=vectors)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def fill(self, memories: Iterable[Remembered]) -> None:
        for batch in itertools.batched(memories, _BATCH):
            self._upsert([(one.id, {"user_id": one.user, "text": one.text}) for one in batch])

    def search(self, query: str) -> list[str]:
        return [text for _, text in self.find(query, user=OWNER, limit=LIMIT)]

    def store(self, text: str) -> None:
        self.keep(text, user=OWNER)

    def keep(self, text: str, *, user: str, metadata: Mapping[str, str] | None = None) -> str:
        """The id under which it is kept."""
        identity = str(uuid.uuid4())
        self._upsert([(identity, {"user_id": user, "text": text, **(metadata or {})})])
        return identity

    def find(self, query: str, *, user: str, limit: int) -> list[tuple[str, str]]:
        """Ids and texts, the best first."""
        from qdrant_client import models

        of_user = models.FieldCondition(key="user_id", match=models.MatchValue(value=user))
        vector = list(self._embedder.embed_queries([query])[0])
        found = self._client.query_points(
            _COLLECTION, query=vector, query_filter=models.Filter(must=[of_user]), limit=limit
        )
        return [(str(point.id), point.payload["text"]) for point in found.points if point.payload]

    @property
    def _client(self) -> "QdrantClient":
        if self._opened is None:
            raise RuntimeError("open() comes first")
        return self._opened

    def _upsert(self, payloads: list[tuple[str, dict[str, str]]]) -> None:
        from qdrant_client import models

        vectors = self._embedder.embed_documents([payload["text"] for _, payload in payloads])
        points = [
            models.PointStruct(id=identity, vector=list(vector), payload=payload)
            for (identity, payload), vector in zip(payloads, vectors, strict=True)
        ]
        self._client.upsert(_COLLECTION, points)
