"""The embedded engine's filter classes, for filters.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import qdrant_edge as edge

from memory_core.domain.candidate import PieceId

type Condition = edge.Filter


@dataclass(frozen=True, slots=True)
class Dialect:
    """A filters.Dialect."""

    older: bool = False
    behind: bool = False

    def any_of(self, key: str, values: Sequence[str]) -> edge.FieldCondition:
        if len(values) == 1:  # a seventh of the time
            return self.equals(key, values[0])
        return edge.FieldCondition(key, match=edge.MatchAny(list(values)))

    def equals(self, key: str, value: str | int) -> edge.FieldCondition:
        return edge.FieldCondition(key, match=edge.MatchValue(value))

    def lacks(self, key: str) -> edge.IsEmptyCondition:
        return edge.IsEmptyCondition(key)

    def has_id(self, ids: Sequence[PieceId]) -> edge.HasIdCondition:
        return edge.HasIdCondition({UUID(i) if isinstance(i, str) else i for i in ids})

    def between(self, key: str, lowest: int | None, highest: int | None) -> edge.FieldCondition:
        return edge.FieldCondition(key, range=edge.RangeFloat(gte=lowest, lte=highest))

    def one_of(self, conditions: list[Any]) -> Condition:
        return edge.Filter(should=conditions)

    def all_of(self, must: list[Any], must_not: list[Any]) -> Condition:
        return edge.Filter(must=must, must_not=must_not)
