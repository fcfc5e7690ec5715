"""Memory Search: finds what is remembered, and renders it for a prompt."""

from collections.abc import Generator
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import MemoryType, Selection
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.search import found, search_failed
from tools.respond import Reply, respond

_LONGEST_CONTEXT = 16_000


class SearchType(StrEnum):
    ANY = "any"
    SEMANTIC = "semantic"
    EPISODIC = "episodic"
    PROCEDURAL = "procedural"


class MemorySearchTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_search, failed=search_failed)


def _search(call: Call) -> Reply:
    parameters = call.parameters
    limit = parameters.whole("limit", 10, lowest=1, highest=50)
    budget = parameters.whole("context_tokens", 2_000, lowest=100, highest=_LONGEST_CONTEXT)
    result = call.service.search(
        parameters.text("query"),
        scope=call.scope,
        selection=_selection(call),
        limit=limit,
        recent_messages=parameters.whole("recent_messages", 0, lowest=0, highest=50),
        min_score=parameters.number("min_score", lowest=0, highest=1) or 0.0,
    )
    return found(result, call.service, budget=budget)


def _selection(call: Call) -> Selection:
    parameters = call.parameters
    kind = parameters.choice("memory_type", SearchType, SearchType.ANY)
    since, until = parameters.moment("since"), parameters.moment("until", end_of_day=True)
    if since is not None and until is not None and since > until:
        raise InvalidParameter("since lies after until, so nothing could be found. Swap them, or leave one empty.")
    return Selection(
        alive_at=call.service.now(),
        types=() if kind is SearchType.ANY else (MemoryType(kind),),
        tags=parameters.tags(),
        since=since,
        as_of=parameters.moment("as_of", end_of_day=True),
        until=until,
    )
