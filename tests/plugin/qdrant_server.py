"""The wire of tests/contract/qdrant_wire.py on a real socket, for processes that look for a Qdrant server."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.contract.qdrant_wire import Wire


class QdrantServer(ThreadingHTTPServer):
    """Serves in a thread until it is left; with an `api_key`, nobody else."""

    daemon_threads = True

    def __init__(self, *, api_key: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api_key = api_key
        self.wire = Wire()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def calls(self) -> list[str]:
        """`METHOD /path` of each request."""
        return [asked for asked, _ in self.wire.asked]

    def __enter__(self) -> "QdrantServer":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: QdrantServer
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        pass

    def _serve(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = httpx.Request(self.command, f"{self.server.url}{self.path}", content=content)
        is_ours = self.headers.get("api-key", "") == self.server.api_key
        answer = self.server.wire(asked) if is_ours else httpx.Response(401, text="Must provide an API key")
        self.send_response(answer.status_code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def do_GET(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_PATCH(self) -> None:
        self._serve()
