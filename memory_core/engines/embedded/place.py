"""A data folder as a place of collections, one of each embedding model."""

import json
from collections.abc import Callable
from pathlib import Path

from memory_core.domain.candidate import Channel
from memory_core.engines.collections import model_of
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.embedded.census import EmbeddedCensus
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.other_collections import Kept
from memory_core.errors import FolderUnusable, StorageDamaged
from memory_core.ports import Census, EncodedQuery, Offload, in_place

_SPACES = "spaces"  # in a collection's folder, see shard_files.py


class EmbeddedPlace:
    """The Place of a data folder; see EmbeddedStore for `wait_seconds` and `free_bytes`."""

    def __init__(self, data_dir: Path, *, wait_seconds: float, free_bytes: int, offload: Offload = in_place) -> None:
        self._data_dir = data_dir
        self._wait_seconds = wait_seconds
        self._free_bytes = free_bytes
        self._offload = offload

    def collections(self) -> dict[str, int]:
        """By a look at the folder, which takes 20 us; nothing is opened."""
        try:
            names = sorted(path.name for path in self._data_dir.iterdir() if model_of(path.name))
        except OSError:
            return {}
        files = {name: ShardFiles(self._data_dir / name) for name in names}
        return {name: of_one.written_at() for name, of_one in files.items() if of_one.hold_memories}

    def is_there(self, name: str) -> bool:
        return ShardFiles(self._data_dir / name).hold_memories

    def open(
        self, name: str, *, probe: Callable[[EncodedQuery], EncodedQuery], dimension: Callable[[], int] | None = None
    ) -> Kept:
        folder = self._data_dir / name
        repository = EmbeddedRepository(
            folder,
            dimension=dimension or (lambda: _dimension(folder)),
            wait_seconds=self._wait_seconds,
            free_bytes=self._free_bytes,
            offload=self._offload,
        )
        archive = EmbeddedArchive(
            folder, wait_seconds=self._wait_seconds, free_bytes=self._free_bytes, offload=self._offload
        )
        return Kept(name, repository, archive, probe)

    def note(self, name: str, space: str) -> None:
        """By a file, which other processes see."""
        noted = self._data_dir / name / _SPACES / space
        try:
            noted.parent.mkdir(parents=True, exist_ok=True)
            noted.touch()
        except OSError as exc:
            raise FolderUnusable(
                f"The data folder {self._data_dir} cannot be written ({exc.strerror or type(exc).__name__}). Make it "
                "writable for Dify's plugin daemon, or set data_dir to another folder."
            ) from None

    def noted(self, name: str, space: str) -> float:
        try:
            return (self._data_dir / name / _SPACES / space).stat().st_mtime
        except OSError:
            return 0.0

    def census(self, name: str) -> Census:
        return EmbeddedCensus(self._data_dir / name, wait_seconds=self._wait_seconds, offload=self._offload)


def _dimension(folder: Path) -> int:
    """Of the vectors in a collection that is there, whose model is not at hand."""
    try:
        made_with = json.loads((ShardFiles(folder).current / "edge_config.json").read_text())
        return int(made_with["vectors"][Channel.DENSE.value]["size"])
    except (OSError, ValueError, KeyError) as exc:
        raise StorageDamaged(
            f"The memories in {folder} are damaged: how they are stored cannot be read ({type(exc).__name__}). Bring "
            "them back with 'python -m memory_core restore FOLDER', where FOLDER is a backup.",
            folder=folder,
        ) from None
