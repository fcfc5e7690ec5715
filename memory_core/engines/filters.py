"""Scope and selection as filters: written once, in the classes of whichever engine is asked."""

from collections.abc import Sequence
from typing import Any, Protocol

from memory_core.domain.candidate import PieceId
from memory_core.domain.memory import SEARCHED_TYPES
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.engines.migrations import older_points
from memory_core.engines.payload import FIRST_PIECE, Mark, known_ids, realm_key, schema_mark, shelf, standing


class Dialect[Filter](Protocol):
    """An engine's own filter classes; and whether some points may be of schema 2, see older_points.py, or of any schema
    before this program's."""

    @property
    def older(self) -> bool: ...

    @property
    def behind(self) -> bool: ...

    def any_of(self, key: str, values: Sequence[str]) -> Any: ...

    def between(self, key: str, lowest: int | None, highest: int | None) -> Any: ...

    def equals(self, key: str, value: str | int) -> Any: ...

    def has_id(self, ids: Sequence[PieceId]) -> Any: ...

    def one_of(self, conditions: list[Any]) -> Any: ...

    def all_of(self, must: list[Any], must_not: list[Any]) -> Filter: ...


def whole_space[F](dialect: Dialect[F], scope: Scope) -> F:
    return dialect.all_of([dialect.equals("space_id", scope.space)], [])


def first_pieces[F](dialect: Dialect[F], space: str = "", *, ids: Sequence[PieceId] | None = None) -> F:
    """What the operator reads: one point of each memory of a space, or with `""` of all; of these `ids`, when given."""
    must = [dialect.equals("marks", FIRST_PIECE)]
    if space:
        must.append(dialect.equals("space_id", space))
    if ids is not None:
        must.append(dialect.has_id(ids))
    return dialect.all_of(must, [])


def behind[F](dialect: Dialect[F], schema: int) -> F:
    """What has not reached the schema: older points, and what an older program has written since."""
    return dialect.all_of([], [dialect.equals("marks", schema_mark(schema))])


def up_to_date[F](dialect: Dialect[F], schema: int) -> F:
    """What has; one condition, which an engine counts exactly by its index."""
    return dialect.all_of([dialect.equals("marks", schema_mark(schema))], [])


def whole_realm[F](dialect: Dialect[F], scope: Scope) -> F:
    return dialect.all_of([_realm(dialect, scope)], [])


def _realm[F](dialect: Dialect[F], scope: Scope) -> Any:
    if dialect.older:
        return older_points.of_realm(dialect, scope)
    return dialect.equals("marks", Mark.REALM.of(realm_key(scope)))


def corpus[F](dialect: Dialect[F], scope: Scope) -> F:
    """What tells the size of the scope's realm: what is in it, but for the facts that repeat its messages. One
    condition, for the engine counts what meets one exactly, and only estimates what meets two; two while some points
    are behind, which are marked in their space alone."""
    if not dialect.behind:
        return dialect.all_of([dialect.equals("marks", Mark.TOLD.of(realm_key(scope)))], [])
    told = dialect.equals("marks", Mark.TOLD.of(scope.space))
    return dialect.all_of([told, _realm(dialect, scope)], [])


def named[F](dialect: Dialect[F], scope: Scope) -> F:
    """What is known, in the realm, to be said by somebody. One condition, so that none is surely none."""
    if dialect.older:  # which of those name somebody is not known
        return dialect.all_of([older_points.of_realm(dialect, scope)], [])
    return dialect.all_of([dialect.equals("marks", Mark.NAMED.of(realm_key(scope)))], [])


def on_shelf[F](dialect: Dialect[F], scope: Scope, selection: Selection) -> tuple[F, F] | None:
    """What `within` wants of first pieces, expired or not, as one condition; and what of it has expired. None when it
    takes more conditions than one."""
    plain = Selection(selection.alive_at, types=selection.types, states=selection.states)
    mark = _shelf(scope, selection)
    if not mark or selection != plain or scope.kept_since:
        return None
    there = dialect.equals("marks", mark)
    expired = dialect.between("expires_at", None, selection.alive_at)
    return dialect.all_of([there], []), dialect.all_of([there, expired], [])


def within[F](
    dialect: Dialect[F],
    scope: Scope,
    selection: Selection | None = None,
    *,
    ids: Sequence[PieceId] | None = None,
    but: Sequence[PieceId] = (),
    heads: bool = False,
) -> F:
    """What `scope` covers and `selection` wants: of these point `ids`, when given, and none of `but`; of first pieces,
    with `heads`."""
    mark = _shelf(scope, selection) if heads and selection is not None else ""
    standings = _searched(scope, selection) if selection is not None and not (mark or dialect.older) else []
    must = [dialect.equals("marks", mark)] if mark else _covered(dialect, scope, standings)
    must_not = [dialect.has_id(but)] if but else []
    if ids is None and selection is not None and selection.ids:
        ids = known_ids(selection.ids)
    if ids is not None:
        must.append(dialect.has_id(ids))
    if heads and not mark:
        must.append(dialect.equals("marks", FIRST_PIECE))
    if selection is not None:
        wanted, unwanted = _narrowed(dialect, selection, stand=bool(mark or standings))
        must, must_not = must + wanted, must_not + unwanted
        if selection.evidence:
            must_not.append(dialect.equals("marks", Mark.ASIDE.of(realm_key(scope))))
    must_not += [_outlived(dialect, kind, since) for kind, since in scope.kept_since]
    return dialect.all_of(must, must_not)


