"""An OpenAI-compatible service of models: JSON is posted and JSON comes back, within a time that the caller names."""

import email.utils
import json
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from tenacity import RetryCallState, Retrying
from tenacity.retry import retry_if_exception_type, retry_if_result
from tenacity.stop import stop_after_attempt, stop_before_delay
from tenacity.wait import wait_exponential, wait_random

from memory_core.adapters.forks import after_fork_in_child
from memory_core.adapters.passing import PASSING_FAILURES, PASSING_STATUSES
from memory_core.adapters.within import within
from memory_core.errors import (
    KeepsakeError,
    ModelAnswerUnusable,
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelTooSlow,
    QuestionRefused,
)

_ABOUT_THE_QUESTION = (400, 413, 422)  # too long, or not what its filters let through
UNUSABLE = "The model service answered with something that is no answer. Check its address, or try again."
_TRIES = 3
_BACKOFF = wait_exponential(multiplier=0.5, max=8) + wait_random(0, 0.5)
_CONNECT_SECONDS = 10.0
_LARGEST_REPLY = 4 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the service said at last: any status. `calls` counts how often it began to answer with success."""

    status: int
    content: bytes = field(repr=False)
    calls: int = 0
    retry_after: float | None = None  # seconds


class ModelService:
    """A service at an address, asked with a key. `setting` names the setting that a model's name comes from.

    Every method raises ModelFailed, in sentences that hold nothing of the key, the request or the reply: the error has
    no cause or context either, for those of httpx and json quote what they choked on.
    """

    def __init__(self, base_url: str, *, api_key: str, setting: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._setting = setting
        self._begin()
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._opening = threading.Lock()
        self._opened: httpx.Client | None = None

    def post(self, path: str, body: Mapping[str, Any], *, deadline: float) -> Reply:
        """The reply before `deadline` (of time.monotonic), after up to three tries while it fails in passing."""
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        posting = _Posting(self._client, self._base_url + path, self._headers(), content, deadline)
        return _before(deadline, posting.run)

    def read(self, reply: Reply) -> dict[str, Any]:
        """The JSON object that the service replied; a status other than success becomes the error that it means."""
        if not 200 <= reply.status < 300:
            raise self._failure(reply)
        envelope = _parsed(reply.content)
        if not isinstance(envelope, dict):
            raise ModelAnswerUnusable(UNUSABLE)
        return envelope

    def _failure(self, reply: Reply) -> ModelFailed:
        status = reply.status
        if status in (401, 403):
            return ModelRefused("The model service refused our key. Check model_api_key at Authorize.")
        if status == 404 or status < 400:
            return ModelRefused(
                f"The model service knows no such model or address. Check {self._setting} and its address."
            )
        if status == 429 or (status in PASSING_STATUSES and reply.retry_after is not None):
            return ModelBusy("The model service is busy, or its quota is used up. Try again later.")
        if status in _ABOUT_THE_QUESTION:
            return QuestionRefused(f"The model service refused the question (HTTP {status}). Check {self._setting}.")
        if status < 500:
            return ModelRefused(f"The model service refused the request (HTTP {status}). Check {self._setting}.")
        return ModelFailed(f"The model service failed (HTTP {status}). Try again later.")

    def _headers(self) -> dict[str, str]:
        # Not compressed: a small reply could unfold to any size.
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        return headers | ({"Authorization": f"Bearer {self._api_key}"} if self._api_key else {})

    def _client(self) -> httpx.Client:
        """One for each service, as it keeps the service's cookies; a child process opens its own connections."""
        with self._opening:
            if self._opened is None:
                self._opened = httpx.Client()
            return self._opened


@dataclass(slots=True)
class _Posting:
    """One request, sent until there is a reply to keep."""

    client: Callable[[], httpx.Client]
    url: str
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    deadline: float
    calls: int = 0

    def run(self) -> Reply:
        tries = Retrying(
            retry=retry_if_exception_type(PASSING_FAILURES)
            | retry_if_result(lambda reply: reply.status in PASSING_STATUSES),
            stop=stop_after_attempt(_TRIES) | stop_before_delay(max(0.0, self.deadline - time.monotonic())),
            wait=_pause,
            retry_error_callback=lambda state: state.outcome.result() if state.outcome else None,
        )
        return tries(self._send)

    def _send(self) -> Reply:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise _too_slow()
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        with self.client().stream(
            "POST", self.url, content=self.content, headers=self.headers, timeout=timeout
        ) as response:
            self.calls += response.is_success
            content = self._content(response)
        return Reply(response.status_code, content, self.calls, _retry_after(response.headers.get("Retry-After")))

    def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > _LARGEST_REPLY:
                raise ModelAnswerUnusable(UNUSABLE)
            if time.monotonic() > self.deadline:
                raise _too_slow()
        return bytes(content)


def _before[T](deadline: float, work: Callable[[], T]) -> T:
    """What `work` brings before the deadline; what it raises is made anew without its cause, which may quote the key
    or the prompt."""
    try:
        return within(deadline, work, name="keepsake-model", translate=_ours)
    except TimeoutError:
        raise _too_slow() from None


def _ours(exc: Exception) -> KeepsakeError:
    return exc if isinstance(exc, KeepsakeError) else _translated(exc)


def _translated(exc: Exception) -> ModelFailed:
    match exc:
        case httpx.ConnectTimeout() | httpx.ConnectError() | httpx.ProxyError():
            return ModelFailed("The model service could not be reached. Check its address and the network.")
        case httpx.TimeoutException():
            return _too_slow()
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            return ModelFailed("The model service broke off its answer. Try again.")
        case httpx.DecodingError():
            return ModelAnswerUnusable(UNUSABLE)
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | ValueError():
            return ModelRefused("The model service cannot be asked. Check its address and its key.")
        case _:
            return ModelFailed(f"The model service could not be asked ({type(exc).__name__}). Try again.")


def _too_slow() -> ModelTooSlow:
    return ModelTooSlow("The model service took too long. Try again, or use a faster model.")


def _pause(state: RetryCallState) -> float:
    """Seconds before the next try: what the service asks for, else a backoff."""
    told = None
    if state.outcome and not state.outcome.failed:
        told = state.outcome.result().retry_after
    return _BACKOFF(state) if told is None else told


def _retry_after(value: str | None) -> float | None:
    """Seconds that a Retry-After header asks for, in either of its forms; None when it says nothing of use."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
