"""Memory List: what is remembered, a page at a time or by id, with its history when asked."""

from collections.abc import Generator
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Memory, MemoryType, Page, Selection, State
from memory_core.errors import InvalidParameter, NotFound
from tools.calls import Call
from tools.replies.listing import Listing, list_failed, listed
from tools.respond import Reply, respond


class ListType(StrEnum):
    ANY = "any"
    SEMANTIC = "semantic"
    EPISODIC = "episodic"
    PROCEDURAL = "procedural"


class ListState(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    ANY = "any"


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"


class MemoryListTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_list, failed=list_failed)


def _list(call: Call) -> Reply:
    """As many as were asked for; fewer, with the cursor after them, when they would not fit into the reply."""
    ids, selection = call.parameters.ids(), _selection(call)
    limit = len(ids) or call.parameters.whole("limit", 20, lowest=1, highest=100)
    counts: dict[MemoryType, int] = {}
    if call.parameters.flag("with_counts"):
        counts = call.service.count_memories(scope=call.scope, selection=selection)
    while True:
        listing = _of_ids(call, ids, limit) if ids else _page(call, selection, limit)
        reply = listed(listing, counts)
        if reply.fits or limit == 1:
            return reply
        limit //= 2


def _of_ids(call: Call, ids: tuple[str, ...], limit: int) -> Listing:
    """The memories of these ids; those that are not here are named as missing, wherever else they may be."""
    found = call.service.memories_by_id(ids, scope=call.scope)
    if not found:
        raise NotFound("There is no memory with such an id here. Use ids that a search or a list answered with.")
    known = {name for memory in found for name in (memory.id, memory.short_id)}
    missing = tuple(memory_id for memory_id in ids if memory_id.lower() not in known)
    shown = found[:limit]
    left_out = tuple(memory.id for memory in found[limit:])
    return Listing(Page(tuple(shown), ""), _events(call, shown), missing=missing, left_out=left_out, whole=True)


def _page(call: Call, selection: Selection, limit: int) -> Listing:
    page = call.service.list_memories(
        scope=call.scope,
        selection=selection,
        limit=limit,
        cursor=call.parameters.text("cursor"),
        oldest_first=call.parameters.choice("order", Order, Order.NEWEST) is Order.OLDEST,
        text=call.parameters.text("text"),
    )
    return Listing(page, _events(call, page.memories))


def _events(call: Call, memories: "list[Memory] | tuple[Memory, ...]") -> dict[str, Any]:
    if not call.parameters.flag("with_history"):
        return {}
    return {memory.id: call.service.events(memory.id, scope=call.scope) for memory in memories}


def _selection(call: Call) -> Selection:
    parameters = call.parameters
    kind = parameters.choice("memory_type", ListType, ListType.ANY)
    state = parameters.choice("state", ListState, ListState.ACTIVE)
    since, until = parameters.moment("since"), parameters.moment("until", end_of_day=True)
    if since is not None and until is not None and since > until:
        raise InvalidParameter("since lies after until, so nothing could be listed. Swap them, or leave one empty.")
    return Selection(
        alive_at=call.service.now(),
        types=() if kind is ListType.ANY else (MemoryType(kind),),
        states=(State.ACTIVE, State.SUPERSEDED) if state is ListState.ANY else (State(state),),
        tags=parameters.tags(),
        since=since,
        until=until,
    )
