"""Chat History Clear: hides a conversation, whoever calls; erases it where the authorization says so."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import chat_history_clear as form
from forms import shared
from memory_core import Person
from memory_core.errors import InvalidParameter
from tools.calls import Call
from tools.replies.chat import clear_failed, cleared, would_clear
from tools.respond import Reply, respond


class ChatHistoryClearTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_clear, failed=clear_failed)


def _clear(call: Call) -> Reply:
    """What a call lacks or says gives no right: only the authorization makes clearing erase."""
    parameters, erase = call.parameters, call.erases
    everything, confirm = parameters.flag(shared.EVERYTHING), parameters.text(shared.CONFIRM).strip()
    _check(call, everything)
    if everything:
        return _clear_all(call.person, erase=erase, confirm="" if parameters.flag(shared.DRY_RUN) else confirm)
    chat = call.person.chat()
    if parameters.flag(shared.DRY_RUN):
        return would_clear(chat.preview_clearing(erase=erase))
    return cleared(chat.clear(erase=erase, confirm=confirm))


def _clear_all(person: Person, *, erase: bool, confirm: str) -> Reply:
    if not confirm:
        return would_clear(person.preview_clearing_chats(erase=erase))
    return cleared(person.clear_chats(erase=erase, confirm=confirm))


def _check(call: Call, everything: bool) -> None:
    if call.person.scope.session and everything:
        raise InvalidParameter("Set chat_id to clear one chat, or everything to clear all of them, not both.")
    if not call.person.scope.session and not everything:
        raise InvalidParameter("Nothing says what to clear. Set chat_id; or set everything to true for every chat.")
