"""An OpenAI-compatible service on this machine that answers as a test wants it to, broken connections included."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LINGER_NOT = struct.pack("ii", 1, 0)  # closing throws away what was not sent, and tells the other side by a reset


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the last part of its path, its body, and the key that came with it."""

    what: str
    body: dict[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back; of the body only `sent` bytes, though its whole length was announced. A `reset` sends none."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    reset: bool = False


class ModelServer:
    """Answers every request with `answer`; `asked` holds them in order."""

    def __init__(self, answer: Callable[[Asked], Reply]) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.url = ""


@contextmanager
def serving(answer: Callable[[Asked], Reply]) -> Iterator[ModelServer]:
    """A running service."""
    model_server = ModelServer(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            asked = Asked(self.path.rsplit("/", 1)[-1], body, key)
            model_server.asked.append(asked)
            with suppress(ConnectionError):
                self._send(model_server.answer(asked))

        def _send(self, reply: Reply) -> None:
            self.close_connection = True
            if reply.reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
                self.connection.close()
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body[: reply.sent])

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Nothing is printed."""

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        model_server.url = f"http://127.0.0.1:{listening.server_port}/v1"
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield model_server
        listening.shutdown()


def chat_reply(text: str) -> Reply:
    """A whole chat completion that says `text`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1_000, "completion_tokens": 50, "total_tokens": 1_050}
    return Reply(body=json.dumps({"id": "c1", "choices": [choice], "usage": usage}).encode())


def embedding_reply(vectors: list[list[float]]) -> Reply:
    """One vector for each text, in order."""
    data = [{"index": number, "embedding": vector} for number, vector in enumerate(vectors)]
    return Reply(body=json.dumps({"data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}).encode())


def error_reply(status: int, message: str, **headers: str) -> Reply:
    """A refusal in the words of such services, which like to quote what they were sent."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, json.dumps({"error": {"message": message, "type": "error"}}).encode(), named)
