"""Memory Card: what is always there of the user, for every prompt."""

from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms import memory_card as form
from tools.calls import Call
from tools.replies.card import card_failed, carded
from tools.respond import Reply, respond


class MemoryCardTool(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield from respond(self, tool_parameters, form=form.TOOL, work=_card, failed=card_failed)


def _card(call: Call) -> Reply:
    return carded(call.person.card(budget=call.parameters.count(form.CARD_TOKENS)))
