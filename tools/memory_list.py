"""Memory List: what is remembered, a page at a time or by id, with its history when asked."""

from collections.abc import Generator, Mapping, Sequence
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_list as form
from memory_core import Memory, MemoryType, Page, State
from memory_core.errors import NotFound
from tools.calls import Call
from tools.replies.listing import Listing, list_failed, listed
from tools.replies.scope import scope_variable
from tools.respond import Reply, respond


class MemoryListTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_list, failed=list_failed)


def _list(call: Call) -> Reply:
    """As many as were asked for; fewer, with the cursor after them, when they would not fit into the reply."""
    ids, filters = call.parameters.ids(form.IDS), _filters(call)
    limit = len(ids) or call.parameters.count(form.LIMIT)
    counts: Mapping[MemoryType, int] = {}
    if call.parameters.flag(form.WITH_COUNTS):
        counts = call.person.count(**filters)
    scope = scope_variable(call)
    while True:
        listing = _of_ids(call, ids, limit) if ids else _page(call, filters, limit)
        reply = listed(listing, counts, scope=scope)
        if reply.fits or limit == 1:
            return reply
        limit //= 2


def _of_ids(call: Call, ids: tuple[str, ...], limit: int) -> Listing:
    """The memories of these ids; those that are not here are named as missing, wherever else they may be."""
    found = call.person.get(ids)
    if not found:
        raise NotFound("There is no memory with such an id here. Use ids that a search or a list answered with.")
    known = {name for memory in found for name in (memory.id, memory.short_id)}
    missing = tuple(memory_id for memory_id in ids if memory_id.lower() not in known)
    shown = found[:limit]
    left_out = tuple(memory.id for memory in found[limit:])
    return Listing(Page(shown, ""), _events(call, shown), missing=missing, left_out=left_out, whole=True)


def _page(call: Call, filters: dict[str, Any], limit: int) -> Listing:
    page = call.person.list(
        limit=limit,
        cursor=call.parameters.text(form.CURSOR),
        oldest_first=call.parameters.choice(form.ORDER) is form.Order.OLDEST,
        text=call.parameters.text(form.TEXT),
        **filters,
    )
    return Listing(page, _events(call, page.memories))


def _events(call: Call, memories: Sequence[Memory]) -> dict[str, Any]:
    if not call.parameters.flag(form.WITH_HISTORY):
        return {}
    return {memory.id: call.person.events(memory.id) for memory in memories}


def _filters(call: Call) -> dict[str, Any]:
    """What narrows the list, as the library takes it."""
    narrowed = call.narrowed
    return {
        "types": narrowed.types,
        "states": narrowed.states or State.ACTIVE,
        "tags": narrowed.tags,
        "since": narrowed.since,
        "until": narrowed.until,
    }
