"""Memory Update: corrects a memory by its id, or takes an operation back."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_update as form
from forms import shared
from forms.memory_update import Pin, UpdateType
from memory_core import UNDO_DAYS
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.correction import corrected, correction_failed, undone
from tools.respond import Reply, respond

_LONGEST_ID = 100  # what is longer is a text, which no lookup finds


class MemoryUpdateTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_update, failed=correction_failed)


def _update(call: Call) -> Reply:
    wanted = call.parameters.text(form.ID).strip()[:_LONGEST_ID]
    operation = call.parameters.text(form.UNDO).strip()[:_LONGEST_ID]
    changes = _changes(call)
    if operation:
        if wanted or changes:
            raise InvalidParameter(
                "undo goes alone: it takes back an operation as a whole. Leave everything else empty."
            )
        return undone(call.person.undo(operation))
    if not wanted:
        raise InvalidParameter(
            "Nothing says which memory to update. Give its id, which a search lists, or an operation's in undo."
        )
    if not changes:
        raise InvalidParameter("Nothing says what to change. Give content, pinned, tags, memory_type or ttl_days.")
    return corrected(call.person.correct(wanted, **changes))


def _changes(call: Call) -> dict[str, Any]:
    """What is to change, as the library takes it."""
    parameters = call.parameters
    content, tags = parameters.text(form.CONTENT), parameters.tags(shared.TAGS)
    clear = parameters.flag(form.CLEAR_TAGS)
    if clear and tags:
        raise InvalidParameter("tags and clear_tags exclude each other. Leave one of them empty.")
    pin = parameters.choice(form.PINNED)
    kind = parameters.choice(form.MEMORY_TYPE)
    changes = {
        "content": content if content.strip() else None,
        "memory_type": None if kind is UpdateType.UNCHANGED else kind.value,
        "pinned": None if pin is Pin.UNCHANGED else pin is Pin.YES,
        "tags": tags if tags or clear else None,
        "expires_at": _expiry(call),
    }
    return {name: value for name, value in changes.items() if value is not None}


def _expiry(call: Call) -> timedelta | str | None:
    """What has expired is erased in time, so an end that comes sooner than that of what is hidden is the
    authorization's to allow."""
    days = call.parameters.days(form.TTL_DAYS)
    if isinstance(days, timedelta) and days < timedelta(days=UNDO_DAYS) and not call.erases:
        raise InvalidParameter(
            f"An end within {UNDO_DAYS} days erases what is known, which only an authorization does whose options say "
            "forget=erase. Set more days, or forget the memory, which can be undone."
        )
    return days
