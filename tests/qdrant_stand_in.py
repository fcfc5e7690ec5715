"""A stand-in for a Qdrant server in strict mode: its REST interface over the client's in-memory mode, with faults.

It knows what Keepsake asks for and nothing else. Like a server in strict mode it filters, orders and counts by nothing
that has no index of the right kind, and takes no more at once than it is told to. Of a cluster it knows what fails
while nodes are dead, but keeps one copy.
"""

import contextlib
import gzip
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pydantic import BaseModel, TypeAdapter
from qdrant_client import QdrantClient, models

from tests.qdrant_cluster import Cluster, Refused
from tests.qdrant_shards import ShardKeys
from tests.qdrant_strict import INTEGER, KEYWORD, UUID_INDEX, Strict

KEY = "a-secret-key-of-the-server"
_HNSW = {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000}


@dataclass(frozen=True, slots=True)
class Request:
    """What reached the server."""

    method: str
    path: str
    query: str = ""
    encoding: str = ""  # that it takes answers in
    body: Any = field(default=None, repr=False)

    @property
    def writes_points(self) -> bool:
        what = self.path.removeprefix("/collections/").partition("/")[2]
        return (self.method, what) in {("PUT", "points"), ("POST", "points/batch"), ("POST", "points/delete")}


@dataclass(frozen=True, slots=True)
class Reply:
    """What it answers; with `instead`, whatever that does to the connection, which ends there."""

    status: int = 200
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    instead: Callable[[socket.socket], object] | None = None


type Fault = Callable[[Request, Callable[[], Reply]], Reply]  # gets the request, and what would answer it