def of_space[F](dialect: Dialect[F], space: str, selection: Selection) -> F:
    """What `selection` wants of first pieces in every agent and realm of a space; it names no `evidence`."""
    must = [dialect.equals("space_id", space), dialect.equals("marks", FIRST_PIECE)]
    wanted, unwanted = _narrowed(dialect, selection, stand=False)
    return dialect.all_of(must + wanted, unwanted)


def _narrowed[F](dialect: Dialect[F], selection: Selection, *, stand: bool) -> tuple[list[Any], list[Any]]:
    """What a point must and must not meet to be wanted, whatever the scope; see `_wanted_marks`."""
    must: list[Any] = [dialect.any_of("marks", marks) for marks in _wanted_marks(selection, stand=stand)]
    must_not = [dialect.between("expires_at", None, selection.alive_at)]
    since, until = selection.event_window
    if since is not None or until is not None:
        must.append(dialect.between("event_at", since, until))
    if selection.stored_since is not None or selection.stored_until is not None:
        must.append(dialect.between("created_at", selection.stored_since, selection.stored_until))
    if selection.expired_by is not None:
        must.append(dialect.between("expires_at", None, selection.expired_by))
    if selection.as_of is not None:
        must.append(dialect.between("valid_from", None, selection.as_of))
        must_not.append(dialect.between("valid_to", None, selection.as_of))
    return must, must_not


def _outlived[F](dialect: Dialect[F], kind: str, since: int) -> F:
    """What of a type was stored before that moment, and has no end of its own."""
    of_type = [dialect.equals("marks", Mark.TYPE.of(kind)), dialect.between("created_at", None, since - 1)]
    return dialect.all_of(of_type, [dialect.between("expires_at", 0, None)])


def _covered[F](dialect: Dialect[F], scope: Scope, standings: Sequence[str]) -> list[Any]:
    """What the scope covers; of it what has one of the `standings`, which name its realm, when there are any."""
    if standings:
        must = [dialect.any_of("standing", standings)]
    elif dialect.older:
        must = [older_points.of_realm(dialect, scope)]
    else:
        must = [dialect.equals("marks", Mark.REALM.of(realm_key(scope)))]
    for key, wanted in (("user_id", scope.user), ("session_id", scope.session)):
        if wanted is not None:
            must.append(dialect.any_of(key, [wanted, ""] if scope.include_shared else [wanted]))
    return must


def _shelf(scope: Scope, selection: Selection) -> str:
    """The mark of what is of one type and state in one exact scope; empty when more, or less, is wanted. Twice as fast
    as the conditions that it stands for."""
    is_exact = scope.user is not None and scope.session is not None and not scope.include_shared
    if not is_exact or selection.as_of is not None or len(selection.types) != 1 or len(selection.states) != 1:
        return ""
    return shelf(scope, selection.types[0], selection.states[0])


def _searched(scope: Scope, selection: Selection) -> list[str]:
    """The standings of all that searches find in the realm, in the states that are wanted; none when less is wanted."""
    wants_all = set(selection.types) == set(SEARCHED_TYPES)
    return [standing(scope, state, searched=True) for state in _states(selection)] if wants_all else []


def _states(selection: Selection) -> Sequence[State]:
    return selection.states if selection.as_of is None else (State.ACTIVE, State.SUPERSEDED)


def _wanted_marks(selection: Selection, *, stand: bool) -> list[list[str]]:
    """Of each list a point must have at least one mark; what is marked to `stand` somewhere is of a type and state."""
    wanted: list[tuple[Mark, Sequence[str]]] = [
        (Mark.TYPE, () if stand else selection.types),
        (Mark.STATE, () if stand else _states(selection)),
        (Mark.ROLE, selection.roles),
        (Mark.TAG, selection.tags),
        (Mark.SOURCE, selection.sources),
        (Mark.SHORT, selection.short_ids),
        (Mark.DIGEST, [selection.digest]),
        (Mark.ATTRIBUTE, [selection.attribute]),
        (Mark.OPERATION, [selection.operation]),
        (Mark.EXTRACTION, [selection.extraction or ""]),
        (Mark.FOLLOWS, selection.follows),
        (Mark.CARD, [selection.card]),
    ]
    return [marks for mark, values in wanted if (marks := [mark.of(value) for value in values if value])]
