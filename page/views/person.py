"""One person: the card, the timeline, and what was hidden."""

from typing import Any

from werkzeug import Response

from memory_core import MemoryType, Scope, State
from page.places import digest_of
from page.visit import Visit

_AT_ONCE = 25
TYPES = ("semantic", "episodic", "procedural")
STATES = (State.ACTIVE, State.SUPERSEDED)


def show(visit: Visit, who: str) -> Response:
    person = visit.person(who)
    kind, state, text = (visit.asked(name, longest=500) for name in ("type", "state", "text"))
    kind, state = (kind if kind in TYPES else ""), (state if state in list(STATES) else "")
    page = person.list(
        limit=_AT_ONCE,
        cursor=visit.asked("cursor"),
        types=kind or (),
        states=state or STATES,
        text=text,
    )
    counts = person.count()
    return visit.show(
        "person.html",
        page_name="people",
        **known_of(visit, who, person.scope),
        card=person.card(),
        memories=page.memories,
        cursor=page.cursor,
        kind=kind,
        state=state,
        text=text,
        types=TYPES,
        states=STATES,
        counts=[(each, counts[MemoryType(each)]) for each in TYPES],
        hidden=person.hidden(),
        operations=visit.log.latest(limit=5, who=digest_of(person.scope)),
    )


def known_of(visit: Visit, who: str, scope: Scope) -> dict[str, Any]:
    """What the head of every page of a person shows."""
    named = scope.realm.partition(":")[2] or scope.user or scope.realm
    return {"who": who, "name": named, "realm": scope.realm, "person_path": visit.address("person", who)}
