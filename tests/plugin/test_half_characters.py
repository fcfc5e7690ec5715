"""Half a character, anywhere in a request: an answer that says so, and the next request is answered as ever."""

from typing import Any

import pytest

from dev.daemon import Caller
from forms.every_tool import TOOLS
from forms.fields import Filter, Ids, Tags, Text
from forms.tool import Tool
from tests.plugin.conftest import Plugin

HALF = "Anna \ud83d says"
NOT_READ = {"api_key", "list_chats", "limit", "cursor", "confirm", "id", "dry_run", "everything"}
MAIN: dict[str, dict[str, object]] = {
    "memory_store": {"content": "I keep bees."},
    "memory_search": {"query": "bees"},
    "chat_history_add": {"content": "I keep bees.", "chat_id": "c"},
    "chat_history_get": {"chat_id": "c"},
    "memory_forget": {"query": "bees"},
    "memory_update": {"id": "b6d7005d9074"},
}


def called(plugin: Plugin, tool: str, values: dict[str, Any], caller: Caller | None = None) -> str:
    """The sentence that comes back."""
    answer = plugin.invoke(tool, values, caller=caller)
    told = answer.error or answer["error"].get("message", "")
    assert "\ufffd" not in told
    return str(told)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_parameter_of_every_tool_answers(empty_plugin: Plugin, tool: Tool) -> None:
    """By its name: it holds half a character, or takes something else altogether; and what is not read does no harm."""
    refused = set()
    for field in tool.fields:
        values = MAIN.get(tool.name, {}) | {field.name: HALF}
        told = called(empty_plugin, tool.name, values)
        if field.name in told or "session" in told:
            assert "half a character" in told or not isinstance(field, Text | Ids | Tags | Filter)
            refused.add(field.name)
    assert {field.name for field in tool.fields} - refused <= NOT_READ


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "user", "content": HALF}],
        [{"role": "user", "content": "Hello.", "name": HALF}],
        [{"role": "user", "content": "Hello.", "time": HALF}],
        [{"role": HALF, "content": "Hello."}],
        [{"role": "user", "content": [{"type": "text", "text": HALF}]}],
        [{"role": "user", "content": "Hello.", HALF: HALF}],
    ],
)
def test_messages_answer(empty_plugin: Plugin, messages: list[Any]) -> None:
    """Wherever in them it stands; what is not read does no harm."""
    told = called(empty_plugin, "chat_history_add", {"messages": messages, "chat_id": "c"})
    assert told or HALF in messages[0]


@pytest.mark.parametrize(
    ("values", "caller"),
    [
        ({"query": "x"}, Caller(user_id=HALF, app_id="a")),
        ({"query": "x"}, Caller(app_id="a", conversation_id=HALF)),
        ({"query": "x"}, Caller(app_id=HALF)),
        ({"query": "x"}, Caller(app_id="a", message_id=HALF)),
        ({HALF: "x"}, None),
    ],
)
def test_ids_and_names_are_refused(empty_plugin: Plugin, values: dict[str, Any], caller: Caller | None) -> None:
    """None of them is taken for another person's."""
    assert "half a character" in called(empty_plugin, "memory_search", values, caller)


def test_what_cannot_be_read_is_answered(plugin: Plugin) -> None:
    """A request that is nested without end; and the process goes on."""
    endless: Any = "x"
    for _ in range(900):
        endless = [endless]
    assert called(plugin, "chat_history_add", {"messages": endless, "chat_id": "c"})
    assert plugin.store("I keep bees.")["ok"]
    assert plugin.search("bees")["total"] >= 1
