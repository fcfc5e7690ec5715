"""Scope and selection as filters: written once, in the classes of whichever engine is asked."""

from collections.abc import Sequence
from typing import Any, Protocol

from memory_core.adapters.qdrant.payload import Mark, realm_key
from memory_core.domain.memory import State
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


def corpus[F](dialect: Dialect[F], scope: Scope) -> F:
    """What the rarity of a word is counted in: the scope's space, without the facts that repeat its messages. One
    condition, for the engine counts what meets one exactly, and only estimates what meets two."""
    return dialect.all_of([dialect.equals("marks", Mark.TOLD.of(scope.space))], [])


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
        must += [dialect.any_of("marks", marks) for marks in _wanted_marks(selection)]
        if selection.since is not None or selection.until is not None:
            must.append(dialect.between("event_at", selection.since, selection.until))
        if selection.as_of is not None:
            must.append(dialect.between("valid_from", None, selection.as_of))
            must_not.append(dialect.between("valid_to", None, selection.as_of))
        must_not.append(dialect.between("expires_at", None, selection.alive_at))
    return dialect.all_of(must, must_not)


def _wanted_marks(selection: Selection) -> list[list[str]]:
    """Of each list a point must have at least one mark."""
    states = selection.states if selection.as_of is None else (State.ACTIVE, State.SUPERSEDED)
    wanted: list[tuple[Mark, Sequence[str]]] = [
        (Mark.TYPE, selection.types),
        (Mark.STATE, states),
        (Mark.ROLE, selection.roles),
        (Mark.TAG, selection.tags),
        (Mark.SOURCE, selection.sources),
        (Mark.DIGEST, [selection.digest]),
        (Mark.ATTRIBUTE, [selection.attribute]),
        (Mark.OPERATION, [selection.operation]),
        (Mark.EXTRACTION, [selection.extraction or ""]),
    ]
    return [marks for mark, values in wanted if (marks := [mark.of(value) for value in values if value])]
