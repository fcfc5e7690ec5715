"""What this process has open of a folder: one shard, whoever in the process uses it, and for how long.

The engine must never open a shard twice, and opening takes 0.2 to 1 s. So whatever stands on one folder (services of
several authorizations, the operator's commands) shares what is open; it is closed when the last of its users lets go.

Another process that waits for the folder gets it when no call has used it here for as long as opening took: a store
asks the engine several times and embeds in between, and what is handed over then has to be opened anew. While calls
follow each other, it gets the folder after a slice: some openings long, so that most of the time goes into calls, and
bounded, so that a call of the other process is.
"""

import math
import os
import threading
import time
from pathlib import Path
from weakref import WeakSet, WeakValueDictionary

from memory_core.adapters.forks import after_fork_in_child, before_fork
from memory_core.engines.embedded.folder_lock import FolderLock
from memory_core.engines.embedded.shard import Shard, translated
from memory_core.engines.embedded.shard_copy import ShardCopy
from memory_core.ports import Offload, in_place

_LEAST_SLICE, _LONGEST_SLICE, _OPENINGS = 0.3, 3.0, 4  # seconds, and how many times what opening took
_LEAST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0  # without a call of the engine, in between as long as opening took
_WATCH_SECONDS, _IDLE_WATCH_SECONDS = 0.01, 0.05  # between looks for another process; each costs 20 us
_IDLE_AFTER_SECONDS = 1
_SHORTENED = 30  # times, when a wait as long was just in vain


class OpenedFolder:
    """The shard of one folder and its lock, for all users in this process. What `turn` guards is changed by whoever has
    it; `close`, `drop` and `patience` may be called by anybody."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()
        before_fork(self.close)  # the child would hold the engine's own locks, and hang on first use
        after_fork_in_child(self._begin_anew)

    def _begin(self) -> None:
        self.lock = FolderLock(self._folder)
        self.turn = threading.RLock()  # among the threads of this process
        self.rewriting = threading.Lock()
        self.copy: ShardCopy | None = None
        self.shard: Shard | None = None
        self.was_there = False  # so that it does not begin anew, empty, in silence
        self._offload: Offload = in_place
        self._users: WeakSet[object] = WeakSet()
        self._depth = 0  # of turns within turns
        self._slice = self._pause = 0.0
        self._opened_at = self._used_at = 0.0
        self._asked_for = False
        self._gave_up_at, self._gave_up_after = -math.inf, 0.0

    def _begin_anew(self) -> None:
        self.lock.abandon()
        self._begin()

    # -- turns ---------------------------------------------------------------------------------------------------------

    def enter(self, user: object, *, timeout: float) -> bool:
        """Begins a turn of `user`, for which the folder is open from now on; False when it does not come."""
        if not self.turn.acquire(timeout=timeout):
            return False
        self._users.add(user)
        self._depth += 1
        return True

    def leave(self) -> None:
        """Ends the turn; after the outermost, the folder is let go when another process has waited long enough."""
        self._used_at = time.monotonic()
        self._depth -= 1
        try:
            if not self._depth and self._slice_is_over():
                self.let_go()
        finally:
            self.turn.release()

    def drop(self, user: object) -> None:
        """This user needs the folder no longer; it is closed when nobody else does."""
        with self.turn:
            self._users.discard(user)
            if not self._users:
                self.let_go()

    def close(self) -> None:
        """Whoever uses it: the next call opens it again."""
        with self.turn:
            self.let_go()

    def patience(self, seconds: float) -> float:
        """How long a call waits for another process that may wait for `seconds`; those behind one that just gave up do
        not wait as long again."""
        in_vain = self._gave_up_after >= seconds and time.monotonic() - self._gave_up_at < seconds
        return seconds / _SHORTENED if in_vain else seconds

    def gave_up(self, *, after: float) -> None:
        self._gave_up_at, self._gave_up_after = time.monotonic(), after

    # -- within a turn -------------------------------------------------------------------------------------------------

    def hold(self, shard: Shard, *, offload: Offload, opening: float) -> None:
        """Keeps a shard open, the lock of which is held. `offload` is where it is closed, `opening` how many seconds
        it took to open."""
        self.shard, self._offload = shard, offload
        self._slice = min(_LONGEST_SLICE, max(_LEAST_SLICE, _OPENINGS * opening))
        self._pause = min(_LONGEST_PAUSE, max(_LEAST_PAUSE, opening))
        self._opened_at = self._used_at = time.monotonic()
        self._gave_up_at = -math.inf
        threading.Thread(target=self._watch, args=(shard,), name="keepsake-hand-over", daemon=True).start()

    def close_shard(self) -> None:
        """Keeps the lock, so that no other process gets between."""
        shard, self.shard, self._asked_for = self.shard, None, False
        if shard is not None:
            with translated():
                self._offload(_close, (shard,))

    def let_go(self) -> None:
        try:
            self.close_shard()
        finally:
            self.lock.release()

    # -- other processes -----------------------------------------------------------------------------------------------

    def _watch(self, shard: Shard) -> None:
        """Sees when another process asks for the folder, or somebody removed it. A busy one is let go after a turn, one
        that is not used here."""
        while True:
            idle = time.monotonic() - self._used_at > _IDLE_AFTER_SECONDS
            time.sleep(_IDLE_WATCH_SECONDS if idle else _WATCH_SECONDS)
            if self.shard is not shard:
                return
            self._asked_for = self.lock.others_wait() or not (self._folder / "shard").exists()
            if self._asked_for and self.turn.acquire(blocking=False):
                try:
                    if self.shard is shard and (self._is_unused() or self._slice_is_over()):
                        self.let_go()
                finally:
                    self.turn.release()

    def _is_unused(self) -> bool:
        return not self.copy and time.monotonic() - self._used_at >= self._pause

    def _slice_is_over(self) -> bool:
        return not self.copy and self._asked_for and time.monotonic() - self._opened_at >= self._slice


def _close(shard: Shard) -> None:
    shard.close()


_known: WeakValueDictionary[Path, OpenedFolder] = WeakValueDictionary()
_looking = threading.Lock()
os.register_at_fork(before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_looking.release)


def opened_folder(folder: Path) -> OpenedFolder:
    """The one of this process, by whatever path the folder is named."""
    place = folder.resolve()
    with _looking:
        found = _known.get(place)
        if found is None:
            found = _known[place] = OpenedFolder(place)
        return found
