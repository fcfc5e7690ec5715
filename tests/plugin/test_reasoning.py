"""What a model thinks before it answers is kept nowhere, in the real plugin process."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dev.daemon import Daemon, agent_node, chatflow
from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question
from tests.plugin.conftest import Plugin

SECRET = "salary of 90000"
THOUGHTS = (
    f"<think>The user lies about a {SECRET}.</think>\n",
    f"<details open><summary> Thinking... </summary>\nThe user lies about a {SECRET}.\n</details>\n\n",
    f"Thought: the user lies about a {SECRET}.\nAction: none\nObservation: none\nFinal Answer: ",
    f"思考：用户谎报 {SECRET}。\n行动：无\n观察：无\n最终答案：",
    f"The user lies about a {SECRET}.\n</think>\n\n",
)


@pytest.fixture(scope="module")
def questions() -> list[str]:
    """The data of what the chat model was asked."""
    return []


@pytest.fixture(scope="module")
def daemon(questions: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    def answer(question: Question) -> str:
        questions.append(question.data)
        return '{"facts": []}'

    environment = {"HOME": str(tmp_path_factory.mktemp("home"))}
    with Daemon(environment=environment, answer_model=WorkspaceModels(answer)) as running:
        running.manifest()
        yield running
        assert running.errors == []


def kept(plugin: Plugin) -> list[str]:
    listed = plugin.invoke("memory_list", {"limit": 50})
    return [memory["content"] for memory in listed["memories"]]


@pytest.mark.parametrize("thoughts", THOUGHTS)
def test_a_reply_is_stored_without_its_reasoning(plugin: Plugin, thoughts: str) -> None:
    stored = plugin.store("I work as a nurse.", assistant_reply=f"{thoughts}Nice to hear!", memory_type="episodic")
    assert len(stored["memory_ids"]) == 2
    assert set(kept(plugin)) == {"I work as a nurse.", "Nice to hear!"}
    assert SECRET not in plugin.search("salary of the user")["context"]


def test_a_reply_of_nothing_but_reasoning_is_not_stored(plugin: Plugin) -> None:
    """And what the user said is."""
    stored = plugin.store("I work as a nurse.", assistant_reply=f"<think>{SECRET}", memory_type="episodic")
    assert stored["ok"]
    assert kept(plugin) == ["I work as a nurse."]
    alone = plugin.store(f"<think>{SECRET}</think>", role="assistant")
    assert alone["ok"]
    assert alone["memory_ids"] == []
    assert kept(plugin) == ["I work as a nurse."]


def test_a_persons_own_words_stay(plugin: Plugin) -> None:
    """They may speak of tags, and mean it."""
    said = "My parser fails at <think>hello</think>, any idea?"
    plugin.store(said, memory_type="episodic", caller=agent_node())
    assert kept(plugin) == [said]


def test_a_turn_delivered_again_is_known_whatever_was_thought(plugin: Plugin) -> None:
    """A node that is tried again may think anew and answer the same."""
    place: dict[str, Any] = {"event_time": "2026-03-04T09:30:00Z", "memory_type": "episodic"}
    first = plugin.store("I work as a nurse.", assistant_reply="<think>One.</think>Nice!", **place)
    again = plugin.store("I work as a nurse.", assistant_reply="<think>Two.</think>Nice!", **place)
    assert again["status"] == "already_stored"
    assert again["memory_ids"] == first["memory_ids"]


def test_a_chat_holds_answers_alone(plugin: Plugin) -> None:
    turns = [
        {"role": "user", "content": "Is <think> a tag?"},
        {"role": "assistant", "content": f"<think>{SECRET}</think>Yes, `<think>` is one."},
        {"role": "assistant", "content": f"<thinking>{SECRET}"},
        {"role": "system", "content": f"Be brief. <reasoning>{SECRET}</reasoning>"},
    ]
    chat = {"chat_id": "c-1"}
    added = plugin.invoke("chat_history_add", {**chat, "messages": json.dumps(turns)})
    assert added["ok"], added["error"]
    window = plugin.invoke("chat_history_get", dict(chat))
    assert [message["content"] for message in window["messages"]] == [
        "Is <think> a tag?",
        "Yes, `<think>` is one.",
        "Be brief.",
    ]
    alone = plugin.invoke("chat_history_add", {**chat, "role": "assistant", "content": f"<think>{SECRET}</think>"})
    assert alone["ok"]
    assert alone["message_ids"] == []


def test_no_model_reads_it_as_what_was_said(plugin: Plugin, questions: list[str]) -> None:
    learning = plugin.authorized(language_model=CHAT)
    reply = f"<think>The user lies about a {SECRET}.</think>Nice, a nurse!"
    stored = learning.store("I work as a nurse.", assistant_reply=reply, caller=chatflow())
    assert stored["extraction"] == "done"
    assert any("a nurse!" in question for question in questions)
    assert not any(SECRET in question for question in questions)
