"""Memory Search: finds what is remembered, and renders it for a prompt."""

from collections.abc import Generator
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

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
    kind = parameters.choice("memory_type", SearchType, SearchType.ANY)
    result = call.person.search(
        parameters.text("query"),
        limit=limit,
        min_score=parameters.number("min_score", lowest=0, highest=1) or 0.0,
        recent_messages=parameters.whole("recent_messages", 0, lowest=0, highest=50),
        types=() if kind is SearchType.ANY else kind.value,
        tags=parameters.tags(),
        since=parameters.date_or_time("since"),
        until=parameters.date_or_time("until"),
        as_of=parameters.date_or_time("as_of"),
    )
    card = call.person.card().text if parameters.flag("with_card") else ""
    return found(result, budget=budget, card=card)
