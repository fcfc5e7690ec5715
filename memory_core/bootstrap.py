"""Bootstrap: the only place that constructs adapters."""

import hashlib
import re
from functools import cache

from memory_core.domain import times
from memory_core.errors import InvalidSettings, UnsupportedModel
from memory_core.operations.search import Search
from memory_core.operations.store import Store
from memory_core.operations.turns import Turns
from memory_core.ports import Clock, Embedder, LanguageDetector, MemoryRepository, Offload, TokenCounter
from memory_core.service import MemoryService
from memory_core.settings import BUNDLED, Settings


def open_service(settings: Settings, *, offload: Offload | None = None) -> MemoryService:
    """A service on the real adapters. Nothing is opened or loaded before it is needed.

    `offload` runs embedding elsewhere, for a host whose event loop must stay free.
    """
    embedder = open_embedder(settings.embedding_model, offload)
    return build_service(
        repository=open_repository(settings, embedder),
        embedder=embedder,
        detect_language=_language_identifier(),
        count_tokens=_token_counter(),
    )


def build_service(
    *,
    repository: MemoryRepository,
    embedder: Embedder,
    detect_language: LanguageDetector,
    count_tokens: TokenCounter,
    now: Clock = times.now,
) -> MemoryService:
    """A service on the given adapters."""
    from memory_core.adapters.keywords import Bm25Encoder

    keywords = Bm25Encoder()
    store = Store(
        repository=repository,
        embedder=embedder,
        keywords=keywords,
        detect_language=detect_language,
        now=now,
        turns=Turns(),
    )
    search = Search(repository=repository, embedder=embedder, keywords=keywords)
    return MemoryService(store, search, count_tokens, now)


@cache
def _language_identifier() -> LanguageDetector:
    from memory_core.adapters.languages import LanguageIdentifier

    return LanguageIdentifier()


@cache
def _token_counter() -> TokenCounter:
    from memory_core.adapters.embedding.bundled import BundledTokenCounter

    return BundledTokenCounter()


@cache
def open_embedder(model: str, offload: Offload | None = None) -> Embedder:
    """The embedder that `model` names, loaded once for the whole process."""
    if model == BUNDLED:
        from memory_core.adapters.embedding.bundled import BundledEmbedder

        return BundledEmbedder(offload=offload) if offload else BundledEmbedder()
    raise UnsupportedModel(f"This version embeds with '{BUNDLED}' only. Set embedding_model to '{BUNDLED}'.")


def open_repository(settings: Settings, embedder: Embedder) -> MemoryRepository:
    collection = collection_name(embedder)
    if settings.qdrant_url:
        from qdrant_client import QdrantClient

        from memory_core.adapters.qdrant.client import ClientRepository

        client = QdrantClient(url=settings.qdrant_url, api_key=settings.qdrant_api_key or None)
        return ClientRepository(client, collection=collection, dimension=embedder.dimension)
    if settings.data_dir is None:
        raise InvalidSettings("No place to keep memories is set. Set data_dir, or qdrant_url for a server.")
    from memory_core.adapters.qdrant.edge import EdgeRepository

    return EdgeRepository(
        settings.data_dir / collection,
        dimension=embedder.dimension,
        wait_seconds=settings.wait_seconds,
        free_bytes=settings.free_bytes,
    )


def collection_name(embedder: Embedder) -> str:
    """Each embedding model has a collection of its own: vectors of two models cannot be compared."""
    readable = re.sub(r"[^a-z0-9]+", "-", embedder.name.lower()).strip("-")[:40]
    suffix = hashlib.blake2b(f"{embedder.name}/{embedder.dimension}".encode(), digest_size=4).hexdigest()
    return f"keepsake-{readable}-{suffix}"
