"""A bridge from a browser to the memory page: HTTP in, the daemon's protocol to the real plugin process, HTTP out.

What Dify's daemon does with a request to `/e/<hook>/...`: it takes the hook's part off the path, names the hook in two
headers, and lets only the last of several cookies pass.
"""

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from dev.daemon import Daemon

_DROPPED = ("host", "content-length", "connection", "dify-hook-id", "dify-hook-url")


class Bridge:
    """Serves the hooks, by their settings, on a port of this machine. A context manager."""

    def __init__(self, daemon: Daemon, hooks: Mapping[str, Mapping[str, Any]]) -> None:
        self.hooks = dict(hooks)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(daemon, self.hooks))
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def url(self, hook: str, path: str = "") -> str:
        return f"{self.address}/e/{hook}/{path}"

    def __enter__(self) -> "Bridge":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def request(
    method: str, path: str, *, hook: str, host: str = "dify.test", headers: Mapping[str, str] = {}, body: bytes = b""
) -> bytes:
    """A request as the daemon hands it over; `path` begins after the hook."""
    lines = {
        "Host": host,
        **{name: value for name, value in headers.items() if name.lower() not in _DROPPED},
        "Dify-Hook-Id": hook,
        "Dify-Hook-Url": f"http://{host}/e/{hook}",
        "Content-Length": str(len(body)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _handler(daemon: Daemon, hooks: Mapping[str, Mapping[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def log_message(self, *_: object) -> None:
            """Nothing: tests print too much already."""

        def _pass_on(self) -> None:
            address = urlsplit(self.path)
            _, _, rest = address.path.partition("/e/")
            hook, slash, path = rest.partition("/")
            if hook not in hooks:
                self._answer(404, {}, b"")
            elif not slash:
                self._answer(301, {"Location": f"/e/{hook}/"}, b"")
            else:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                whole = f"/{path}?{address.query}" if address.query else f"/{path}"
                raw = request(
                    self.command,
                    whole,
                    hook=hook,
                    host=self.headers.get("Host", "127.0.0.1"),
                    headers=dict(self.headers.items()),
                    body=body,
                )
                visited = daemon.visit(raw, settings=hooks[hook])
                self._answer(visited.status, visited.headers, visited.body)

        def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
