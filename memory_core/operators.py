"""What only operators open: whole spaces and whole collections, whoever's memories are in them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from memory_core.bootstrap import data_dir_of, open_census, open_embedder, open_repository
from memory_core.domain import times
from memory_core.engines.collections import collection_name
from memory_core.operations.count import Count
from memory_core.ports import Archives, HostModels, in_place
from memory_core.settings import Settings

if TYPE_CHECKING:  # what takes long to load, and is not always needed
    from memory_core.engines.server.promotion import Promotion
    from memory_core.operations.archive.imports import Import
    from memory_core.operations.archive.masking import Mask
    from memory_core.operations.archive.reindex import Reindex


def open_count(settings: Settings, *, host_models: HostModels | None = None) -> Count:
    """The operator's counting of a whole space."""
    embedder = open_embedder(settings, in_place, host_models)
    return Count(open_repository(settings, embedder), open_census(settings), times.now)


def open_archives(settings: Settings) -> Archives:
    """The collections of every embedding model in one place, for the operator."""
    if settings.qdrant_url:
        from memory_core.engines.server.archive import ServerArchives
        from memory_core.engines.server.options import parse_options
        from memory_core.engines.server.shared import shared_client

        return ServerArchives(shared_client(settings), options=parse_options(settings.qdrant_options))
    from memory_core.engines.embedded.archive import EmbeddedArchives

    return EmbeddedArchives(data_dir_of(settings), wait_seconds=settings.wait_seconds, free_bytes=settings.free_bytes)


def open_promotion(settings: Settings) -> "Promotion":
    """The giving of shards to a space, on the server of the settings."""
    from memory_core.engines.server.promotion import Promotion
    from memory_core.engines.server.shared import shared_client

    return Promotion(shared_client(settings))


def open_reindex(settings: Settings, archives: Archives, *, to: str, host_models: HostModels) -> "Reindex":
    """From the collection of the settings' embedding model to that of another, `to`."""
    from memory_core.adapters.keywords import Bm25Encoder
    from memory_core.operations.archive.reindex import Reindex

    source = open_embedder(settings, in_place, host_models)
    target = open_embedder(replace(settings, embedding_model=to), in_place, host_models)
    return Reindex(
        source=archives.open(collection_name(source.name)),
        target=archives.open(collection_name(target.name)),
        embedder=target,
        keywords=Bm25Encoder(),
    )


def open_mask(settings: Settings, archives: Archives, *, host_models: HostModels) -> "Mask":
    """In the collection of the settings' embedding model."""
    from memory_core.adapters.keywords import Bm25Encoder
    from memory_core.operations.archive.masking import Mask

    embedder = open_embedder(settings, in_place, host_models)
    return Mask(archive=archives.open(collection_name(embedder.name)), embedder=embedder, keywords=Bm25Encoder())


def open_import(settings: Settings, archives: Archives, *, host_models: HostModels) -> "Import":
    """Into the collection of the settings' embedding model."""
    from memory_core.adapters.keywords import Bm25Encoder
    from memory_core.operations.archive.imports import Import

    embedder = open_embedder(settings, in_place, host_models)
    return Import(
        archive=archives.open(collection_name(embedder.name)),
        embedder=embedder,
        keywords=Bm25Encoder(),
    )
