"""Opening: a folder or a server becomes a space, or for hosts a storage of many spaces."""

from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from memory_core.api.person import Person
from memory_core.api.space import DEFAULT_AGENT, Space
from memory_core.bootstrap import open_service
from memory_core.domain.scope import Scope, space_id
from memory_core.errors import InvalidSettings
from memory_core.ports import HostModels, Offload, in_place
from memory_core.service import MemoryService
from memory_core.settings import (
    BUNDLED,
    MEGABYTES_PER_PERSON,
    MEMORIES_PER_PERSON,
    QUERY_SECONDS,
    Settings,
)

_ADDRESSES = ("http://", "https://")


def open(  # noqa: A001 - the name that a store is opened by everywhere
    place: str | Path,
    *,
    key: str,
    agent: str = DEFAULT_AGENT,
    embedding_model: str = BUNDLED,
    reembed: bool = False,
    language_model: str = "",
    rerank_model: str = "",
    model_base_url: str = "",
    model_api_key: str = "",
    model_seconds: float = 45.0,
    model_calls_per_day: int = 0,
    model_tokens_per_day: int = 0,
    models_dir: str | Path | None = None,
    qdrant_api_key: str = "",
    qdrant_options: str = "",
    qdrant_seconds: float = 10.0,
    query_seconds: float = QUERY_SECONDS,
    wait_seconds: float = 30.0,
    free_bytes: int = 2**30,
    memories_per_person: int = MEMORIES_PER_PERSON,
    megabytes_per_person: int = MEGABYTES_PER_PERSON,
    host_models: HostModels | None = None,
    offload: Offload | None = None,
) -> Space:
    """The space of `key` in a folder, which is made when something is first stored, or on the Qdrant server at an
    http(s) address. Nothing is opened, loaded or asked before it is needed.

    `key` has at least 16 characters; who has it has the memories. `agent` is on whose behalf, "dify" as in the plugin.
    The other arguments are those of `Settings`; downloaded models are kept in `models` inside the folder unless
    `models_dir` says otherwise. `host_models` and `offload` are a host's own. Raises KeyMissing, KeyTooShort,
    InvalidSettings and UnsupportedModel.

    >>> with memory_core.open("memories", key=key) as space:
    ...     anna = space.user("anna")
    ...     anna.remember("I live in Lisbon.")
    ...     print(anna.search("Where does she live?").context())
    """
    space_id(key)
    url = str(place) if str(place).startswith(_ADDRESSES) else ""
    folder = None if url else _folder(place)
    settings = Settings(
        data_dir=folder,
        models_dir=Path(models_dir) if models_dir else folder and folder / "models",
        qdrant_url=url,
        qdrant_api_key=qdrant_api_key,
        qdrant_options=qdrant_options,
        qdrant_seconds=qdrant_seconds,
        query_seconds=query_seconds,
        embedding_model=embedding_model,
        reembed=reembed,
        language_model=language_model,
        rerank_model=rerank_model,
        model_base_url=model_base_url,
        model_api_key=model_api_key,
        model_seconds=model_seconds,
        model_calls_per_day=model_calls_per_day,
        model_tokens_per_day=model_tokens_per_day,
        wait_seconds=wait_seconds,
        free_bytes=free_bytes,
        memories_per_person=memories_per_person,
        megabytes_per_person=megabytes_per_person,
    )
    return open_storage(settings, host_models=host_models, offload=offload).space(key, agent=agent)


def open_storage(
    settings: Settings, *, host_models: HostModels | None = None, offload: Offload | None = None
) -> "Storage":
    """A folder or server with its models, for a host that serves several spaces or scopes of its own.

    `host_models` are the host's models, for names that begin with `dify:`; `offload` runs native work on threads, for a
    host with an event loop. Nothing is opened, loaded or asked before it is needed. Raises InvalidSettings and
    UnsupportedModel.
    """
    service = open_service(settings, offload=offload or in_place, host_models=host_models)
    return Storage(service, _place_of(settings))


class Storage:
    """A folder or server with its models. Made by `memory_core.open_storage`, and a context manager; safe to share
    between threads."""

    def __init__(self, service: MemoryService, place: str) -> None:
        self._service = service
        self._place = place

    def __repr__(self) -> str:
        return f"<Storage {self._place}>"

    def space(self, key: str, *, agent: str = DEFAULT_AGENT) -> Space:
        """The memories of one key. Raises KeyMissing and KeyTooShort."""
        return Space(self._service, space_id(key), agent=agent, place=self._place)

    def person(self, scope: Scope) -> Person:
        """What can be done in a scope that the host has made itself."""
        return Person(self._service, scope, self._place)

    def check(self) -> None:
        """Opens the folder or asks the server, and raises the StorageError or InvalidSettings that stands in the
        way."""
        self._service.check()

    def close(self) -> None:
        """Lets go of files and connections."""
        self._service.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _folder(place: str | Path) -> Path:
    if not str(place).strip():
        raise InvalidSettings("No place to keep memories was given. Give a folder, or the address of a Qdrant server.")
    return Path(place).expanduser().absolute()


def _place_of(settings: Settings) -> str:
    """The folder, or the server without anything that could be a secret."""
    if not settings.qdrant_url:
        return str(settings.data_dir)
    parts = urlsplit(settings.qdrant_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
