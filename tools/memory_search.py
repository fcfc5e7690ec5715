"""Memory Search: finds what is remembered, and renders it for a prompt."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_search as form
from tools.calls import Call
from tools.replies.scope import scope_variable
from tools.replies.search import found, search_failed
from tools.respond import Reply, respond


class MemorySearchTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_search, failed=search_failed)


def _search(call: Call) -> Reply:
    parameters = call.parameters
    budget = parameters.count(form.CONTEXT_TOKENS)
    narrowed = call.narrowed
    result = call.person.search(
        parameters.text(form.QUERY),
        limit=parameters.count(form.LIMIT),
        min_score=parameters.number(form.MIN_SCORE) or 0.0,
        recent_messages=parameters.count(form.RECENT_MESSAGES),
        types=narrowed.types,
        tags=narrowed.tags,
        since=narrowed.since,
        until=narrowed.until,
        as_of=narrowed.as_of,
    )
    card = call.person.card().text if parameters.flag(form.WITH_CARD) else ""
    return found(result, budget=budget, card=card, caller=call.caller, scope=scope_variable(call))
