"""Rewriting: nothing is left on disk of what was erased, for a fresh shard with what lives replaces the other."""

import time

from memory_core.engines.embedded import copy_before
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.shard_copy import ShardCopy
from memory_core.engines.embedded.store import BREATH_SECONDS, EmbeddedStore
from memory_core.errors import EngineFailed

_WANTED = "removed from disk"


def rewrite(store: EmbeddedStore) -> bool:
    """Other calls of this process get through between slices; other processes wait until the end. A process that is
    killed leaves either of the two shards. False when something was erased meanwhile: that is for the next time."""
    with store.opened.rewriting:
        if not store.files.may_hold_erased:
            return True
        store.check_writable()
        dimension = store.dimension()
        with store.turn() as shard:
            store.opened.copy = copy = _begin(store, dimension)
        try:
            while _copied_some(store, shard, copy):
                time.sleep(BREATH_SECONDS)
            _replace(store, shard, copy)
        finally:
            store.opened.copy = None
            store.native(ShardCopy.close, copy)
        if not copy.holds_erased:
            copy_before.remove_all(store.folder)
        return not copy.holds_erased


def _begin(store: EmbeddedStore, dimension: int) -> ShardCopy:
    store.check_free_space(for_a_while=store.native(lambda files: files.size(), store.files), wanted=_WANTED)
    store.files.make_room()
    return store.native(lambda files: ShardCopy(files.fresh, dimension=dimension), store.files)


def _copied_some(store: EmbeddedStore, shard: Shard, copy: ShardCopy) -> bool:
    with store.turn() as current:
        _check_open(shard, current)
        store.check_free_space(wanted=_WANTED)
        return store.native(copy.copy_some, shard)


def _replace(store: EmbeddedStore, shard: Shard, copy: ShardCopy) -> None:
    """Puts the copy in the place of the shard, which is open; the next call opens it. The lock is held until then:
    between the renames there is no shard."""
    with store.turn() as current:
        _check_open(shard, current)
        store.files.note_points(store.native(copy.conclude, shard))
        try:
            store.opened.close_shard()
            store.native(lambda files: files.replace(clean=not copy.holds_erased), store.files)
        finally:
            store.opened.lock.release()


def _check_open(shard: Shard, current: Shard) -> None:
    if current is not shard:
        raise EngineFailed("The data folder was reopened while it was being rewritten. Nothing was changed; try again.")
