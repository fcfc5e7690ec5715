"""What the tools make of their settings, as each caller: whose memory, which chat, which text, which lists."""

import re
from typing import Any

import pytest

from dev.daemon import Answer, Caller, agent_app, agent_node, chatflow, workflow
from tests.plugin.conftest import Plugin

WITH_IDS = re.compile(r"\(id [0-9a-f]{12}\)")
FERNS = "Water the ferns on Mondays."


def unfenced(context: str) -> str:
    """Without the digits that the fence's tags have anew each time."""
    return re.sub(r"(keepsake-memories)-\d+", r"\1", context)


def test_text_is_for_the_caller(plugin: Plugin) -> None:
    """In a workflow it is the context itself; where an agent may read it, it has ids; only an agent is advised."""
    plugin.store(FERNS)
    asked = "favourite football club"  # which nothing answers
    in_workflow, in_chatflow = (plugin.search(asked, caller=caller) for caller in (workflow(), chatflow()))
    assert in_workflow.text == in_workflow["context"]
    assert unfenced(in_workflow.text) == unfenced(in_chatflow["context"])
    assert not WITH_IDS.search(in_workflow.text)
    assert WITH_IDS.search(in_chatflow.text)
    assert in_chatflow["retry_hint"]
    assert in_chatflow["retry_hint"] not in in_chatflow.text
    for agent in (agent_app(), agent_node()):
        text = plugin.search(asked, caller=agent).text
        assert WITH_IDS.search(text)
        assert in_chatflow["retry_hint"] in text


def test_outputs_tell_whose_memory_was_read(plugin: Plugin) -> None:
    """Its kind, what narrowed it, and how many memories there are."""
    free = plugin.authorized(isolation="none")
    for user, session in (("anna", "s1"), ("anna", "s2"), ("ben", "s1")):
        free.store(FERNS, memory_type="episodic", user_id=user, session_id=session)
    assert free.search("ferns")["scope"] == {"kind": "space", "narrowed_by": [], "memories": 3}
    narrowed: dict[str, Any] = {"user_id": "anna", "filter": "session:s1"}
    expected = {"kind": "space", "narrowed_by": ["user_id", "session"], "memories": 1}
    assert free.search("ferns", **narrowed)["scope"] == expected
    assert free.invoke("memory_list", dict(narrowed))["scope"] == expected
    in_app = plugin.authorized(isolation="app").search("ferns")
    assert in_app["scope"] == {"kind": "app", "narrowed_by": [], "memories": 0}


@pytest.mark.parametrize("caller", [chatflow(), agent_app()], ids=["chatflow", "agent-app"])
def test_chat_tools_mean_the_conversation_they_are_called_from(plugin: Plugin, caller: Caller) -> None:
    """Unless another chat is named, or all of them."""

    def call(verb: str, caller: Caller, **parameters: Any) -> Answer:
        return plugin.invoke(f"chat_history_{verb}", parameters, caller=caller)

    call("add", caller, content="Hello!")
    call("add", caller, content="Elsewhere.", chat_id="c-2")
    assert "Hello!" in call("get", caller).text
    assert "Elsewhere." not in call("get", caller).text
    assert [m["content"] for m in call("get", workflow(), chat_id="conv-1")["messages"]] == ["Hello!"]
    assert "2 chats" in call("get", caller, list_chats=True).text
    assert [chat["chat_id"] for chat in call("get", workflow())["chats"]] == ["c-2", "conv-1"]
    call("clear", caller)
    assert [chat["chat_id"] for chat in call("get", workflow())["chats"]] == ["c-2"]


def test_lists_that_are_bound_to_text_are_lists(plugin: Plugin) -> None:
    """Tags, ids and messages, as Dify writes an array into a field."""
    stored = plugin.store(FERNS, memory_type="semantic", tags=str(["to do", "garden"]))
    other = plugin.store("Feed the cat.", memory_type="semantic", tags="['home']")
    assert plugin.search("ferns", filter="tag:['to do', 'work']")["memories"][0]["tags"] == ["to do", "garden"]
    ids = [stored["memory_ids"][0], other["memory_ids"][0]]
    assert [m["id"] for m in plugin.invoke("memory_list", {"ids": str(ids)})["memories"]] == ids
    messages = str([{"role": "user", "content": "It's fine.", "name": None}])
    assert plugin.invoke("chat_history_add", {"chat_id": "c-1", "messages": messages})["ok"]
    forgotten = plugin.invoke("memory_forget", {"ids": str(ids)})
    assert (forgotten["status"], forgotten["counts"]["semantic"]) == ("forgotten", 2)
    for nothing in ("[]", "null", "None"):
        assert "Nothing says what to forget" in plugin.invoke("memory_forget", {"ids": nothing}).text


def test_tools_are_named_as_models_know_them(plugin: Plugin) -> None:
    """In every answer that names one."""
    memory = plugin.store(FERNS, memory_type="semantic")["memory_ids"][0]
    changed = plugin.invoke("memory_update", {"id": memory, "content": "Water the ferns daily."}, caller=agent_app())
    hidden = plugin.invoke("memory_forget", {"ids": memory}, caller=agent_app())
    for answer in (changed, hidden):
        assert "memory_update with undo set to" in answer.text
        assert not re.search(r"Memory (?:Update|Forget|Maintain|Search|Store|List)", answer.text)


def test_what_is_out_of_reach_follows_on_error(plugin: Plugin) -> None:
    """A folder that is none is no setting of the node: the flow goes on unless it is to fail."""
    lost = plugin.authorized(data_dir=__file__)
    goes_on = lost.search("ferns")
    assert (goes_on.error, goes_on["ok"], goes_on.text) == ("", False, goes_on["context"])
    assert lost.search("ferns", on_error="fail").error
    assert plugin.search("ferns", filter="typ:fact").error
