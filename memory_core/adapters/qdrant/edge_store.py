"""The embedded engine's folder: who owns it, opening, flushing, and letting another process have its turn.

Each collection is a folder with `shard/` (the engine's files), `lock` (held while the shard is open) and `wanted` (held
while waiting for `lock`). Dify runs two versions of a plugin side by side during an upgrade, and for good when two
workspaces differ; so the owner closes the shard as soon as somebody waits and the two take turns. Both locks are the
operating system's: a killed process holds nothing.
"""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import qdrant_edge as edge
from filelock import FileLock, Timeout

from memory_core.errors import FolderUnusable, KeepsakeError, StorageBusy, StorageError, StorageFull

_POLL_SECONDS = 0.005
_WATCH_SECONDS = 0.05


class EdgeStore:
    """A shard that is opened when first used. All methods may be called from any thread of the process that made it.

    `wait_seconds` bounds how long a call waits for another process, `free_bytes` is left free on the disk: the engine
    maps its files, so a full disk would kill the process instead of raising.
    """

    def __init__(
        self,
        folder: Path,
        *,
        config: Callable[[], edge.EdgeConfig],
        prepare: Callable[[edge.EdgeShard], None],
        wait_seconds: float,
        free_bytes: int,
    ) -> None:
        self._folder = folder
        self._config = config
        self._prepare = prepare
        self._wait_seconds = wait_seconds
        self._free_bytes = free_bytes
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._turn = threading.RLock()
        self._shard: edge.EdgeShard | None = None
        self._asked_for = False
        self._lock = FileLock(self._folder / "lock", thread_local=False)
        self._wanted = FileLock(self._folder / "wanted", thread_local=False)

    @contextmanager
    def use(self) -> Iterator[edge.EdgeShard]:
        """The open shard, for one operation of this process alone."""
        if self._process != os.getpid():  # an open shard that a fork inherited hangs on first use
            self._reset()
        deadline = time.monotonic() + self._wait_seconds
        if not self._turn.acquire(timeout=self._wait_seconds):
            raise self._busy()
        try:
            with translated():
                if self._shard is None:
                    self._shard = self._open(deadline)
                yield self._shard
            if self._asked_for:
                self._let_go()
        finally:
            self._turn.release()

    def commit(self, operation: edge.UpdateOperation) -> None:
        """Applies `operation` and returns when it is on stable storage; a failed flush is tried once more, reopened."""
        with self.use() as shard:
            self._check_free_space()
            try:
                shard.update(operation)
                shard.flush()
            except Exception:  # noqa: BLE001 - the engine raises nothing more precise
                self._let_go()
                self._shard = reopened = self._open(time.monotonic() + self._wait_seconds)
                reopened.update(operation)
                reopened.flush()

    def check(self) -> None:
        """Whether the folder can be written, and its lock had; makes no shard that is not there."""
        self._make_folder()
        if (self._folder / "shard").exists():
            with self.use():
                pass

    def close(self) -> None:
        if self._process == os.getpid():
            with self._turn:
                self._let_go()

    def _open(self, deadline: float) -> edge.EdgeShard:
        self._make_folder()
        try:
            with self._wanted.acquire(timeout=deadline - time.monotonic(), poll_interval=_POLL_SECONDS):
                self._lock.acquire(timeout=max(0, deadline - time.monotonic()), poll_interval=_POLL_SECONDS)
        except Timeout:
            raise self._busy() from None
        try:
            shard = self._load_or_create()
        except BaseException:
            self._lock.release()
            raise
        threading.Thread(target=self._watch, args=(shard,), name="keepsake-hand-over", daemon=True).start()
        return shard

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as exc:
            raise FolderUnusable(
                f"The data folder {self._folder.parent} cannot be used ({exc.strerror or type(exc).__name__}). "
                "Make it writable for Dify's plugin daemon, or set data_dir to another folder."
            ) from None

    def _load_or_create(self) -> edge.EdgeShard:
        target = self._folder / "shard"
        if not target.exists():
            self._check_free_space()
            fresh = self._folder / "shard.new"
            shutil.rmtree(fresh, ignore_errors=True)
            edge.EdgeShard.create(str(fresh), self._config()).close()
            fresh.rename(target)
        shard = edge.EdgeShard.load(str(target))
        self._prepare(shard)
        return shard

    def _watch(self, shard: edge.EdgeShard) -> None:
        """Sees when another process asks for the shard; an idle one is let go here, a busy one after its operation."""
        while True:
            time.sleep(_WATCH_SECONDS)
            if self._shard is not shard:
                return
            self._asked_for = self._others_wait()
            if self._asked_for and self._turn.acquire(blocking=False):
                try:
                    if self._shard is shard:
                        self._let_go()
                finally:
                    self._turn.release()

    def _others_wait(self) -> bool:
        try:
            with self._wanted.acquire(blocking=False):
                return False
        except Timeout:
            return True

    def _let_go(self) -> None:
        shard, self._shard, self._asked_for = self._shard, None, False
        if shard is not None:
            try:
                shard.close()
            finally:
                self._lock.release()

    def _check_free_space(self) -> None:
        free = shutil.disk_usage(self._folder).free
        if free < self._free_bytes:
            raise StorageFull(
                f"The disk of the data folder has {free / 2**20:,.0f} MiB free and {self._free_bytes / 2**20:,.0f} MiB "
                "are to stay free. Nothing was stored; make room and try again. Searching goes on."
            )

    def _busy(self) -> StorageBusy:
        return StorageBusy(
            f"Another process has held the data folder {self._folder} for {self._wait_seconds:g} seconds. Try again; "
            "if this stays, stop the other process or set data_dir to a folder of this one's own."
        )


@contextmanager
def translated() -> Iterator[None]:
    """The engine's failures as ours. It raises plain Exception and, from a panic, a BaseException."""
    try:
        yield
    except KeepsakeError:
        raise
    except Exception as exc:  # noqa: BLE001 - the engine raises nothing more precise
        raise StorageError(f"The embedded engine failed ({_kind(exc)}). Try again.") from None
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":
            raise
        raise StorageError("The embedded engine stopped inside (a panic). Try again.") from None


def _kind(exc: Exception) -> str:
    """What sort of failure it is, without the details: those might quote what was stored."""
    with suppress(Exception):
        return str(exc).split(":", 1)[0][:80] or type(exc).__name__
    return type(exc).__name__
