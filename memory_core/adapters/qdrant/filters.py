"""Scope and selection as filters: written once, in the classes of whichever engine is asked."""

from collections.abc import Sequence
from typing import Any, Protocol

from memory_core.adapters.qdrant.payload import realm_key
from memory_core.domain.ranking import PieceId
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection


class Dialect[Filter](Protocol):
    """An engine's own filter classes."""

    def any_of(self, key: str, values: Sequence[str]) -> Any: ...

    def between(self, key: str, lowest: int | None, highest: int | None) -> Any: ...

    def equals(self, key: str, value: str | int) -> Any: ...

    def has_id(self, ids: Sequence[PieceId]) -> Any: ...

    def all_of(self, must: list[Any], must_not: list[Any]) -> Filter: ...


def whole_space[F](dialect: Dialect[F], scope: Scope) -> F:
    return dialect.all_of([dialect.equals("space_id", scope.space)], [])


def within[F](
    dialect: Dialect[F],
    scope: Scope,
    selection: Selection | None = None,
    *,
    ids: Sequence[PieceId] | None = None,
    heads: bool = False,
) -> F:
    """What `scope` covers and `selection` wants: of these point `ids`, when given; of first pieces, with `heads`."""
    must = [dialect.equals("realm_key", realm_key(scope))]
    must_not = []
    for key, wanted in (("user_id", scope.user), ("session_id", scope.session)):
        if wanted is not None:
            must.append(dialect.any_of(key, [wanted, ""] if scope.include_shared else [wanted]))
    if ids is not None:
        must.append(dialect.has_id(ids))
    if heads:
        must.append(dialect.equals("piece", 0))
    if selection is not None:
        for key, values in (
            ("memory_type", selection.types),
            ("state", selection.states),
            ("role", selection.roles),
            ("tags", selection.tags),
            ("digest", (selection.digest,) if selection.digest else ()),
        ):
            if values:
                must.append(dialect.any_of(key, list(values)))
        if selection.since is not None or selection.until is not None:
            must.append(dialect.between("event_at", selection.since, selection.until))
        must_not.append(dialect.between("expires_at", None, selection.alive_at))
    return dialect.all_of(must, must_not)