class QdrantStandIn:
    """Serves `url` until it is closed. `requests` are those that it was sent; `fault` may spoil an answer."""

    def __init__(self, *, version: str = "1.19.0", nodes: int = 1, **strict: Any) -> None:
        self.version = version
        self.cluster = Cluster(nodes)
        self.strict = Strict(**strict)
        self.keys: dict[str, Callable[[Request], bool]] = {KEY: lambda _: True}  # what each may ask
        self.shards = ShardKeys()
        self.requests: list[Request] = []
        self.made: dict[str, dict[str, Any]] = {}  # how each collection was asked for
        self.fault: Fault = lambda _, answer: answer()
        self._points = QdrantClient(":memory:")
        self._one_at_a_time = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request, key: str) -> Reply:
        self.requests.append(request)
        if key not in self.keys:
            return _error(401, "Must provide an API key or an Authorization bearer token")
        if not self.keys[key](request):
            return _error(403, "Forbidden: Access to this is required")
        return self.fault(request, lambda: self._answer(request))

    def _answer(self, request: Request) -> Reply:
        with self._one_at_a_time:
            try:
                if request.path == "/":  # the only answer that is not wrapped
                    return Reply(200, json.dumps({"title": "qdrant", "version": self.version}).encode())
                return _success(self._result(request))
            except Refused as refused:
                return _error(refused.status, str(refused))

    def _result(self, request: Request) -> Any:
        parts = request.path.strip("/").split("/")
        match request.method, parts:
            case "GET", ["cluster"]:
                return self.cluster.told()
            case "GET", ["collections"]:
                return self._points.get_collections()
            case "GET", ["collections", name, "exists"]:
                return {"exists": self._points.collection_exists(name)}
            case "PUT", ["collections", name]:
                return self._create(name, request.body)
            case "DELETE", ["collections", name]:
                self.strict.indexes.pop(name, None)
                return self._points.delete_collection(name)
            case method, ["collections", name, *what]:
                if not self._points.collection_exists(name):
                    raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
                return self._on_collection(request, method, name, "/".join(what))
        raise Refused(404, "unknown path")

    def _create(self, name: str, body: Any) -> bool:
        if self._points.collection_exists(name):
            raise Refused(409, f"Wrong input: Collection `{name}` already exists!")
        asked = models.CreateCollection.model_validate(body)
        self.strict.indexes[name], self.made[name] = {}, body
        if asked.sharding_method is models.ShardingMethod.CUSTOM:
            self.shards.begin(name)
        self.cluster.replicas[name] = asked.replication_factor or 1
        self.cluster.needed[name] = asked.write_consistency_factor or 1
        return self._points.create_collection(
            name,
            vectors_config=asked.vectors,
            sparse_vectors_config=asked.sparse_vectors,
            metadata=asked.metadata,
        )

    def _on_collection(self, request: Request, method: str, name: str, what: str) -> Any:  # noqa: PLR0911 - a table
        body = request.body
        if request.writes_points:
            self.cluster.check_write(name, request.query)
        elif what.startswith("points"):
            self.cluster.check_read(name, request.query)
        match method, what:
            case "GET", "shards":
                return {"shard_keys": [{"key": key} for key in self.shards.keys_of(name)]}
            case "PUT", "shards":
                return self.shards.make(name, body["shard_key"])
            case "GET", "":
                return self._info(name)
            case "PATCH", "":
                self.made[name] = self.made.get(name, {}) | {k: v for k, v in body.items() if k != "metadata"}
                return self._points.update_collection(name, metadata=body.get("metadata"))
            case "POST", "snapshots":
                return {"name": f"{name}.snapshot", "creation_time": None, "size": 1, "checksum": None}
            case "PUT", "index":
                schema = body["field_schema"]
                self.strict.indexes[name][body["field_name"]] = schema["type"] if isinstance(schema, dict) else schema
                return _completed()
            case "PUT", "points":
                self._update(name, models.UpsertOperation(upsert=models.PointsList.model_validate(body)))
                return _completed()
            case "POST", "points/batch":
                operations = models.UpdateOperations.model_validate(body).operations
                for operation in operations:
                    self._update(name, operation)
                return [_completed()] * len(operations)
            case "POST", "points/delete":
                selector: Any = TypeAdapter(models.PointsSelector).validate_python(body)
                self._update(name, models.DeleteOperation(delete=selector))
                return _completed()
            case "POST", "points":
                read = models.PointRequest.model_validate(body)
                return self._points.retrieve(name, read.ids, read.with_payload or False, read.with_vector or False)
            case "POST", "points/scroll":
                return self._scroll(name, models.ScrollRequest.model_validate(body))
            case "POST", "points/count":
                counted = models.CountRequest.model_validate(body)
                self.strict.check(name, counted.filter)
                return self._points.count(name, counted.filter)
            case "POST", "points/query":
                return self._query(name, models.QueryRequest.model_validate(body))
            case "POST", "points/query/batch":
                self.strict.check_batch(len(body["searches"]))
                return [self._query(name, one) for one in models.QueryRequestBatch.model_validate(body).searches]
            case "POST", "facet":
                return self._facet(name, models.FacetRequest.model_validate(body))
        raise Refused(404, "unknown path")

    def _info(self, name: str) -> Any:
        info = json.loads(self._points.get_collection(name).model_dump_json())
        info["payload_schema"] = {
            of: {"data_type": kind, "points": 0} for of, kind in self.strict.indexes.get(name, {}).items()
        }
        info["config"]["strict_mode_config"] = self.strict.config()
        info["config"]["params"] |= {"replication_factor": self.cluster.replicas.get(name, 1)}
        info["config"]["hnsw_config"] = _HNSW | (self.made.get(name, {}).get("hnsw_config") or {})
        return info

    def _update(self, name: str, operation: Any) -> None:
        match operation:
            case models.UpsertOperation(upsert=models.PointsList() as points):
                self.strict.check_upsert(len(points.points))
                self.shards.put(name, [point.id for point in points.points], points.shard_key)
                self.strict.check(name, points.update_filter)
            case models.DeleteOperation(delete=models.PointIdsList(points=ids, shard_key=key)):
                gone = self.shards.drop(name, ids, key)
                if not gone:
                    return
                operation = models.DeleteOperation(delete=models.PointIdsList(points=gone))
            case models.DeleteOperation(delete=models.FilterSelector() as chosen):
                self.strict.check(name, chosen.filter)
            case models.OverwritePayloadOperation(overwrite_payload=changed):
                self.strict.check(name, changed.filter)
            case models.SetPayloadOperation(set_payload=changed):
                self.strict.check(name, changed.filter)
        self._points.batch_update_points(name, [operation])

    def _scroll(self, name: str, asked: models.ScrollRequest) -> Any:
        self.strict.check(name, asked.filter, limit=asked.limit)
        if isinstance(asked.order_by, models.OrderBy):
            self.strict.check_index(name, asked.order_by.key, INTEGER)
        records, offset = self._points.scroll(
            name,
            scroll_filter=self.shards.narrowed(name, asked.filter, asked.shard_key),
            limit=asked.limit or 10,
            order_by=asked.order_by,
            offset=asked.offset,
            with_payload=True if asked.with_payload is None else asked.with_payload,
            with_vectors=asked.with_vector or False,
        )
        return {"points": records, "next_page_offset": offset}

    def _query(self, name: str, asked: models.QueryRequest) -> Any:
        self.strict.check(name, asked.filter, limit=asked.limit)
        if isinstance(asked.query, models.OrderByQuery) and isinstance(asked.query.order_by, models.OrderBy):
            self.strict.check_index(name, asked.query.order_by.key, INTEGER)
        if asked.params is not None and isinstance(asked.params.idf, models.IdfCorpusParams):
            self.strict.check(name, asked.params.idf.corpus)
        within = self.shards.narrowed(name, asked.filter, asked.shard_key)
        return self._points.query_batch_points(name, [asked.model_copy(update={"filter": within})])[0]

    def _facet(self, name: str, asked: models.FacetRequest) -> Any:
        self.strict.check(name, asked.filter, limit=asked.limit)
        self.strict.check_index(name, asked.key, KEYWORD, UUID_INDEX)
        return self._points.facet(name, asked.key, facet_filter=asked.filter, limit=asked.limit or 10)


def _completed() -> models.UpdateResult:
    return models.UpdateResult(operation_id=1, status=models.UpdateStatus.COMPLETED)


def _success(result: Any) -> Reply:
    return Reply(200, json.dumps({"result": _plain(result), "status": "ok", "time": 0.001}).encode())


def _plain(result: Any) -> Any:
    match result:
        case BaseModel():
            return json.loads(result.model_dump_json())
        case list():
            return [_plain(one) for one in result]
        case dict():
            return {key: _plain(value) for key, value in result.items()}
    return result


def _error(status: int, sentence: str) -> Reply:
    return Reply(status, json.dumps({"status": {"error": sentence}, "time": 0.001}).encode())


def _compressed(reply: Reply) -> Reply:
    """As a server answers whoever takes it, which costs both more time than it saves."""
    headers = (*reply.headers, ("Content-Encoding", "gzip"))
    return Reply(reply.status, gzip.compress(reply.content), headers)


def _handler(stand_in: QdrantStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            encoding = self.headers.get("Accept-Encoding", "")
            request = Request(self.command, path, query, encoding, json.loads(content) if content else None)
            reply = stand_in.answer(request, self.headers.get("api-key", ""))
            with contextlib.suppress(OSError):
                if reply.instead is not None:
                    self.close_connection = True
                    reply.instead(self.connection)
                else:
                    self._send(_compressed(reply) if "gzip" in encoding else reply)

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _serve  # noqa: N815 - the names that http.server calls

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    return Handler
