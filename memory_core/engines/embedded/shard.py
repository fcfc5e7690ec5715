"""One shard of the embedded engine: every call of the engine, and its failures as ours."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import qdrant_edge as edge

from memory_core.domain.candidate import SPARSE_CHANNELS, Channel
from memory_core.engines.collections import BREADTH, MISMATCH
from memory_core.engines.embedded import layout
from memory_core.engines.embedded.dialect import Condition
from memory_core.engines.embedded.layout import Point, PointId, Stored
from memory_core.engines.embedded.traits import NAME as TRAITS
from memory_core.errors import EmbeddingMismatch, EngineFailed, KeepsakeError
from memory_core.ports import MAXIMUM_SESSIONS

type Asked = Mapping[Channel, list[float] | edge.SparseVector]  # what each channel is asked

_OVERSAMPLING = 1.5  # of those that bytes find, for the whole vectors to choose from
_KINDS = ("Service runtime error", "Validation failed", "Wrong input", "Out of disk")
_OTHER_LENGTH = "Vector dimension error"


@dataclass(frozen=True, slots=True)
class ByTime:
    """The order in which memories were stored, from the moment `start` on."""

    oldest_first: bool = False
    start: int | None = None


class Match(Stored, Protocol):
    """A point that was found, and how strongly it matches."""

    @property
    def score(self) -> float: ...


class Shard:
    """An open shard. Its files are opened once, by whoever holds the folder's lock, and used until `close`. Everything
    raises what the engine raises, see `translated`."""

    def __init__(self, engine: edge.EdgeShard) -> None:
        self.engine = engine

    @classmethod
    def make(cls, folder: Path, *, dimension: int) -> "Shard":
        return cls(edge.EdgeShard.create(str(folder), layout.config(dimension)))

    @classmethod
    def open(cls, folder: Path) -> "Shard":
        return cls(edge.EdgeShard.load(str(folder)))

    def close(self) -> None:
        self.engine.close()

    # -- reading -------------------------------------------------------------------------------------------------------

    def read(
        self,
        condition: Condition | None = None,
        *,
        limit: int,
        order: ByTime | None = None,
        fields: bool | Sequence[str] = True,
        vectors: bool = False,
    ) -> Sequence[Stored]:
        """Points that meet the condition: all fields of their payloads, or these alone; with their vectors or not."""
        request = edge.ScrollRequest(
            limit=limit,
            filter=condition,
            with_payload=fields if isinstance(fields, bool) else list(fields),
            with_vector=vectors,
            order_by=_by_time(order) if order else None,
        )
        return self.engine.scroll(request)[0]

    def walk(self, after: PointId | None, *, limit: int) -> tuple[Sequence[Stored], PointId | None]:
        """The next whole points of all, and where the walk goes on, if it does."""
        request = edge.ScrollRequest(offset=after, limit=limit, with_payload=True, with_vector=True)
        return self.engine.scroll(request)

    def fetch(
        self, ids: Sequence[PointId], *, fields: bool | Sequence[str] = True, vectors: bool = False
    ) -> Sequence[Stored]:
        """Those of these points that exist."""
        if not ids:
            return []
        wanted: Any = fields if isinstance(fields, bool) else list(fields)
        return self.engine.retrieve(_known(ids), with_payload=wanted, with_vector=vectors)

    def count(self, condition: Condition | None = None, *, exact: bool = True) -> int:
        """The points that meet the condition. Not `exact` is faster, and exact all the same for a single condition."""
        return self.engine.count(edge.CountRequest(exact=exact, filter=condition))

    def size(self) -> int:
        """How many points the engine says it has, at once."""
        return self.engine.info().points_count

    def facet(self, field: str, condition: Condition) -> dict[str, int]:
        """The values of a field, and how many points have each."""
        request = edge.FacetRequest(field, limit=MAXIMUM_SESSIONS, exact=True, filter=condition)
        return {str(hit.value): hit.count for hit in self.engine.facet(request).hits}

    # -- searching -----------------------------------------------------------------------------------------------------

    def nearest(
        self,
        asked: Asked,
        condition: Condition,
        *,
        limit: int,
        rarity: Condition | None = None,
        exact: bool = False,
        traits: bool = False,
        fields: Sequence[str] = (),
    ) -> list[Sequence[Match]]:
        """What each channel finds, the best first; with traits, or with `fields` of the payload. Words weigh by how
        rare they are among the points of `rarity`, or among all. `exact` looks at every vector."""
        handed_out = _handed_out(traits=traits, fields=fields)
        requests = [
            edge.QueryRequest(limit=limit, query=query, filter=condition, params=params, **handed_out)
            for query, params in _queries(asked, rarity, exact=exact)
        ]
        return list(self.engine.query_batch(edge.QueryBatchRequest(requests)))

    # -- writing -------------------------------------------------------------------------------------------------------

    def write(self, points: Sequence[Point]) -> None:
        """Whole points, in the place of those with the same ids; on stable storage when it returns."""
        self.engine.update(edge.UpdateOperation.upsert_points(list(points)))
        self.engine.flush()

    def delete(self, ids: Sequence[PointId]) -> None:
        """On stable storage when it returns; the bytes stay in the files."""
        self.engine.update(edge.UpdateOperation.delete_points(_known(ids)))
        self.engine.flush()

    def flush(self) -> None:
        """Puts what a killed process had written on stable storage."""
        self.engine.flush()

    def add_indexes(self) -> None:
        """Those that are not there yet."""
        present = self.engine.info().payload_schema
        for field, kind in layout.indexes().items():
            if field not in present:
                self.engine.update(edge.UpdateOperation.create_field_index(field, kind))

    def add_traits(self) -> None:
        self.engine.update(layout.add_traits())

    def optimize(self) -> None:
        """Holds Python's interpreter lock throughout, for minutes."""
        self.engine.optimize()
        self.engine.flush()


