"""Actions: what changes memories and can be taken back. Each is asked for by POST and leads to another page."""

from datetime import timedelta

from werkzeug import Response

from forms.memory_page import Rights
from memory_core import UNDO_DAYS, Correction, Person
from memory_core.errors import InvalidParameter
from page.views.memory import one
from page.visit import Visit

_MEMORY = "memory"


def correct(visit: Visit, who: str, memory_id: str) -> Response:
    visit.must(Rights.CORRECT)
    person = visit.person(who)
    content = visit.filled("content").strip()
    if not content:
        raise InvalidParameter("The new text is empty. Write what is true, or hide the memory.")
    return _corrected(visit, who, person, "corrected", person.correct(memory_id, content.replace("\r\n", "\n")))


def pin(visit: Visit, who: str, memory_id: str) -> Response:
    visit.must(Rights.CORRECT)
    person, pinned = visit.person(who), visit.filled("pinned") == "yes"
    done = person.correct(memory_id, pinned=pinned)
    return _corrected(visit, who, person, "pinned" if pinned else "unpinned", done)


def tag(visit: Visit, who: str, memory_id: str) -> Response:
    visit.must(Rights.CORRECT)
    person = visit.person(who)
    tags = [tag.strip() for tag in visit.filled("tags", longest=2_000).replace("、", ",").split(",")]
    return _corrected(visit, who, person, "tagged", person.correct(memory_id, tags=[tag for tag in tags if tag]))


def expire(visit: Visit, who: str, memory_id: str) -> Response:
    """An end that comes sooner than that of what is hidden erases, so it needs the right to."""
    visit.must(Rights.CORRECT)
    person, days = visit.person(who), visit.filled("days", longest=6).strip()
    if days and not (days.isdecimal() and int(days) > 0):
        raise InvalidParameter("The days are no whole number above 0. Write one, or nothing for no end.")
    if days and int(days) < UNDO_DAYS and not visit.session.may(Rights.EVERYTHING):
        raise InvalidParameter(
            f"An end within {UNDO_DAYS} days erases, which these rights do not allow. Set more days."
        )
    end = timedelta(days=min(int(days), 36_500)) if days else "never"
    return _corrected(visit, who, person, "expiring" if days else "lasting", person.correct(memory_id, expires_at=end))


def merge(visit: Visit, who: str, memory_id: str) -> Response:
    """This memory comes to say what the other one says, and so becomes one with it."""
    visit.must(Rights.CORRECT)
    person = visit.person(who)
    mine, other = one(person, memory_id), one(person, visit.filled("other", longest=100))
    if mine.id == other.id or mine.type is not other.type or not other.is_active:
        raise InvalidParameter("These two cannot become one: choose another active fact of the same type.")
    return _corrected(visit, who, person, "merged", person.correct(mine.id, other.content))


def undo(visit: Visit, who: str) -> Response:
    visit.must(Rights.CORRECT)
    person, operation = visit.person(who), visit.filled("operation", longest=100).strip()
    undone = person.undo(operation)
    touched = [*undone.restored, *undone.withdrawn]
    visit.note(
        "undone", undone.operation_id, person.scope, ids=tuple(memory.id for memory in touched), memories=len(touched)
    )
    standing = [memory for memory in undone.restored if memory.is_active]
    if len(standing) == 1:
        return visit.done("undone", "person", who, _MEMORY, standing[0].id)
    return visit.done("undone", "person", who)


def link(visit: Visit, who: str) -> Response:
    """A link for one person, which is shown once."""
    visit.must(Rights.CORRECT)
    visit.must_be_everybodys()
    place = visit.place(who)
    visit.note("linked", "", place)
    address = visit.request.headers.get("Dify-Hook-Url", "").rstrip("/")
    path = visit.address("link", visit.signer.link_of(who))
    whole = f"{address}/{path.removeprefix(visit.hook.root)}" if address else path
    return visit.show("link.html", page_name="people", who=who, link_address=whole)


def _corrected(visit: Visit, who: str, person: Person, kind: str, done: Correction) -> Response:
    if done.operation_id:
        visit.note(kind, done.operation_id, person.scope, ids=(done.memory.id,), memories=1)
    return visit.done(kind, "person", who, _MEMORY, done.memory.id)
