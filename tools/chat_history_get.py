"""Chat History Get: the last messages of a conversation, or every conversation."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Role
from memory_core.domain.window import Limits
from memory_core.operations.chat import MAXIMUM_MESSAGES
from memory_core.operations.prompts.summary import MAXIMUM_PROMPT
from tools.calls import Call
from tools.replies.chat import get_failed, listed, shown
from tools.respond import Reply, respond

_LAST, _MOST_LAST = 20, 200
_LEAST_TOKENS, _MOST_TOKENS = 10, 1_000_000


class ChatHistoryGetTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_get, failed=get_failed)


def _get(call: Call) -> Reply:
    parameters = call.parameters
    if not call.scope.session:
        limit = parameters.whole("limit", 20, lowest=1, highest=100)
        return listed(call.service.chats(scope=call.scope, limit=limit, cursor=parameters.text("cursor")))
    window = call.service.chat_window(
        scope=call.scope,
        limits=_limits(call),
        roles=parameters.choices("roles", Role),
        summarize=parameters.flag("summarize_trimmed"),
        prompt=parameters.text("summary_prompt", longest=MAXIMUM_PROMPT).strip(),
    )
    return shown(window, with_ids=not call.caller.is_node)


def _limits(call: Call) -> Limits:
    """Without `last`, tokens alone decide when they are given."""
    parameters = call.parameters
    tokens = parameters.whole("max_tokens", 0, lowest=_LEAST_TOKENS, highest=_MOST_TOKENS) or None
    last = parameters.whole("last", MAXIMUM_MESSAGES if tokens else _LAST, lowest=1, highest=_MOST_LAST)
    return Limits(last, tokens)
