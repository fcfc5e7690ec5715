"""What is found out at Authorize, before the first store: rights of the key, and limits of the server."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from memory_core import Settings
from memory_core.engines.server.connection import connect
from memory_core.engines.server.repository import ServerRepository
from memory_core.errors import StorageLimits, StorageRefused
from tests.conftest import client_repository
from tests.contract.test_repository import ALIVE, SCOPE, entry, memory
from tests.qdrant_stand_in import KEY, QdrantStandIn, Request

READ_ONLY, OF_ANOTHER, EXPIRED = "a-key-that-may-read", "a-token-of-another-collection", "an-expired-token"


def reads(request: Request) -> bool:
    return request.method == "GET" or not request.writes_points


RIGHTS: dict[str, Callable[[Request], bool]] = {
    READ_ONLY: reads,
    OF_ANOTHER: lambda request: "/keepsake-test" not in request.path,
}


@pytest.fixture
def server() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn()) as running:
        running.keys |= RIGHTS
        yield running


def repository_on(server: QdrantStandIn, key: str = KEY) -> ServerRepository:
    return client_repository(connect(Settings(qdrant_url=server.url, qdrant_api_key=key)))


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("key", [READ_ONLY, OF_ANOTHER, EXPIRED])
def test_a_key_that_cannot_store_is_refused(server: QdrantStandIn, key: str, is_there: bool) -> None:
    """Whether the collection is there already or not."""
    if is_there:
        repository_on(server).write(SCOPE, [entry(memory(1))])
    with pytest.raises(StorageRefused, match="Check qdrant_api_key"):
        repository_on(server, key).check()


def test_trying_changes_nothing(server: QdrantStandIn) -> None:
    """Nor makes anything."""
    repository_on(server).check()
    assert server._points.get_collections().collections == []
    repository_on(server).write(SCOPE, [entry(memory(1))])
    before = server._points.scroll("keepsake-test", limit=99)
    repository_on(server).check()
    assert server._points.scroll("keepsake-test", limit=99) == before


@pytest.mark.parametrize(
    ("limit", "name"), [("largest_batch", "search_max_batchsize"), ("largest_upsert", "upsert_max_batchsize")]
)
def test_a_limit_that_is_too_low_is_named(server: QdrantStandIn, limit: str, name: str) -> None:
    """Not when somebody first stores a long message."""
    repository_on(server).count(SCOPE, ALIVE)
    setattr(server.strict, limit, 2)
    with pytest.raises(StorageLimits, match=rf"{name} is 2, \d+ are needed") as caught:
        repository_on(server).check()
    assert not caught.value.retryable
