"""A connection to a Qdrant server: each request answered in time or refused in one clear sentence, and tried again
while it fails in passing. All that is sent may be sent twice: reads, writes by id, and writes on a condition that the
first of two takes away.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx
from qdrant_client import QdrantClient
from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse
from tenacity import Retrying
from tenacity.retry import retry_if_exception_type, retry_if_result
from tenacity.stop import stop_after_attempt, stop_before_delay
from tenacity.wait import wait_exponential, wait_random

from memory_core.adapters.passing import PASSING_FAILURES, PASSING_STATUSES
from memory_core.adapters.within import within
from memory_core.engines.collections import MISMATCH
from memory_core.engines.server.patience import Circuit, ServerAway, bounded
from memory_core.errors import (
    EmbeddingMismatch,
    InvalidSettings,
    KeepsakeError,
    StorageAnswerUnusable,
    StorageAway,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageGone,
    StorageLimits,
    StorageRefused,
    StorageTooSlow,
    StorageUnreachable,
    StorageUnsuitable,
)
from memory_core.settings import Settings

OLDEST_SERVER = (1, 19)  # that can weigh words by their rarity in one space (IDF of a corpus)
_TRIES = 3
_BACKOFF = wait_exponential(multiplier=0.2, max=2) + wait_random(0, 0.2)
_CONNECT_SECONDS = 5.0
_LARGEST_REPLY = 256 * 2**20  # bytes
_NOT_THERE = (301, 302, 303, 307, 308, 404, 405)
_OTHER_LENGTH = b"Vector dimension error"
_NO_ROOM = re.compile(rb"no space left|disk (is )?full|not enough (disk )?space|out of disk|enospc", re.IGNORECASE)
_GONE = re.compile(rb"Collection `[^`]{1,255}` doesn't exist")
_LIMIT = re.compile(rb'Limit exceeded (\d{1,12}) > (\d{1,12}) for \\?"([a-z_ ]{1,40})\\?"')
GONE = "Somebody removed it, with its memories: recover it from a snapshot. The next store makes it anew."
_TOO_SLOW = "The Qdrant server took too long. Nothing that was not acknowledged is certain; try again."
_AWAY = "The Qdrant server could not be reached. Check that it runs, that qdrant_url is right, and the network."
_NOT_LATELY = "The Qdrant server did not answer lately, and was not asked now. It is asked again in a few seconds."
_NO_ANSWER = "What answered is no Qdrant server, or its answer was cut. Check qdrant_url, or try again."
_UNFIT = "qdrant_url is no address of a server, or qdrant_api_key has a character that no key has. Copy both once more."
_VERSION = re.compile(r"v?(\d+)\.(\d+)")


def connect(settings: Settings) -> QdrantClient:
    """A client of the server that the settings name; nothing is asked yet. Raises InvalidSettings.

    REST, not gRPC: httpx works on gevent's sockets, while gRPC brings threads and an event loop of its own, which a
    process patched by gevent has to be patched for once more.
    """
    if not (settings.qdrant_api_key.isascii() and settings.qdrant_api_key.isprintable()):
        raise InvalidSettings(_UNFIT)
    try:
        return QdrantClient(
            url=settings.qdrant_url,
            api_key=settings.qdrant_api_key or None,
            timeout=max(1, round(settings.qdrant_seconds)),
            check_compatibility=False,  # it warns and asks on its own; see check_version
            transport=_Bounded(settings.qdrant_seconds, proxy=_proxy(settings.qdrant_url)),
        )
    except (ValueError, httpx.InvalidURL):
        raise InvalidSettings(_UNFIT) from None


def check_version(client: QdrantClient) -> None:
    """Raises StorageUnsuitable when the server is too old for what we send, or no Qdrant at all."""
    with translated():
        version = client.info().version
    numbers = _VERSION.match(version)
    if numbers is None:
        raise StorageUnsuitable("What answers at qdrant_url tells no version that a Qdrant server has. Check it.")
    if tuple(map(int, numbers.groups())) < OLDEST_SERVER:
        oldest = ".".join(map(str, OLDEST_SERVER))
        raise StorageUnsuitable(
            f"The Qdrant server is version {numbers.group()}, and Keepsake needs {oldest} or later. Upgrade the server."
        )


def _proxy(url: str) -> str | None:
    """The one that the environment names for this address."""
    address = httpx.URL(url)
    return None if proxy_bypass(address.host) else getproxies().get(address.scheme)


class _Bounded(httpx.BaseTransport):
    """Sends each request, with whatever tries it takes, within so many seconds, and reads the whole reply; sends none
    while the server is away."""

    def __init__(self, seconds: float, *, proxy: str | None) -> None:
        self._seconds = seconds
        self._circuit = Circuit()
        self._transport = httpx.HTTPTransport(proxy=proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        with bounded(self._seconds) as seconds, self._circuit.request(seconds):
            return self._answer(request, seconds)

    def _answer(self, request: httpx.Request, seconds: float) -> httpx.Response:
        deadline = time.monotonic() + seconds
        tries = Retrying(
            retry=retry_if_exception_type(PASSING_FAILURES)
            | retry_if_result(lambda r: r.status_code in PASSING_STATUSES),
            stop=stop_after_attempt(_TRIES) | stop_before_delay(seconds),
            wait=_BACKOFF,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        try:
            return within(deadline, lambda: tries(self._send, request, deadline), name="keepsake-qdrant")
        except TimeoutError:
            raise httpx.ReadTimeout("the time is over", request=request) from None

    def _send(self, request: httpx.Request, deadline: float) -> httpx.Response:
        left = max(0.001, deadline - time.monotonic())
        connect_within = min(left, _CONNECT_SECONDS)
        request.headers["Accept-Encoding"] = "identity"  # a server waits 40 ms with what it compresses
        request.extensions["timeout"] = {"connect": connect_within, "pool": left, "read": left, "write": left}
        reply = self._transport.handle_request(request)
        try:
            content = b"".join(_bounded(reply))
        finally:
            reply.close()
        headers = [(name, value) for name, value in reply.headers.raw if name.lower() != b"content-encoding"]
        return httpx.Response(reply.status_code, headers=headers, content=content, request=request)

    def close(self) -> None:
        self._transport.close()


def _bounded(reply: httpx.Response) -> Iterator[bytes]:
    size = 0
    for chunk in reply.iter_bytes():
        size += len(chunk)
        if size > _LARGEST_REPLY:
            raise httpx.DecodingError("the reply has no end")
        yield chunk


@contextmanager
def translated() -> Iterator[None]:
    """The client's failures as ours. None keeps its cause: that may quote the key, or what was to be stored."""
    try:
        yield
    except KeepsakeError:
        raise
    except UnexpectedResponse as exc:
        raise _of_status(exc.status_code or 0, exc.content) from None
    except QdrantException:  # 429 with a Retry-After, of which the client reads seconds and no date
        raise _of_status(429, b"") from None
    except (AssertionError, JSONDecodeError, UnicodeDecodeError, RecursionError):  # no result in it, or no JSON at all
        raise StorageAnswerUnusable(_NO_ANSWER) from None
    except ResponseHandlingException as exc:
        raise _of_failure(exc.source) from None
    except httpx.HTTPError as exc:
        raise _of_failure(exc) from None


