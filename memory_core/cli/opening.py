"""Opening what a command works on, and closing it whatever happens."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Never

from memory_core.bootstrap import open_embedder, open_repository, open_service
from memory_core.engines.several_models import SeveralModels
from memory_core.errors import FolderUnusable, UnsupportedModel
from memory_core.operations.count import Count
from memory_core.operators import open_archives, open_count
from memory_core.ports import Archives, Offload, Vector, in_place
from memory_core.service import MemoryService
from memory_core.settings import HOST, Settings


@contextmanager
def opened(settings: Settings, *, makes: bool = False, offload: Offload = in_place) -> Iterator[MemoryService]:
    """The service; one that `makes` its folder when there is none, else a mistyped folder is refused."""
    if not makes:
        require_folder(settings)
    service = open_service(settings, host_models=OutsideDify(), offload=offload)
    try:
        yield service
    finally:
        service.close()


@contextmanager
def all_cores() -> Iterator[Offload]:
    """An Offload for a command that has much to embed, and the machine to itself."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:

        def run[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
            return list(pool.map(work, items)) if len(items) > 1 else [work(item) for item in items]

        yield run


@contextmanager
def opened_repository(settings: Settings) -> Iterator[SeveralModels]:
    """The memories alone, of a model that need not be there."""
    require_folder(settings)
    repository = open_repository(settings, open_embedder(settings, in_place, OutsideDify()))
    try:
        yield repository
    finally:
        repository.close()


@contextmanager
def opened_count(settings: Settings) -> Iterator[Count]:
    """The counting of whole spaces."""
    require_folder(settings)
    count = open_count(settings, host_models=OutsideDify())
    try:
        yield count
    finally:
        count.close()


@contextmanager
def opened_archives(settings: Settings, *, makes: bool = False) -> Iterator[Archives]:
    """All collections of a place; one that `makes` its folder when there is none."""
    if not makes:
        require_folder(settings)
    archives = open_archives(settings)
    try:
        yield archives
    finally:
        archives.close()


def require_folder(settings: Settings) -> None:
    if settings.data_dir is not None and not settings.data_dir.is_dir():
        raise FolderUnusable(
            f"There is no folder {settings.data_dir}. Check data_dir; only 'store', 'import' and 'restore' make one."
        )


class OutsideDify:
    """The HostModels of a program that runs outside of Dify: their memories can be read, but nothing can be asked."""

    def chat_model(self, name: str) -> Never:
        raise _unsupported()

    def reranker(self, name: str) -> Never:
        raise _unsupported()

    def embedder(self, name: str) -> "_Named":
        return _Named(HOST + name)


@dataclass(frozen=True, slots=True)
class _Named:
    """An Embedder that only says which model its memories are of."""

    name: str

    @property
    def dimension(self) -> int:
        raise _unsupported()

    @property
    def background(self) -> None:
        return None

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        raise _unsupported()

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        raise _unsupported()


def _unsupported() -> UnsupportedModel:
    return UnsupportedModel(
        f"Models of Dify ('{HOST}...') answer inside Dify only. From here, everything works that asks no model."
    )
