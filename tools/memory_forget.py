"""Memory Forget: hides memories, whoever calls; erases them where the authorization says so."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_forget as form
from forms import shared
from memory_core import SearchStatus
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.forgetting import candidates, forget_failed, forgotten, previewed
from tools.respond import Reply, respond

_CANDIDATES = 10
_CLEARLY, _BESIDE = 0.05, 0.1  # a memory that is meant has such a score, and such a part of the best one's
_NEAREST = 3  # that are listed when none is clearly meant


class MemoryForgetTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_forget, failed=forget_failed)


def _forget(call: Call) -> Reply:
    """What a call lacks or says gives no right: only the authorization makes forgetting erase."""
    parameters, erase = call.parameters, call.erases
    ids, query = parameters.ids(form.IDS), parameters.text(form.QUERY)
    if query.strip() and not ids:
        return _candidates(call, query)
    chosen, confirm = _chosen(call, ids), parameters.text(shared.CONFIRM)
    if parameters.flag(shared.DRY_RUN) or not (ids or confirm.strip()):
        return previewed(call.person.preview_forgetting(**chosen, erase=erase))
    return forgotten(call.person.forget(**chosen, erase=erase, confirm=confirm))


def _chosen(call: Call, ids: tuple[str, ...]) -> dict[str, Any]:
    """What says which memories, as the library takes it."""
    narrowed = call.narrowed
    chosen = {
        "ids": ids,
        "tags": narrowed.tags,
        "types": narrowed.types,
        "older_than": narrowed.before,
        "everything": call.parameters.flag(shared.EVERYTHING),
    }
    if not any(chosen.values()):
        raise InvalidParameter(
            "Nothing says what to forget. Give ids, which a search lists; or a query, to find them; or a filter by "
            "type, tag or before; or set everything to true."
        )
    return chosen


def _candidates(call: Call, query: str) -> Reply:
    """What may be meant. Nothing is forgotten before it is named by its id."""
    found = call.person.search(query, limit=_CANDIDATES)
    if found.status is SearchStatus.FOUND:
        best = max((hit.score for hit in found.hits if not hit.outdated), default=0.0)
        enough = max(_CLEARLY, best * _BESIDE)
        return candidates(replace(found, hits=tuple(hit for hit in found.hits if hit.score >= enough)))
    return candidates(replace(found, hits=found.hits[:_NEAREST]))
