"""Forgetting: hiding, which can be taken back, and erasing, which is confirmed by a value that is typed back."""

import hmac
from typing import Any

from werkzeug import Response

from forms.memory_page import Rights
from memory_core import Receipt
from memory_core.errors import NotConfirmed
from page.views.memory import one
from page.views.person import known_of
from page.visit import Visit

_CLEANING_SECONDS = 20.0


def hide(visit: Visit, who: str, memory_id: str) -> Response:
    visit.must(Rights.CORRECT)
    person = visit.person(who)
    receipt = person.forget(one(person, memory_id).id)
    _note(visit, who, "hidden", receipt, None)
    return visit.done("hidden", "person", who)


def ask_about_memory(visit: Visit, who: str, memory_id: str) -> Response:
    memory = one(visit.person(who), memory_id)
    return _ask(visit, who, memory_id=memory.id, ids=(memory.id,))


def ask_about_person(visit: Visit, who: str) -> Response:
    return _ask(visit, who, everything=True)


def erase_memory(visit: Visit, who: str, memory_id: str) -> Response:
    return _erase(visit, who, ids=(one(visit.person(who), memory_id).id,))


def erase_person(visit: Visit, who: str) -> Response:
    return _erase(visit, who, everything=True)


def _ask(visit: Visit, who: str, *, memory_id: str = "", **chosen: Any) -> Response:
    """The dry run: what would go, and the value to type."""
    visit.must(Rights.EVERYTHING)
    person = visit.person(who)
    preview = person.preview_forgetting(**chosen, erase=True)
    return visit.show(
        "erase.html",
        page_name="people",
        **known_of(visit, who, person.scope),
        memory_id=memory_id,
        preview=preview,
        counts=[(kind.value, number) for kind, number in preview.counts.items()],
        total=preview.counts.total(),
        typed=_value(visit, who, preview.confirm),
    )


def _erase(visit: Visit, who: str, **chosen: Any) -> Response:
    """Only after a dry run; of a whole person only what that counted."""
    visit.must(Rights.EVERYTHING)
    person, confirm = visit.person(who), visit.filled("confirm", longest=200)
    value = _value(visit, who, confirm)
    if not hmac.compare_digest(visit.filled("typed", longest=50).strip().encode(), value.encode()):
        raise NotConfirmed("The value that was typed is not that of the dry run. Nothing was erased; look again.")
    receipt = person.forget(**chosen, erase=True, confirm="" if "ids" in chosen else confirm)
    cleaned = person.maintain(seconds=_CLEANING_SECONDS)
    _note(visit, who, "erased", receipt, cleaned.erased_from_disk)
    if not receipt.operation_id:
        return visit.done("nothing", "person", who)
    return visit.done("erased", "operations", receipt.operation_id)


def _value(visit: Visit, who: str, confirm: str) -> str:
    """What is typed back, which stands for the dry run that answered with `confirm`."""
    return visit.signer.short_code(who, confirm)


def _note(visit: Visit, who: str, kind: str, receipt: Receipt, erased_from_disk: bool | None) -> None:
    if not receipt.operation_id:
        return
    visit.note(
        kind,
        receipt.operation_id,
        visit.place(who),
        ids=receipt.ids,
        memories=receipt.counts.total(),
        counts={each.value: number for each, number in receipt.counts.items()},
        undoable_until=receipt.undoable_until,
        erased_from_disk=erased_from_disk,
    )
