"""From an authorization to a running service. One process serves every workspace and every named authorization of a
Dify install, so what is opened is shared by equal settings and never by anything less."""

import os
import threading
from collections.abc import Callable, Sequence
from itertools import batched
from typing import Any

from memory_core import MemoryService, Settings, open_service
from memory_core.ports import Vector
from provider.authorization import Authorization, parse_authorization
from provider.dify_models import DifyModels

_services: dict[str, MemoryService] = {}
_dify_models = DifyModels()
_opening = threading.Lock()
_AT_ONCE = min(4, os.cpu_count() or 1)


def read_authorization(credentials: dict[str, Any]) -> Authorization:
    return parse_authorization(credentials, os.environ)


def service_for(settings: Settings) -> MemoryService:
    """The process's one service for these settings."""
    with _opening:
        name = settings.fingerprint()
        if name not in _services:
            _services[name] = open_service(settings, offload=_in_threadpool, host_models=_dify_models)
        return _services[name]


def _in_threadpool(embed: Callable[[str], Vector], texts: Sequence[str]) -> list[Vector]:
    """Embeds on native threads, so that heartbeats and other calls go on meanwhile; a few texts at a time, so that a
    short question does not wait for a long document."""
    import gevent

    pool = gevent.get_hub().threadpool
    return [vector for some in batched(texts, _AT_ONCE) for vector in pool.map(embed, some)]
