"""Search: what a question finds, and what each score is made of."""

from werkzeug import Response

from memory_core import Reason
from page.places import token_of
from page.views.person import known_of
from page.visit import Visit

_HITS, _CHOICES, _LONGEST = 12, 200, 2_000


def show(visit: Visit) -> Response:
    """For whoever has not chosen a person yet."""
    visit.must_be_everybodys()
    who = visit.asked("who")
    if who:
        return visit.done("", "person", who, "search", q=visit.asked("q", longest=_LONGEST))
    people = [(token_of(person.place), person) for person in visit.space.people()[:_CHOICES]]
    return visit.show("search.html", page_name="search", people=people)


def of_person(visit: Visit, who: str) -> Response:
    person = visit.person(who)
    asked = visit.asked("q", longest=_LONGEST).strip()
    found = person.search(asked, limit=_HITS) if asked else None
    return visit.show(
        "person_search.html",
        page_name="search",
        **known_of(visit, who, person.scope),
        asked=asked,
        found=found,
        hits=[(hit, _shares(hit.why.shares)) for hit in found] if found is not None else [],
    )


def _shares(shares: dict[Reason, float]) -> list[tuple[str, float, float, float]]:
    """Of each reason: its name, its share of a score of at most 1, and where its part of the bar begins and how long it
    is, in hundredths."""
    parts, start = [], 0.0
    for reason, share in shares.items():
        parts.append((reason.value, share, round(100 * start, 2), round(100 * share, 2)))
        start += share
    return parts
