"""From an authorization to an open storage. One process serves every workspace and every named authorization of a
Dify install, so what is opened is shared by equal settings and never by anything less."""

import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from itertools import batched
from typing import Any

from memory_core import Settings, Storage, open_storage
from provider.authorization import Authorization, parse_authorization
from provider.dify_models import DifyModels

_storages: dict[str, Storage] = {}
_dify_models = DifyModels()
_opening = threading.Lock()
_AT_ONCE = min(4, os.cpu_count() or 1)


def read_authorization(credentials: dict[str, Any]) -> Authorization:
    return parse_authorization(credentials, os.environ)


def storage_for(settings: Settings) -> Storage:
    """The process's one storage for these settings."""
    with _opening:
        name = settings.fingerprint()
        if name not in _storages:
            _storages[name] = open_storage(settings, offload=_in_threadpool, host_models=_dify_models)
        return _storages[name]


def _in_threadpool[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    """Works on native threads, so that heartbeats and other calls go on meanwhile; on a few items at a time, so that a
    short question does not wait for a long document."""
    import gevent

    pool = gevent.get_hub().threadpool
    outcomes = [outcome for some in batched(items, _AT_ONCE) for outcome in pool.map(partial(_tried, work), some)]
    for _, failure in outcomes:
        if failure is not None:
            raise failure
    return [result for result, _ in outcomes]


def _tried[A, B](work: Callable[[A], B], item: A) -> tuple[Any, BaseException | None]:
    """The result or the failure; the pool would print it, with what it was about."""
    try:
        return work(item), None
    except BaseException as exc:  # noqa: BLE001 - the engine's panics are no Exceptions
        return None, exc
