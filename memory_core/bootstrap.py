"""Bootstrap: the only place that constructs adapters."""

from functools import cache
from pathlib import Path

from memory_core.adapters.qdrant.collections import collection_name
from memory_core.domain import times
from memory_core.errors import InvalidSettings, UnsupportedModel
from memory_core.operations.search import Search
from memory_core.operations.store import Store
from memory_core.ports import Clock, Embedder, LanguageDetector, MemoryRepository, Offload, TokenCounter
from memory_core.service import MemoryService
from memory_core.settings import BUNDLED, FASTEMBED, Settings


def open_service(settings: Settings, *, offload: Offload | None = None) -> MemoryService:
    """A service on the real adapters. Nothing is opened or loaded before it is needed.

    `offload` runs embedding elsewhere, for a host whose event loop must stay free.
    """
    from memory_core.adapters.embedding.fastembed import in_place

    embedder = open_embedder(settings.embedding_model, settings.models_dir, offload or in_place)
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
    from memory_core.adapters.turns import ScopeTurns

    keywords = Bm25Encoder()
    store = Store(
        repository=repository,
        embedder=embedder,
        keywords=keywords,
        detect_language=detect_language,
        now=now,
        turns=ScopeTurns(),
    )
    search = Search(repository=repository, embedder=embedder, keywords=keywords)
    return MemoryService(store, search, count_tokens, now)


@cache
def _language_identifier() -> LanguageDetector:
    from memory_core.adapters.languages import LanguageIdentifier

    return LanguageIdentifier()


@cache
def _token_counter() -> TokenCounter:
    from memory_core.adapters.tokens import BundledTokenCounter

    return BundledTokenCounter()


@cache
def open_embedder(model: str, models_dir: Path | None, offload: Offload) -> Embedder:
    """The embedder that `model` names, one for the whole process."""
    from memory_core.adapters.embedding.fastembed import bundled_embedder, downloaded_embedder

    if model == BUNDLED:
        return bundled_embedder(offload=offload)
    if model.startswith(FASTEMBED):
        if models_dir is None:
            raise InvalidSettings("No place for downloaded models is set. Set models_dir.")
        return downloaded_embedder(model.removeprefix(FASTEMBED), cache=models_dir, offload=offload)
    raise UnsupportedModel(f"Keepsake cannot embed with this model. Write '{BUNDLED}' or '{FASTEMBED}<name>'.")


def open_repository(settings: Settings, embedder: Embedder) -> MemoryRepository:
    collection = collection_name(embedder.name, embedder.dimension)
    if settings.qdrant_url:
        from qdrant_client import QdrantClient

        from memory_core.adapters.qdrant.client import ClientRepository

        client = QdrantClient(
            url=settings.qdrant_url, api_key=settings.qdrant_api_key or None, timeout=10, check_compatibility=False
        )
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
