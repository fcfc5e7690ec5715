"""Whose memory a tool has read, for the builder who wonders why it finds nothing."""

from typing import Any

from forms.authorization import Isolation
from tools.calls import Call

NOBODYS: dict[str, Any] = {"kind": "", "narrowed_by": [], "memories": 0}


def scope_variable(call: Call) -> dict[str, Any]:
    scope = call.person.scope
    narrowed = {"user_id": scope.user, "session": scope.session}
    return {
        "kind": "space" if call.isolation is Isolation.NONE else call.isolation.value,
        "narrowed_by": [name for name, value in narrowed.items() if value is not None],
        "memories": call.person.count().total(),
    }
