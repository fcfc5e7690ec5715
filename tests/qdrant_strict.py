"""What a Qdrant server in strict mode refuses, as the stand-in does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from qdrant_client import models

from tests.qdrant_cluster import Refused

KEYWORD, INTEGER, UUID_INDEX = "keyword", "integer", "uuid"


@dataclass
class Strict:
    """Strict mode: `indexes` are the fields of each collection that have one, with its kind."""

    largest_limit: int | None = None
    largest_batch: int | None = None
    largest_upsert: int | None = None
    indexes: dict[str, dict[str, str]] = field(default_factory=dict)

    def config(self) -> dict[str, Any]:
        off = {"unindexed_filtering_retrieve": False, "unindexed_filtering_update": False}
        return {
            "enabled": True,
            **off,
            "max_query_limit": self.largest_limit,
            "search_max_batchsize": self.largest_batch,
            "upsert_max_batchsize": self.largest_upsert,
        }

    def check(self, name: str, condition: Any, *, limit: int | None = None) -> None:
        """A filter and a limit."""
        if self.largest_limit is not None and limit is not None and limit > self.largest_limit:
            raise Refused(400, f'Limit exceeded {limit} > {self.largest_limit} for "limit"')
        for key, kinds in _filtered(condition):
            self.check_index(name, key, *kinds)

    def check_index(self, name: str, key: str, *kinds: str) -> None:
        if self.indexes[name].get(key) not in kinds:
            wanted = ", ".join(kinds)
            raise Refused(400, f'Index required but not found for "{key}" of one of the following types: [{wanted}]')

    def check_batch(self, size: int) -> None:
        _check_size(size, self.largest_batch, "batch size")

    def check_upsert(self, size: int) -> None:
        _check_size(size, self.largest_upsert, "upsert limit")


def _check_size(size: int, largest: int | None, of: str) -> None:
    if largest is not None and size > largest:
        raise Refused(400, f'Limit exceeded {size} > {largest} for "{of}"')


def _filtered(condition: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The fields that a filter looks at, with the kinds of index that serve each."""
    match condition:
        case models.Filter():
            for part in (condition.must, condition.must_not, condition.should):
                for one in part if isinstance(part, list) else [part]:
                    yield from _filtered(one)
        case models.FieldCondition(match=None):
            yield condition.key, (INTEGER,)
        case models.FieldCondition(match=models.MatchAny(any=values)):
            yield condition.key, _kinds_for(values)
        case models.FieldCondition(match=models.MatchValue(value=value)):
            yield condition.key, _kinds_for([value])
        case None | models.HasIdCondition():
            return
        case _:
            raise NotImplementedError(condition)


def _kinds_for(values: list[Any]) -> tuple[str, ...]:
    """The kinds of index that may match these values exactly: texts that are UUIDs have two."""
    if isinstance(values[0], int):
        return (INTEGER,)
    return (KEYWORD, UUID_INDEX) if all(map(_is_uuid, values)) else (KEYWORD,)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
