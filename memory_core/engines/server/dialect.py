"""The client's filter classes, for filters.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from qdrant_client import models

from memory_core.domain.candidate import PieceId


@dataclass(frozen=True, slots=True)
class Dialect:
    """A filters.Dialect."""

    older: bool = False
    behind: bool = False

    def any_of(self, key: str, values: Sequence[str]) -> models.FieldCondition:
        return models.FieldCondition(key=key, match=models.MatchAny(any=list(values)))

    def equals(self, key: str, value: str | int) -> models.FieldCondition:
        return models.FieldCondition(key=key, match=models.MatchValue(value=value))

    def has_id(self, ids: Sequence[PieceId]) -> models.HasIdCondition:
        return models.HasIdCondition(has_id=[str(i) for i in ids])

    def between(self, key: str, lowest: int | None, highest: int | None) -> models.FieldCondition:
        return models.FieldCondition(key=key, range=models.Range(gte=lowest, lte=highest))

    def one_of(self, conditions: list[Any]) -> models.Filter:
        return models.Filter(should=conditions)

    def all_of(self, must: list[Any], must_not: list[Any]) -> models.Filter:
        return models.Filter(must=must, must_not=must_not)
