"""A Qdrant server to the wire: the client's in-memory mode behind the REST routes that Keepsake calls."""

import json
import re
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import TypeAdapter
from qdrant_client import QdrantClient, models

VERSION = "1.19.0"
_POINTS = TypeAdapter(list[models.PointStruct])


class QdrantServer(ThreadingHTTPServer):
    """Serves in a thread until it is left; `calls` are the paths it was asked for."""

    daemon_threads = True

    def __init__(self, *, api_key: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api_key = api_key
        self.memory = QdrantClient(":memory:")
        self.turn = threading.Lock()  # the in-memory client is not made for threads
        self.calls: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "QdrantServer":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: QdrantServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_PUT(self) -> None:
        self._answer("PUT")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        pass

    def _answer(self, method: str) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        path = self.path.partition("?")[0]
        self.server.calls.append(f"{method} {path}")
        if self.server.api_key and self.headers.get("api-key") != self.server.api_key:
            return self._send(401, {"status": {"error": "Must provide an API key"}})
        for pattern, serve in _ROUTES:
            if match := re.fullmatch(pattern, f"{method} {path}"):
                with self.server.turn:
                    result = serve(self.server.memory, *match.groups(), body)
                return self._send(200, result if path == "/" else {"result": result, "status": "ok", "time": 0.0})
        return self._send(404, {"status": {"error": "Not found"}})

    def _send(self, status: int, document: Any) -> None:
        content = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


type _Body = dict[str, Any]


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def _create(memory: QdrantClient, name: str, body: _Body) -> bool:
    request = models.CreateCollection.model_validate(body)
    return memory.create_collection(name, vectors_config=request.vectors, sparse_vectors_config=request.sparse_vectors)


def _upsert(memory: QdrantClient, name: str, body: _Body) -> Any:
    return _plain(memory.upsert(name, _POINTS.validate_python(body["points"])))


def _retrieve(memory: QdrantClient, name: str, body: _Body) -> Any:
    request = models.PointRequest.model_validate(body)
    records = memory.retrieve(
        name, request.ids, with_payload=request.with_payload or False, with_vectors=request.with_vector or False
    )
    return [_plain(record) for record in records]


def _scroll(memory: QdrantClient, name: str, body: _Body) -> Any:
    request = models.ScrollRequest.model_validate(body)
    records, following = memory.scroll(
        name,
        scroll_filter=request.filter,
        limit=request.limit or 10,
        order_by=request.order_by,
        offset=request.offset,
        with_payload=True if request.with_payload is None else request.with_payload,
        with_vectors=request.with_vector or False,
    )
    return {"points": [_plain(record) for record in records], "next_page_offset": following}


def _query(memory: QdrantClient, name: str, body: _Body) -> Any:
    return _plain(memory.query_batch_points(name, [models.QueryRequest.model_validate(body)])[0])


def _query_batch(memory: QdrantClient, name: str, body: _Body) -> Any:
    requests = models.QueryRequestBatch.model_validate(body).searches
    return [_plain(answer) for answer in memory.query_batch_points(name, requests)]


def _count(memory: QdrantClient, name: str, body: _Body) -> Any:
    return _plain(memory.count(name, count_filter=models.CountRequest.model_validate(body).filter))


def _facet(memory: QdrantClient, name: str, body: _Body) -> Any:
    request = models.FacetRequest.model_validate(body)
    return _plain(memory.facet(name, request.key, facet_filter=request.filter, limit=request.limit or 10))


def _delete(memory: QdrantClient, name: str, body: _Body) -> Any:
    return _plain(memory.delete(name, models.PointIdsList.model_validate(body)))


_ROUTES: tuple[tuple[str, Callable[..., Any]], ...] = (
    ("GET /", lambda memory, body: {"title": "qdrant - vector search engine", "version": VERSION}),
    ("GET /collections", lambda memory, body: _plain(memory.get_collections())),
    ("GET /collections/([^/]+)/exists", lambda memory, name, body: {"exists": memory.collection_exists(name)}),
    ("GET /collections/([^/]+)", lambda memory, name, body: _plain(memory.get_collection(name))),
    ("PUT /collections/([^/]+)", _create),
    ("PUT /collections/([^/]+)/index", lambda memory, name, body: {"operation_id": 0, "status": "completed"}),
    ("PUT /collections/([^/]+)/points", _upsert),
    ("POST /collections/([^/]+)/points", _retrieve),
    ("POST /collections/([^/]+)/points/scroll", _scroll),
    ("POST /collections/([^/]+)/points/query", _query),
    ("POST /collections/([^/]+)/points/query/batch", _query_batch),
    ("POST /collections/([^/]+)/points/count", _count),
    ("POST /collections/([^/]+)/points/delete", _delete),
    ("POST /collections/([^/]+)/facet", _facet),
)
