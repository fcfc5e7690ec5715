"""Memory Update: corrects a memory by its id, or takes an operation back."""

from collections.abc import Generator
from datetime import timedelta
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import UNDO_DAYS
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.correction import corrected, correction_failed, undone
from tools.respond import Reply, respond

_LONGEST_TTL_DAYS = 36_500
_LONGEST_ID = 100  # what is longer is a text, which no lookup finds
_FOR_GOOD = "never"


class Pin(StrEnum):
    UNCHANGED = "unchanged"
    YES = "yes"
    NO = "no"


class UpdateType(StrEnum):
    UNCHANGED = "unchanged"
    SEMANTIC = "semantic"
    PROCEDURAL = "procedural"


class MemoryUpdateTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_update, failed=correction_failed)


def _update(call: Call) -> Reply:
    wanted = call.parameters.text("id").strip()[:_LONGEST_ID]
    operation = call.parameters.text("undo").strip()[:_LONGEST_ID]
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
    content, tags = parameters.text("content"), parameters.tags()
    clear = parameters.flag("clear_tags")
    if clear and tags:
        raise InvalidParameter("tags and clear_tags exclude each other. Leave one of them empty.")
    pin = parameters.choice("pinned", Pin, Pin.UNCHANGED)
    kind = parameters.choice("memory_type", UpdateType, UpdateType.UNCHANGED)
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
    parameters = call.parameters
    given = parameters.text("ttl_days").strip().lower()
    if not given:
        return None
    if given == _FOR_GOOD:
        return _FOR_GOOD
    days = parameters.number("ttl_days", lowest=0, highest=_LONGEST_TTL_DAYS)
    if not days:
        raise InvalidParameter(f"ttl_days must be more than 0, or '{_FOR_GOOD}'. Leave it empty to change nothing.")
    if days < UNDO_DAYS and not call.erases:
        raise InvalidParameter(
            f"An end within {UNDO_DAYS} days erases what is known, which only an authorization does whose options say "
            "forget=erase. Set more days, or forget the memory, which can be undone."
        )
    return timedelta(days=days)