@contextmanager
def translated() -> Iterator[None]:
    """The engine raises plain Exception and, from a panic, a BaseException."""
    try:
        yield
    except KeepsakeError:
        raise
    except Exception as exc:  # noqa: BLE001 - the engine raises nothing more precise
        if str(exc).startswith(_OTHER_LENGTH):
            raise EmbeddingMismatch(MISMATCH) from None
        raise EngineFailed(f"The embedded engine failed ({_kind(exc)}). Try again.") from None
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":
            raise
        raise EngineFailed("The embedded engine stopped inside (a panic). Try again.") from None


def _kind(exc: Exception) -> str:
    """What sort of failure it is, if a known one. The rest of the engine's sentence might quote what was stored."""
    return next((kind for kind in _KINDS if str(exc).startswith(kind)), type(exc).__name__)


def _known(ids: Sequence[PointId]) -> list[Any]:
    """As the engine takes them."""
    return [UUID(one) if isinstance(one, str) else one for one in ids]


def _by_time(order: ByTime) -> edge.OrderBy:
    direction = edge.Direction.Asc if order.oldest_first else edge.Direction.Desc
    return edge.OrderBy("created_at", direction, order.start)


def _handed_out(*, traits: bool, fields: Sequence[str]) -> dict[str, Any]:
    if fields:
        return {"with_payload": list(fields)}
    return {"with_vector": [TRAITS]} if traits else {}


def _queries(
    asked: Asked, rarity: Condition | None, *, exact: bool = False
) -> Iterator[tuple[edge.Query, edge.SearchParams | None]]:
    by_meaning = _dense_params(exact=exact)
    by_words = None if rarity is None else edge.SearchParams(idf=edge.IdfParams(corpus=rarity))
    for channel, vector in asked.items():
        yield edge.Query.Nearest(vector, using=channel.value), by_words if channel in SPARSE_CHANNELS else by_meaning


def _dense_params(*, exact: bool) -> edge.SearchParams:
    """In an optimized index, dense channels are searched by vectors of bytes, and the best of them once more by the
    whole ones, in half the time and with no less recall."""
    quantization = edge.QuantizationSearchParams(ignore=exact, rescore=True, oversampling=_OVERSAMPLING)
    return edge.SearchParams(hnsw_ef=BREADTH, exact=exact, quantization=quantization)
