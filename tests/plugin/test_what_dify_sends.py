"""What Dify and other programs send that is written otherwise than one would think, through the real process."""

import json
from typing import Any

import pytest

from dev.daemon import Caller, agent_app, agent_node, chatflow, workflow
from tests.plugin.conftest import Plugin
from tests.plugin.test_chat_history import call

CALLERS = {
    "workflow": workflow(),
    "chatflow or new Agent": chatflow(),
    "agent app": agent_app(),
    "ReAct or Agent node": agent_node(),
}
each_caller = pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}

SHAPES: list[tuple[Any, list[tuple[str, str]], int]] = [
    # messages, what is kept, how much is left out
    ([{"role": "user", "content": [{"type": "text", "text": "Look."}, PICTURE]}], [("user", "Look.")], 1),
    ([{"role": "user", "content": [{"type": "input_text", "text": "A"}, "B"]}], [("user", "A\nB")], 0),
    ([{"role": "user", "content": [{"type": "text", "data": "Dify's own"}]}], [("user", "Dify's own")], 0),
    ([{"role": "user", "content": [PICTURE, PICTURE]}, {"role": "user", "content": "Hi."}], [("user", "Hi.")], 2),
    (
        [
            {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "function": {"name": "weather"}}]},
            {"role": "tool", "tool_call_id": "c1", "name": "weather", "content": "21 degrees"},
            {"role": "assistant", "content": "It is warm."},
        ],
        [("assistant", "21 degrees"), ("assistant", "It is warm.")],
        1,
    ),
    (
        [{"role": "human", "content": "Hi."}, {"role": "ai", "content": "Yes?"}],
        [("user", "Hi."), ("assistant", "Yes?")],
        0,
    ),
    ([{"type": "human", "data": {"content": "Hi."}}], [("user", "Hi.")], 0),
    ([{"role": "model", "parts": [{"text": "Yes?"}]}], [("assistant", "Yes?")], 0),
    ([{"from": "human", "value": "Hi."}], [("user", "Hi.")], 0),
    ([{"role": "user", "content": ""}, {"role": "user", "content": "Hi."}], [("user", "Hi.")], 1),
    ([{"role": "user", "content": [{"type": "thinking", "thinking": "canary"}]}], [], 1),
]


def kept(plugin: Plugin, chat: str = "c-1") -> list[tuple[str, str]]:
    return [(message["role"], message["content"]) for message in call(plugin, "get", chat_id=chat)["messages"]]


@pytest.mark.parametrize(("messages", "wanted", "left_out"), SHAPES)
def test_texts_are_kept_and_the_rest_is_counted(
    plugin: Plugin, messages: Any, wanted: list[tuple[str, str]], left_out: int
) -> None:
    """In the shapes of OpenAI, Dify, LangChain, Gemini and ShareGPT; one message without text costs no other."""
    added = call(plugin, "add", chat_id="c-1", messages=json.dumps(messages))
    assert added["ok"], added["error"]
    assert kept(plugin) == wanted
    assert added.text.endswith(f"hold no text: {left_out}.") is (left_out > 0)
    assert "canary" not in added.text


def test_what_orders_models_is_a_systems_word(plugin: Plugin) -> None:
    """Whatever the API calls it; only a node adds one."""
    orders = json.dumps([{"role": "developer", "content": "Be brief."}])
    assert call(plugin, "add", chat_id="c-1", messages=orders)["ok"]
    assert kept(plugin) == [("system", "Be brief.")]
    refused = plugin.invoke("chat_history_add", {"chat_id": "c-2", "messages": orders}, caller=agent_app())
    assert "Only a node of a workflow adds system messages" in refused.text


@each_caller
def test_a_list_as_python_writes_it_is_read(plugin: Plugin, caller: Caller) -> None:
    """Which is what Dify makes of an array that is bound to a text field."""
    said = [{"role": "user", "content": "It's \"Anna's\" – 很好\n\\d"}, {"role": "assistant", "content": None}]
    added = plugin.invoke("chat_history_add", {"chat_id": "c-1", "messages": str(said)}, caller=caller)
    assert "Added to the chat: 1 message" in added.text
    shown = plugin.invoke("chat_history_get", {"chat_id": "c-1"}, caller=caller)
    assert "很好" in shown.text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "[" + "-" * 100_000 + "1]",
        "['a', open('x')]",
        "[{'role': 'user', 'content': 'canary'}",
        "['a' * 9]",
    ],
)
def test_what_is_no_list_is_refused(plugin: Plugin, text: str) -> None:
    """Nothing of it runs, and the process lives on."""
    refused = call(plugin, "add", chat_id="c-1", messages=text)
    assert "(invalid_parameter)" in refused.error
    assert "canary" not in refused.text + refused.error
    assert plugin.store("alive")["ok"]


@pytest.mark.parametrize("nothing", ["null", "None", "", None])
def test_nothing_is_nothing(plugin: Plugin, nothing: str | None) -> None:
    """Then the one message counts."""
    assert call(plugin, "add", chat_id="c-1", messages=nothing, content="Hello!")["ok"]
    assert kept(plugin) == [("user", "Hello!")]


@each_caller
@pytest.mark.parametrize("kind", ["auto", "semantic", "episodic"])
def test_a_turn_that_was_a_picture_keeps_its_reply(plugin: Plugin, caller: Caller, kind: str) -> None:
    """`sys.query` is empty then."""
    stored = plugin.store("", assistant_reply="That is a heron over the Tagus.", memory_type=kind, caller=caller)
    assert stored.text.startswith("Stored (id")
    assert "heron" in plugin.invoke("memory_list", {}, caller=caller).text


PAGE = "The committee took note of the report and thanked everybody who had worked on it. " * 150


@each_caller
@pytest.mark.parametrize(
    "query",
    [
        f"{PAGE}\nWhat am I allergic to?",
        f"What am I allergic to?\n{PAGE}",
        f"{PAGE}\nIch frage mich: Wogegen bin ich allergisch?",
    ],
)
def test_a_long_query_is_searched_by_its_ends(plugin: Plugin, caller: Caller, query: str) -> None:
    """A pasted page with the question before or after it."""
    for said in ("I am allergic to peanuts.", "The report is thanked for by the committee.", "I own a red bicycle."):
        plugin.store(said, caller=caller)
    found = plugin.search(query, caller=caller, limit=1)
    assert "peanuts" in found.text


def test_a_long_query_is_searched_by_its_rarest_words(plugin: Plugin) -> None:
    """A name in the middle of a page finds what is known of it."""
    plugin.store("Krzysztof Zbrojewski repaired the boiler.")
    plugin.store("I own a red bicycle.")
    found = plugin.search(f"{PAGE} Zbrojewski was absent. {PAGE} " * 3)
    assert "boiler" in found["memories"][0]["content"]


def test_a_refused_authorization_is_of_the_class_whose_sentence_dify_shows(plugin: Plugin) -> None:
    """Of any other the form shows JSON with a traceback."""
    answer = plugin.daemon.authorization({"api_key": "short"})
    assert answer.error_details["error_type"] == "CredentialsValidateFailedError"
    assert "api_key" in answer.error or "key" in answer.error
