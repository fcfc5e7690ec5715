"""How points of schema 2 are found, as long as some are left: the one place that knows.

They have no `standing`, and no mark of their realm or that somebody is named. They have a field `realm_key`, and the
marks of type and state that all schemas have.
"""

from typing import Any, Protocol

from memory_core.domain.scope import Scope
from memory_core.engines.payload import Mark, realm_key

FIELD = "realm_key"


class Alternatives(Protocol):
    """What this asks of a filters.Dialect."""

    def equals(self, key: str, value: str | int) -> Any: ...

    def one_of(self, conditions: list[Any]) -> Any: ...


def of_realm(dialect: Alternatives, scope: Scope) -> Any:
    """What is in the realm, of whichever schema."""
    key = realm_key(scope)
    return dialect.one_of([dialect.equals("marks", Mark.REALM.of(key)), dialect.equals(FIELD, key)])
