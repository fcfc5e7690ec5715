"""Memory Forget: hides memories for an agent, erases them for a node of a workflow."""

from collections.abc import Generator
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import MemoryType, Selection, Selector
from tools.calls import Call
from tools.replies.forgetting import candidates, forget_failed, forgotten, previewed
from tools.respond import Reply, respond

_CANDIDATES = 10


class ForgetType(StrEnum):
    ANY = "any"
    SEMANTIC = "semantic"
    EPISODIC = "episodic"
    PROCEDURAL = "procedural"
    SUMMARY = "summary"


class MemoryForgetTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_forget, failed=forget_failed)


def _forget(call: Call) -> Reply:
    """A model's word alone erases nothing, whatever the parameters say: only a node of a workflow erases."""
    parameters, erase = call.parameters, call.caller.is_node
    ids, query = parameters.ids(), parameters.text("query")
    if query.strip() and not ids:
        return _candidates(call, query)
    selector, confirm = _selector(call, ids), parameters.text("confirm")
    if parameters.flag("dry_run") or not (ids or confirm.strip()):
        preview = call.service.preview_forgetting(selector, scope=call.scope, erase=erase)
        return previewed(preview)
    return forgotten(call.service.forget(selector, scope=call.scope, erase=erase, confirm=confirm))


def _selector(call: Call, ids: tuple[str, ...]) -> Selector:
    parameters = call.parameters
    kind = parameters.choice("memory_type", ForgetType, ForgetType.ANY)
    return Selector(
        ids=ids,
        tags=parameters.tags(),
        types=() if kind is ForgetType.ANY else (MemoryType(kind),),
        before=parameters.moment("older_than"),
        everything=parameters.flag("everything"),
    )


def _candidates(call: Call, query: str) -> Reply:
    """What may be meant. Nothing is forgotten before it is named by its id."""
    alive = Selection(alive_at=call.service.now())
    found = call.service.search(query, scope=call.scope, selection=alive, limit=_CANDIDATES)
    return candidates(found)
