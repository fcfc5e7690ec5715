"""Memory Forget: hides memories, whoever calls; erases them where the authorization says so."""

from collections.abc import Generator
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

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
    """What a call lacks or says gives no right: only the authorization makes forgetting erase."""
    parameters, erase = call.parameters, call.erases
    ids, query = parameters.ids(), parameters.text("query")
    if query.strip() and not ids:
        return _candidates(call, query)
    chosen, confirm = _chosen(call, ids), parameters.text("confirm")
    if parameters.flag("dry_run") or not (ids or confirm.strip()):
        return previewed(call.person.preview_forgetting(**chosen, erase=erase))
    return forgotten(call.person.forget(**chosen, erase=erase, confirm=confirm))


def _chosen(call: Call, ids: tuple[str, ...]) -> dict[str, Any]:
    """What says which memories, as the library takes it."""
    parameters = call.parameters
    kind = parameters.choice("memory_type", ForgetType, ForgetType.ANY)
    return {
        "ids": ids,
        "tags": parameters.tags(),
        "types": () if kind is ForgetType.ANY else kind.value,
        "older_than": parameters.date_or_time("older_than"),
        "everything": parameters.flag("everything"),
    }


def _candidates(call: Call, query: str) -> Reply:
    """What may be meant. Nothing is forgotten before it is named by its id."""
    return candidates(call.person.search(query, limit=_CANDIDATES))
