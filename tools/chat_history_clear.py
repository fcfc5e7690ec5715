"""Chat History Clear: hides a conversation for an agent, erases it for a node of a workflow."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.chat import clear_failed, cleared, would_clear
from tools.respond import Reply, respond


class ChatHistoryClearTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, work=_clear, failed=clear_failed)


def _clear(call: Call) -> Reply:
    """A model's word alone erases nothing, whatever the parameters say: only a node of a workflow erases."""
    parameters, erase = call.parameters, call.caller.is_node
    everything, confirm = parameters.flag("everything"), parameters.text("confirm").strip()
    _check(call, everything)
    if parameters.flag("dry_run") or (everything and not confirm):
        return would_clear(call.service.preview_clearing(scope=call.scope, erase=erase))
    if everything:
        return cleared(call.service.clear_chats(scope=call.scope, erase=erase, confirm=confirm))
    return cleared(call.service.clear_chat(scope=call.scope, erase=erase, confirm=confirm))


def _check(call: Call, everything: bool) -> None:
    if call.scope.session and everything:
        raise InvalidParameter("Set chat_id to clear one chat, or everything to clear all of them, not both.")
    if not call.scope.session and not everything:
        raise InvalidParameter("Nothing says what to clear. Set chat_id; or set everything to true for every chat.")
