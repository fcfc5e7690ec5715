"""One client of a server in this process, whoever uses it: services differ by their models, connections do not."""

import os
import threading
from dataclasses import dataclass
from typing import Any, cast

from qdrant_client import QdrantClient

from memory_core.engines.server.connection import connect
from memory_core.settings import Settings

type _Place = tuple[str, str, float]


@dataclass
class _Connected:
    client: QdrantClient
    users: int = 0


_connected: dict[_Place, _Connected] = {}
_looking = threading.Lock()
os.register_at_fork(before=_looking.acquire, after_in_parent=_looking.release, after_in_child=_looking.release)


def shared_client(settings: Settings) -> QdrantClient:
    """The client of this address, key and time for a request. Whoever gets one closes its own share alone; the last
    one closes the connections, and a closed share connects again when it is used. Raises InvalidSettings."""
    share = _Share(settings)
    share.connected()
    return cast("QdrantClient", share)


class _Share:
    """One user's share, which does what the client does."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._place = (settings.qdrant_url, settings.qdrant_api_key, settings.qdrant_seconds)
        self._client: QdrantClient | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connected(), name)

    def connected(self) -> QdrantClient:
        with _looking:
            if self._client is None:
                known = _connected.get(self._place) or _Connected(connect(self._settings))
                known.users += 1
                _connected[self._place], self._client = known, known.client
            return self._client

    def close(self) -> None:
        with _looking:
            if self._client is None:
                return
            self._client = None
            known = _connected[self._place]
            known.users -= 1
            if not known.users:
                _connected.pop(self._place).client.close()
