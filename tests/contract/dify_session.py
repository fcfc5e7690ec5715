"""A session of Dify's SDK without Dify: the real SDK writes requests and reads answers, and a function gives them."""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

type Answerer = Callable[[dict[str, Any]], list[dict[str, Any]]]  # an invocation -> chunks; what it raises Dify reports


@contextmanager
def dify_session(answer: Answerer) -> Iterator[Any]:
    """A session whose models answer with `answer`."""
    with _sdk():
        from dify_plugin.config.config import InstallMethod
        from dify_plugin.core.runtime import Session

        daemon = _Daemon(answer)
        yield Session("s1", None, daemon, daemon, install_method=InstallMethod.Local)


@contextmanager
def _sdk() -> Iterator[None]:
    """The SDK's modules without its package's own import, which would patch the whole test process for gevent."""
    if "dify_plugin" in sys.modules:
        yield
        return
    spec = importlib.util.find_spec("dify_plugin")
    assert spec
    assert spec.submodule_search_locations
    package = ModuleType("dify_plugin")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["dify_plugin"] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "dify_plugin"]:
            del sys.modules[name]


class _Daemon:
    """The SDK's writer and reader in one: a request is answered when its answers are waited for."""

    def __init__(self, answer: Answerer) -> None:
        self._answer = answer
        self._events: list[SimpleNamespace] = []

    def stream_invoke_object(self, data: dict[str, Any]) -> Any:
        from dify_plugin.core.entities.message import SessionMessage

        return SessionMessage(type=SessionMessage.Type.INVOKE, data=data)

    def session_message(self, session_id: str, data: Any) -> None:
        assert session_id == "s1"
        line = data.model_dump_json()
        assert len(line.encode()) < 4 * 2**20
        invocation = json.loads(line)["data"]
        try:
            told = [("response", "", chunk) for chunk in self._answer(invocation)]
        except Exception as exc:  # noqa: BLE001 - Dify reports any
            told = [("error", str(exc), {})]
        self._events += [
            _event({"backwards_request_id": invocation["backwards_request_id"], "event": e, "message": m, "data": d})
            for e, m, d in [*told, ("end", "", None)]
        ]

    def read(self, wanted: Callable[[Any], bool]) -> Any:
        from dify_plugin.core.server.__base.filter_reader import FilterReader

        reader = FilterReader(wanted)
        for event in [event for event in self._events if wanted(event)]:
            reader.write(event)
        return reader


def _event(data: dict[str, Any]) -> SimpleNamespace:
    from dify_plugin.core.entities.plugin.io import PluginInStreamEvent

    return SimpleNamespace(event=PluginInStreamEvent.BackwardInvocationResponse, data=data)


def chat_chunk(content: object, *, usage: tuple[int, int] | None = None, finish: str | None = None) -> dict[str, Any]:
    """A chunk of a language model's answer, as Dify sends it."""
    message = {"role": "assistant", "content": content, "name": None, "tool_calls": []}
    delta = {"index": 0, "message": message, "usage": usage and _usage(*usage), "finish_reason": finish}
    return {"model": "m", "prompt_messages": [], "system_fingerprint": None, "delta": delta}


def embedding_result(vectors: list[list[float]]) -> dict[str, Any]:
    usage = {"tokens": 1, "total_tokens": 1, "currency": "USD", "latency": 0.1}
    return {"model": "m", "embeddings": vectors, "usage": usage | _prices("unit_price", "price_unit", "total_price")}


def _usage(prompt: int, answer: int) -> dict[str, Any]:
    counts = {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}
    prices = _prices(
        "prompt_unit_price",
        "prompt_price_unit",
        "prompt_price",
        "completion_unit_price",
        "completion_price_unit",
        "completion_price",
        "total_price",
    )
    return counts | prices | {"currency": "USD", "latency": 0.1}


def _prices(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "0.001")
