"""A Qdrant server's REST interface over the client's in-memory engine: what is sent and answered on the wire, without a
server. It knows what ServerRepository asks, and refuses all else."""

import json
import threading
from typing import Any

import httpx
from pydantic import TypeAdapter
from pydantic_core import to_jsonable_python
from qdrant_client import QdrantClient, models

VERSION = "1.19.0"
_OPERATIONS = TypeAdapter(list[models.UpdateOperation])
_CREATED = ("vectors", "sparse_vectors", "metadata")  # what the in-memory engine makes of a collection's options


class Wire:
    """A server; `asked` holds each request as `METHOD /path`, and its body; `indexes`, by collection, the fields that
    have one."""

    def __init__(self) -> None:
        self.version: str | None = VERSION
        self.asked: list[tuple[str, Any]] = []
        self.engine = QdrantClient(":memory:")
        self.indexes: dict[str, dict[str, Any]] = {}
        self._turn = threading.RLock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else {}
        with self._turn:
            self.asked.append((f"{request.method} {request.url.path}", body))
            return self._answer(request.method, request.url.path.strip("/").split("/"), body)

    def bodies(self, method: str, ending: str) -> list[Any]:
        """What was sent there, in order."""
        return [body for asked, body in self.asked if asked.startswith(f"{method} ") and asked.endswith(ending)]

    def remove(self, collection: str) -> None:
        """As if somebody deleted it."""
        self.engine.delete_collection(collection)
        self.indexes.pop(collection, None)

    def _answer(self, method: str, path: list[str], body: Any) -> httpx.Response:
        if path == [""]:
            told = {} if self.version is None else {"version": self.version}
            return httpx.Response(200, json={"title": "qdrant - vector search engine", **told})
        if len(path) == 1:
            return completed(self.engine.get_collections() if path == ["collections"] else {"status": "disabled"})
        name, rest = path[1], "/".join([method, *path[2:]])
        if rest == "GET/exists":
            return completed({"exists": self.engine.collection_exists(name)})
        if rest == "PUT":
            return self._create(name, body)
        if not self.engine.collection_exists(name):
            return refused(404, f"Not found: Collection `{name}` doesn't exist!")
        return completed(self._of_collection(name, rest, body))

    def _create(self, name: str, body: dict[str, Any]) -> httpx.Response:
        if self.engine.collection_exists(name):
            return refused(409, f"Wrong input: Collection `{name}` already exists!")
        asked = models.CreateCollection.model_validate(body)
        dense, sparse, metadata = (getattr(asked, part) for part in _CREATED)
        self.engine.create_collection(name, vectors_config=dense, sparse_vectors_config=sparse, metadata=metadata)
        return completed(True)

    def _of_collection(self, name: str, rest: str, body: Any) -> Any:
        match rest:
            case "GET":
                return {**to_jsonable_python(self.engine.get_collection(name)), "payload_schema": self._indexed(name)}
            case "PATCH":
                return self.engine.update_collection(name, metadata=body["metadata"])
            case "PUT/index":
                self.indexes.setdefault(name, {})[body["field_name"]] = body["field_schema"]
                return {"operation_id": 1, "status": "completed"}
        return self._write(name, rest, body)

    def _write(self, name: str, rest: str, body: Any) -> Any:
        match rest:
            case "PUT/points":
                asked = models.PointsList.model_validate(body)
                return self.engine.upsert(
                    name, asked.points, update_filter=asked.update_filter, update_mode=asked.update_mode
                )
            case "POST/points/batch":
                return self.engine.batch_update_points(name, _OPERATIONS.validate_python(body["operations"]))
            case "POST/points/delete":
                return self.engine.delete(name, models.PointIdsList.model_validate(body))
        return self._read(name, rest, body)

    def _read(self, name: str, rest: str, body: Any) -> Any:
        match rest:
            case "POST/points":
                return self.engine.retrieve(
                    name, body["ids"], with_payload=body["with_payload"], with_vectors=body.get("with_vector", False)
                )
            case "POST/points/scroll":
                scroll = models.ScrollRequest.model_validate(body)
                points, following = self.engine.scroll(
                    name,
                    scroll.filter,
                    limit=scroll.limit or 10,
                    order_by=scroll.order_by,
                    with_payload=True if scroll.with_payload is None else scroll.with_payload,
                    with_vectors=scroll.with_vector or False,
                )
                return {"points": points, "next_page_offset": following}
            case "POST/points/count":
                return self.engine.count(name, models.CountRequest.model_validate(body).filter, exact=True)
            case "POST/facet":
                facet = models.FacetRequest.model_validate(body)
                return self.engine.facet(
                    name, facet.key, facet_filter=facet.filter, limit=facet.limit or 10, exact=True
                )
            case "POST/points/query/batch":
                return self.engine.query_batch_points(name, models.QueryRequestBatch.model_validate(body).searches)
            case "POST/points/query":
                return self.engine.query_batch_points(name, [models.QueryRequest.model_validate(body)])[0]
        raise AssertionError(f"nothing else is asked, but {rest}")

    def _indexed(self, name: str) -> dict[str, Any]:
        def kind(schema: Any) -> Any:
            return schema["type"] if isinstance(schema, dict) else schema

        made = self.indexes.get(name, {})
        return {field: {"data_type": kind(schema), "points": 0} for field, schema in made.items()}


def completed(result: Any) -> httpx.Response:
    return httpx.Response(200, json={"result": to_jsonable_python(result), "status": "ok", "time": 0.001})


def refused(status: int, message: str, **headers: str) -> httpx.Response:
    """As Qdrant words it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={"status": {"error": message}, "time": 0.0}, headers=named)
