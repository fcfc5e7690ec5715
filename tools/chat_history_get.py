"""Chat History Get: the last messages of a conversation, or every conversation."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import chat_history_get as form
from memory_core import Role
from tools.calls import Call
from tools.replies.chat import get_failed, listed, shown
from tools.respond import Reply, respond


class ChatHistoryGetTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_get, failed=get_failed)


def _get(call: Call) -> Reply:
    parameters = call.parameters
    if not call.person.scope.session:
        return _list(call)
    window = call.person.chat().window(
        last=parameters.whole(form.LAST),
        max_tokens=parameters.whole(form.MAX_TOKENS),
        roles=[Role(role) for role in parameters.choices(form.ROLES)],
        summarize=parameters.flag(form.SUMMARIZE_TRIMMED),
        summary_prompt=parameters.text(form.SUMMARY_PROMPT),
    )
    return shown(window, with_ids=not call.caller.is_node)


def _list(call: Call) -> Reply:
    """As many chats as were asked for; fewer, with the cursor after them, when they would not fit into the reply."""
    limit, cursor = call.parameters.count(form.LIMIT), call.parameters.text(form.CURSOR)
    while not (reply := listed(call.person.chats(limit=limit, cursor=cursor))).fits and limit > 1:
        limit //= 2
    return reply
