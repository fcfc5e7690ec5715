"""People: everybody in the space, a page at a time."""

from werkzeug import Response

from page.visit import Visit

_AT_ONCE = 50


def show(visit: Visit) -> Response:
    visit.must_be_everybodys()
    wanted = visit.asked("q", longest=500).strip()
    people = visit.space.people()
    found = [person for person in people if wanted.casefold() in person.name.casefold()] if wanted else people
    last = max(1, -(-len(found) // _AT_ONCE))
    number = min(max(1, whole(visit.asked("page", longest=9))), last)
    return visit.show(
        "people.html",
        page_name="people",
        people=found[(number - 1) * _AT_ONCE : number * _AT_ONCE],
        most=max((person.kept for person in people), default=1),
        total=len(found),
        wanted=wanted,
        number=number,
        last=last,
    )


def whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0