def _of_status(status: int, content: bytes) -> StorageError | EmbeddingMismatch:
    if _OTHER_LENGTH in content:
        return EmbeddingMismatch(MISMATCH)
    if status < 300:
        return StorageAnswerUnusable(_NO_ANSWER)
    error: type[StorageError] = StorageError
    if status == 507 or _NO_ROOM.search(content):
        error, told = StorageFull, "has no room left. Nothing was stored; make room and try again."
    elif status == 401:
        error, told = StorageRefused, "refused our key. Check qdrant_api_key at Authorize."
    elif status == 403:
        error = StorageRefused
        told = "does not allow this to our key: it may be read-only. Check qdrant_api_key at Authorize."
    elif status == 404 and _GONE.search(content):
        error, told = StorageGone, f"has no such collection any longer. {GONE}"
    elif status == 429:
        error, told = StorageBusy, "takes no more requests for now. Try again later."
    elif status in _NOT_THERE:
        told = "knows nothing at this address. Check qdrant_url."
    elif limit := _LIMIT.search(content):
        asked, most, name = (group.decode() for group in limit.groups())
        error = StorageLimits
        told = f'allows {most} for "{name}" in strict mode, and {asked} are needed. Raise it there.'
    elif status < 500:
        told = "refused the request. Check its limits (strict mode), and that it is a recent version."
    else:
        told = "failed. Try again later."
    return error(f"The Qdrant server {told} (HTTP {status})")


def _of_failure(exc: Any) -> StorageError:
    match exc:
        case ServerAway():
            return StorageAway(_NOT_LATELY)
        case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.ProxyError():
            return StorageUnreachable(_AWAY)
        case httpx.TimeoutException():
            return StorageTooSlow(_TOO_SLOW)
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            return StorageUnreachable("The Qdrant server broke off its answer. Try again.")
        case _:  # not JSON, not what was asked for, without an end, or no address at all
            return StorageAnswerUnusable(_NO_ANSWER)
