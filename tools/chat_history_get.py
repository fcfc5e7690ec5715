"""Chat History Get: the last messages of a conversation, or every conversation."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Role
from tools.calls import Call
from tools.replies.chat import get_failed, listed, shown
from tools.respond import Reply, respond

_MOST_LAST = 200
_LEAST_TOKENS, _MOST_TOKENS = 10, 1_000_000


class ChatHistoryGetTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_get, failed=get_failed)


def _get(call: Call) -> Reply:
    parameters = call.parameters
    if not call.person.scope.session:
        limit = parameters.whole("limit", 20, lowest=1, highest=100)
        return listed(call.person.chats(limit=limit, cursor=parameters.text("cursor")))
    window = call.person.chat().window(
        last=parameters.whole("last", 0, lowest=1, highest=_MOST_LAST) or None,
        max_tokens=parameters.whole("max_tokens", 0, lowest=_LEAST_TOKENS, highest=_MOST_TOKENS) or None,
        roles=parameters.choices("roles", Role),
        summarize=parameters.flag("summarize_trimmed"),
        summary_prompt=parameters.text("summary_prompt"),
    )
    return shown(window, with_ids=not call.caller.is_node)
