"""Operations: what was changed on the page, by whom, and the receipt of each change."""

from werkzeug import Response

from memory_core import Scope
from page.log import now
from page.places import digest_of, token_of
from page.visit import Visit

_SHOWN = 100


def show(visit: Visit) -> Response:
    visit.must_be_everybodys()
    entries = visit.log.latest(limit=_SHOWN)
    return visit.show("operations.html", page_name="operations", entries=entries, people=_people(visit), now=now())


def receipt(visit: Visit, operation_id: str) -> Response:
    """For a session of one person, of that person's operations alone."""
    who = digest_of(visit.place(visit.session.who)) if visit.session.who else ""
    entry = visit.log.of(operation_id, who=who)
    if entry is None:
        return visit.show("nowhere.html", status=404)
    place = _people(visit).get(entry.who)
    return visit.show(
        "receipt.html",
        page_name="operations",
        entry=entry,
        place=place,
        person=token_of(place) if place else "",
        now=now(),
    )


def _people(visit: Visit) -> dict[str, Scope]:
    """Places by what stands for them in the log, of those that still hold something."""
    if visit.session.who:
        place = visit.place(visit.session.who)
        return {digest_of(place): place}
    return {digest_of(person.place): person.place for person in visit.space.people()}
