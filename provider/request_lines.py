"""Request lines: every request that Dify's daemon writes to a plugin has an answer, also one that is no good JSON.

The SDK reads lines strictly, and answers nobody in particular when it cannot: whoever asked would wait until the end of
time. Half a character in a text is let through here, to be refused by name with the parameter that holds it.
"""

import json
import re
from collections.abc import Generator, Iterator
from typing import Any

from dify_plugin.core.entities.plugin.io import PluginInStream, PluginInStreamEvent
from dify_plugin.core.server.stdio.request_reader import StdioRequestReader
from dify_plugin.core.server.stdio.response_writer import StdioResponseWriter
from pydantic import TypeAdapter, ValidationError

_OBJECT = TypeAdapter(dict[str, Any])
_SESSION = re.compile(rb'"session_id"\s{0,9}:\s{0,9}"([\w.-]{1,200})"')
_PASSED_ON = ("conversation_id", "message_id", "app_id", "endpoint_id", "context")
_UNREADABLE = "This request is no JSON that can be read: it is nested too deeply, or broken. Send it again, simpler."
_HALF = (
    "This request holds half a character (a lone surrogate) in an id, a name or the authorization, which cannot be "
    "kept. Send it as valid Unicode text."
)


class RequestLines(StdioRequestReader):
    """The SDK's reader, with an answer for each line."""

    def _read_stream(self) -> Generator[PluginInStream, None, None]:
        for line in self._lines():
            if line.strip() and (request := self._request(line)):
                yield request

    def _lines(self) -> Iterator[bytes]:
        begun: list[bytes] = []
        while True:
            *ends, rest = self._read_async().split(b"\n")
            if ends:
                yield b"".join((*begun, ends[0]))
                yield from ends[1:]
                begun = []
            if rest:
                begun.append(rest)

    def _request(self, line: bytes) -> PluginInStream | None:
        try:
            said = _read(line)
            return PluginInStream(
                session_id=said["session_id"],
                event=PluginInStreamEvent.value_of(said["event"]),
                data=said["data"],
                reader=self,
                writer=StdioResponseWriter(),
                **{name: said.get(name) for name in _PASSED_ON},
            )
        except Exception as exc:  # noqa: BLE001 - whatever is wrong with a line, the next ones are read
            _answer(line, _HALF if isinstance(exc, UnicodeEncodeError) else _UNREADABLE)
            return None


def _read(line: bytes) -> dict[str, Any]:
    """A request, or what a model answered, in which half a character becomes a question mark. Raises UnicodeEncodeError
    for half a character of a request anywhere but in a parameter's value."""
    try:
        return _OBJECT.validate_json(line)
    except ValidationError:
        said: dict[str, Any] = json.loads(line)
    if said["event"] != PluginInStreamEvent.Request.value:
        whole: dict[str, Any] = json.loads(json.dumps(said, ensure_ascii=False).encode(errors="replace"))
        return whole
    data = said["data"]
    parameters = data.get("tool_parameters")
    names = list(parameters) if isinstance(parameters, dict) else parameters
    json.dumps(said | {"data": data | {"tool_parameters": names}}, ensure_ascii=False).encode()
    return said


def _answer(line: bytes, sentence: str) -> None:
    writer, session = StdioResponseWriter(), _SESSION.search(line)
    if session is None:
        writer.error(data={"error": sentence})
        return
    failed = {"error_type": "InvalidRequest", "message": sentence, "args": {}}
    writer.session_message(session[1].decode(), writer.stream_error_object(failed))
    writer.session_message(session[1].decode(), writer.stream_end_object())
