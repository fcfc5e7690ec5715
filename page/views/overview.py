"""The overview: what there is, how it grew, and what waits."""

from collections import Counter

from werkzeug import Response

from memory_core import Overview, State
from page.charts import HEIGHT, WIDTH, bars
from page.disk import disk_of
from page.visit import Visit

_FIRST = 8  # people that are shown here
TYPES, STATES = ("semantic", "episodic", "procedural", "summary"), tuple(State)


def show(visit: Visit) -> Response:
    if visit.session.who:
        return visit.done("", "person", visit.session.who)
    found = visit.space.overview()
    numbers = [number for _, number in found.grown]
    return visit.show(
        "overview.html",
        page_name="overview",
        found=found,
        people=found.people[:_FIRST],
        most=max([person.kept for person in found.people], default=1),
        by_type=by_type(found),
        types=TYPES,
        states=STATES,
        total=sum(found.memories.values()),
        active=sum(number for (_, state), number in found.memories.items() if state is State.ACTIVE),
        bars=list(zip(bars(numbers), found.grown, strict=True)),
        chart=(WIDTH, HEIGHT),
        stored_lately=sum(numbers),
        disk=disk_of(visit.page.settings),
    )


def by_type(found: Overview) -> Counter[tuple[str, str]]:
    """Numbers by the texts of type and state, and `all` for a row's sum."""
    counted = Counter[tuple[str, str]]()
    for (kind, state), number in found.memories.items():
        counted[kind.value, state.value] += number
        counted[kind.value, "all"] += number
    return counted
