"""Two people in one realm are two people, in the real plugin process: what one says ends nothing of the other's."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from dev.daemon import Daemon, chatflow, workflow
from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question
from tests.plugin.conftest import KEY, Plugin

TWO = [
    ("I live in Rome.", "I live in Paris.", "I moved to Oslo."),
    ("I work at Acme.", "I work at Globex.", "I no longer work at Acme."),
    ("Ich wohne in Rom.", "Ich wohne in Paris.", "Ich bin nach Oslo gezogen."),
    ("Vivo en Roma.", "Vivo en París.", "Me mudé a Oslo."),
    ("J'habite à Rome.", "J'habite à Paris.", "J'ai déménagé à Oslo."),
    ("Я живу в Риме.", "Я живу в Париже.", "Я переехал в Осло."),
    ("ローマに住んでいます。", "パリに住んでいます。", "オスロに引っ越しました。"),
    ("저는 로마에 살아요.", "저는 파리에 살아요.", "오슬로로 이사했어요."),
    ("我住在罗马。", "我住在巴黎。", "我搬到了奥斯陆。"),
]


@pytest.fixture(scope="module")
def asked() -> list[dict[str, Any]]:
    """What the chat model was asked."""
    return []


@pytest.fixture(scope="module")
def daemon(asked: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    def answer(question: Question) -> str:
        """Whoever says where they live is taken to have moved from wherever anybody is known to live."""
        data = json.loads(question.data)
        asked.append(data)
        return json.dumps({"facts": [_fact(message, data["known"]) for message in data["messages"]]})

    with Daemon(
        environment={"HOME": str(tmp_path_factory.mktemp("home"))}, answer_model=WorkspaceModels(answer)
    ) as running:
        running.manifest()
        yield running
        assert running.errors == []


def _fact(message: dict[str, Any], known: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "text": message["text"],
        "type": "semantic",
        "message": message["n"],
        "quote": message["text"],
        "relation": "updates" if known else "new",
        "candidate": known[-1]["n"] if known else None,
        "when": "",
    }


@pytest.fixture
def plugin(daemon: Daemon, tmp_path_factory: pytest.TempPathFactory) -> Plugin:
    return Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path_factory.mktemp("data"))})


def facts(plugin: Plugin) -> list[str]:
    listed = plugin.invoke("memory_list", {"filter": "type:fact", "limit": 50})
    return sorted(memory["content"] for memory in listed["memories"])


@pytest.mark.parametrize("isolation", ["app", "none"])
def test_each_changes_their_own_alone(plugin: Plugin, isolation: str) -> None:
    shared = plugin.authorized(isolation=isolation)
    anna, ben = workflow("u-anna"), workflow("u-ben")
    for number, (hers, his, then) in enumerate(TWO):
        app = {"app_id": f"app-{number}"} if isolation == "app" else {}
        anna, ben = workflow(f"u-anna-{number}", **app), workflow(f"u-ben-{number}", **app)
        shared.store(hers, caller=anna)
        shared.store(his, caller=ben)
        told = shared.invoke("memory_list", {"filter": "type:fact", "limit": 50}, caller=anna)
        assert {hers, his} <= {memory["content"] for memory in told["memories"]}
        shared.store(then, caller=anna)
        told = shared.invoke("memory_list", {"filter": "type:fact", "limit": 50}, caller=anna)
        standing = {memory["content"] for memory in told["memories"]}
        assert {his, then} <= standing
        assert hers not in standing


@pytest.mark.parametrize("isolation", ["app", "none"])
def test_a_model_is_told_whose_the_known_facts_are(plugin: Plugin, isolation: str, asked: list[dict[str, Any]]) -> None:
    """And what it takes for a change of somebody else's life is none."""
    shared = plugin.authorized(isolation=isolation, language_model=CHAT)
    for number, (hers, his, _) in enumerate(TWO):
        app = {"app_id": f"app-{number}"} if isolation == "app" else {}
        asked.clear()
        shared.store(hers, caller=chatflow(f"u-anna-{number}", **app))
        shared.store(his, caller=chatflow(f"u-ben-{number}", **app))
        told = shared.invoke("memory_list", {"filter": "type:fact", "limit": 50}, caller=chatflow(**app))
        assert {hers, his} <= {memory["content"] for memory in told["memories"]}
        (message,), known = asked[-1]["messages"], asked[-1]["known"]
        of_hers = [fact["speaker"] for fact in known if fact["text"] == hers]
        assert of_hers
        assert message["speaker"] not in of_hers
