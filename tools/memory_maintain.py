"""Memory Maintain: works off what was left for later, for a workflow that runs on a schedule."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_maintain as form
from tools.calls import Call
from tools.replies.maintenance import maintain_failed, maintained
from tools.respond import Reply, respond


class MemoryMaintainTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_maintain, failed=maintain_failed)


def _maintain(call: Call) -> Reply:
    """Of the whole space, unless one of its users or sessions is named: what has expired there nobody else could
    erase, for no call reaches another's realm."""
    seconds = call.parameters.count(form.SECONDS)
    scope = call.person.scope
    return maintained(call.person.maintain(seconds=seconds, whole_space=scope.user is None and scope.session is None))
