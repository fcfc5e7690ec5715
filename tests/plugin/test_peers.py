"""What other memories for Dify and its like offer, done with ours: one test per operation, named after it, in the real
plugin process. docs/comparison.md has the table of these tests."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dev.daemon import Answer, Daemon, agent_app, chatflow, workflow
from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question
from tests.plugin.conftest import KEY, Plugin

ROOT = Path(__file__).parents[2]
OTHER_KEY = "another-key-of-16-or-more"


def answer(question: Question) -> str:
    """A model that draws Anna's town from what she says, or sums up a chat in our own words."""
    try:
        asked = json.loads(question.data)
    except ValueError:
        return f"In short: {question.rules[:40]}"
    if "known" not in asked:
        return f"In short: {question.rules[:40]}"
    homes = [fact["n"] for fact in asked["known"] if "lives in" in fact["text"]]
    facts = [
        {
            "text": f"Anna lives in {town.group(1)}.",
            "type": "semantic",
            "message": message["n"],
            "quote": message["text"],
            "relation": "updates" if homes else "new",
            "candidate": homes[0] if homes else None,
        }
        for message in asked["messages"]
        if (town := re.search(r"\b(Lisbon|Porto)\b", message["text"]))
    ]
    return json.dumps({"facts": facts})


@pytest.fixture(scope="module")
def models() -> WorkspaceModels:
    return WorkspaceModels(answer)


@pytest.fixture(scope="module")
def daemon(models: WorkspaceModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(environment={"HOME": str(tmp_path_factory.mktemp("home"))}, answer_model=models) as running:
        running.manifest()
        yield running
        assert running.errors == []


def contents(found: Answer) -> list[str]:
    assert found["ok"], found["error"]
    return [memory["content"] for memory in found["memories"]]


def said(window: Answer) -> list[tuple[str, str]]:
    assert window["ok"], window["error"]
    return [(message["role"], message["content"]) for message in window["messages"]]


def add(
    plugin: Plugin, chat: str, *messages: str, roles: Sequence[str] = ("user", "assistant"), **more: object
) -> None:
    """Messages of alternating roles, in one call."""
    turns = [{"role": roles[n % len(roles)], "content": text} for n, text in enumerate(messages)]
    added = plugin.invoke("chat_history_add", {"chat_id": chat, "messages": json.dumps(turns), **more})
    assert added["ok"], added["error"]


def test_the_table_names_these_tests() -> None:
    """No operation is claimed without a test, and none is tested in secret."""
    in_table = re.findall(r"`(test_\w+)`", (ROOT / "docs" / "comparison.md").read_text())
    here = [
        name
        for name in globals()
        if name.startswith(("test_mem9", "test_kronvex", "test_sim", "test_chat", "test_tensorify"))
    ]
    assert in_table == here


# -- mem9's Dify plugin ------------------------------------------------------------------------------------------------


def test_mem9_single_space_authorization(plugin: Plugin) -> None:
    """One key at Authorize; calls bring none."""
    assert plugin.daemon.authorize(plugin.credentials) == ""
    assert plugin.store("I ride a green bicycle.")["ok"]
    assert contents(plugin.search("bicycle"))


def test_mem9_multi_space_authorization(plugin: Plugin) -> None:
    """Every call brings the key of its space, and one without is told so."""
    several = plugin.authorized(auth_mode="multi_space", api_key=None)
    assert plugin.daemon.authorize(several.credentials) == ""
    assert several.store("I ride a green bicycle.", api_key=KEY)["ok"]
    assert contents(several.search("bicycle", api_key=KEY))
    assert several.search("bicycle", api_key=OTHER_KEY)["status"] == "nothing_stored_yet"
    assert several.search("bicycle").error.endswith("(key_missing)")


def test_mem9_base_url(plugin: Plugin) -> None:
    """Memories may live on a server of one's own, and an address that does not answer is said at once."""
    refused = plugin.daemon.authorize({**plugin.credentials, "qdrant_url": "http://127.0.0.1:9"})
    assert "Qdrant server" in refused


def test_mem9_memory_store(plugin: Plugin) -> None:
    """And what was stored is found by the very next call."""
    stored = plugin.store("I am allergic to peanuts.", assistant_reply="Noted.")
    assert (stored["status"], stored["searchable_now"]) == ("stored", True)
    assert "I am allergic to peanuts." in contents(plugin.search("peanuts", filter="type:episodic"))


def test_mem9_memory_search(plugin: Plugin) -> None:
    """By meaning, with ids, scores and a text for the prompt."""
    plugin.store("I am allergic to peanuts.")
    found = plugin.search("Which foods must she avoid?")
    assert "peanuts" in found["memories"][0]["content"]
    assert found["memories"][0]["score"] > 0
    assert "peanuts" in found["context"]


def test_mem9_session_id(plugin: Plugin) -> None:
    """A session reads its own memories only, facts included."""
    plugin.store("I live in Lisbon.", session_id="A")
    plugin.store("I ride a bicycle.", session_id="B")
    assert all("Lisbon" not in text for text in contents(plugin.search("Lisbon", filter="session:B")))
    assert any("Lisbon" in text for text in contents(plugin.search("Lisbon", filter="session:A")))


def test_mem9_agent_id(plugin: Plugin) -> None:
    """A namespace inside the space."""
    plugin.authorized(agent_id="cook").store("I am allergic to peanuts.")
    assert plugin.authorized(agent_id="tutor").search("peanuts")["total"] == 0
    assert plugin.authorized(agent_id="cook").search("peanuts")["total"] > 0


def test_mem9_automatic_extraction_and_reconciliation(plugin: Plugin) -> None:
    """A model draws facts; what changed supersedes what was known, in this session and no other."""
    learning = plugin.authorized(language_model=CHAT)
    learning.store("I live in Lisbon.", session_id="other")
    learning.store("I live in Lisbon.", session_id="A")
    moved = learning.store("I moved to Porto.", session_id="A")
    assert [(fact["action"], fact["text"]) for fact in moved["facts"]] == [("UPDATE", "Anna lives in Porto.")]
    facts = {
        session: contents(learning.search("where", filter=f"type:semantic session:{session}"))
        for session in ("A", "other")
    }
    assert facts == {"A": ["Anna lives in Porto."], "other": ["Anna lives in Lisbon."]}


def test_mem9_paste_in_agent_prompt() -> None:
    """The README's prompt names tools that there are."""
    readme = (ROOT / "README.md").read_text()
    (prompt,) = re.findall(r"```text\n(You have a long-term memory\..*?)```", readme, re.DOTALL)
    named = set(re.findall(r"\bmemory_[a-z]+\b", prompt))
    assert named >= {"memory_search", "memory_store"}
    assert all((ROOT / "tools" / f"{tool}.yaml").exists() for tool in named)


def test_mem9_retry_hints(plugin: Plugin) -> None:
    """A search without a good match says how to ask again."""
    plugin.store("I am allergic to peanuts.")
    assert "Ask again in other words" in plugin.search("favourite football club")["retry_hint"]


# -- Kronvex in Dify ---------------------------------------------------------------------------------------------------


def test_kronvex_remember(plugin: Plugin) -> None:
    """A statement, kept as given."""
    assert plugin.store("Anna prefers tea.", memory_type="semantic")["status"] == "stored"
    assert contents(plugin.search("tea")) == ["Anna prefers tea."]


def test_kronvex_recall(plugin: Plugin) -> None:
    """What is remembered of a question."""
    plugin.store("Anna prefers tea.", memory_type="semantic")
    plugin.store("The bicycle is green.", memory_type="semantic")
    assert contents(plugin.search("What does Anna like to drink?"))[0] == "Anna prefers tea."


@pytest.mark.parametrize("kind", ["episodic", "semantic", "procedural"])
def test_kronvex_memory_types(plugin: Plugin, kind: str) -> None:
    """Each is kept and found as what it is."""
    plugin.store("Water the ferns on Mondays.", memory_type=kind)
    assert [memory["type"] for memory in plugin.search("ferns", filter=f"type:{kind}")["memories"]] == [kind]
    others = {"episodic", "semantic", "procedural"} - {kind}
    assert all(plugin.search("ferns", filter=f"type:{other}")["total"] == 0 for other in others)


def test_kronvex_top_k(plugin: Plugin) -> None:
    """At most so many, the best ones."""
    for day in ("Monday", "Tuesday", "Wednesday"):
        plugin.store(f"The ferns get water on {day}.", memory_type="semantic")
    assert contents(plugin.search("ferns on Tuesday", limit=1)) == ["The ferns get water on Tuesday."]


def test_kronvex_ttl_days(plugin: Plugin) -> None:
    """Gone from every answer when its time is over."""
    plugin.store("The code of the day is 4711.", memory_type="semantic", ttl_days=2 / 86_400)
    assert plugin.search("code of the day")["total"] == 1
    deadline = time.monotonic() + 30
    while plugin.search("code of the day")["total"]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_kronvex_context_in_one_string(plugin: Plugin) -> None:
    """Ready for a prompt."""
    plugin.store("Anna prefers tea.", memory_type="semantic")
    plugin.store("Anna takes it with milk.", memory_type="semantic")
    context = plugin.search("Anna tea milk")["context"]
    assert "Anna prefers tea." in context
    assert "Anna takes it with milk." in context


def test_kronvex_go_on_without_context_on_failure(plugin: Plugin) -> None:
    """The workflow's node succeeds, and says that nothing could be looked up."""
    failed = plugin.authorized(data_dir=__file__).search("anything", on_error="continue")
    assert (failed.error, failed["ok"], failed["memories"]) == ("", False, [])
    assert "could not be searched" in failed["context"]


# -- Sim's Memory block ------------------------------------------------------------------------------------------------


def test_sim_add(plugin: Plugin) -> None:
    """An id, a role and a content."""
    added = plugin.invoke("chat_history_add", {"chat_id": "c-1", "role": "user", "content": "Hello!"})
    assert added["ok"]
    assert said(plugin.invoke("chat_history_get", {"chat_id": "c-1"})) == [("user", "Hello!")]


def test_sim_get_by_id(plugin: Plugin) -> None:
    """One chat, in order; one that does not exist is empty."""
    add(plugin, "c-1", "Hello!", "Hi.")
    add(plugin, "c-2", "Good morning.")
    assert said(plugin.invoke("chat_history_get", {"chat_id": "c-1"})) == [("user", "Hello!"), ("assistant", "Hi.")]
    assert said(plugin.invoke("chat_history_get", {"chat_id": "c-3"})) == []


def test_sim_get_all(plugin: Plugin) -> None:
    """Every chat, with its number of messages."""
    add(plugin, "c-1", "Hello!", "Hi.")
    add(plugin, "c-2", "Good morning.")
    chats = plugin.invoke("chat_history_get", {})["chats"]
    assert [(chat["chat_id"], chat["messages"]) for chat in chats] == [("c-1", 2), ("c-2", 1)]


def test_sim_delete(plugin: Plugin) -> None:
    """One chat, and no other."""
    add(plugin, "c-1", "Hello!")
    add(plugin, "c-2", "Good morning.")
    assert plugin.invoke("chat_history_clear", {"chat_id": "c-1"})["ok"]
    assert said(plugin.invoke("chat_history_get", {"chat_id": "c-1"})) == []
    assert said(plugin.invoke("chat_history_get", {"chat_id": "c-2"})) == [("user", "Good morning.")]


# -- a Chat Memory node ------------------------------------------------------------------------------------------------


def test_chat_memory_last_n_messages(plugin: Plugin) -> None:
    """Oldest first."""
    add(plugin, "c-1", "One?", "1.", "Two?", "2.", "Three?", "3.")
    window = plugin.invoke("chat_history_get", {"chat_id": "c-1", "last": 2})
    assert said(window) == [("user", "Three?"), ("assistant", "3.")]
    assert (window["total"], window["trimmed"]) == (6, 4)


def test_chat_memory_summarise_trimmed_with_own_prompt(plugin: Plugin) -> None:
    """What falls out of the window is condensed as the builder's prompt says."""
    learning = plugin.authorized(language_model=CHAT)
    add(learning, "c-1", "One?", "1.", "Two?", "2.")
    asked = {"chat_id": "c-1", "last": 2, "summarize_trimmed": True, "summary_prompt": "Tell it as a haiku."}
    window = learning.invoke("chat_history_get", asked)
    assert said(window) == [("user", "Two?"), ("assistant", "2.")]
    assert window["summary"].startswith("In short:")
    assert window.text.index(window["summary"]) < window.text.index("Two?")


def test_chat_memory_external_chat_ids(plugin: Plugin) -> None:
    """Whatever another system calls a chat, templates of Dify included."""
    for chat in ("whatsapp:+351 912", "聊天-7", "{{#sys.conversation_id#}}"):
        caller = chatflow(conversation_id="conv-9")
        turn: dict[str, object] = {"chat_id": chat, "role": "user", "content": f"This is {chat[:8]}."}
        assert plugin.invoke("chat_history_add", turn, caller=caller)["ok"]
        window = plugin.invoke("chat_history_get", {"chat_id": chat}, caller=caller)
        assert said(window) == [("user", f"This is {chat[:8]}.")]


# -- Tensorify ---------------------------------------------------------------------------------------------------------


def test_tensorify_window_memory_last_n(plugin: Plugin) -> None:
    """The last N of a session's messages, whichever tool stored them."""
    plugin.store("I ride a green bicycle.", assistant_reply="Nice.", session_id="s-1")
    add(plugin, "s-1", "And a red one.")
    window = plugin.invoke("chat_history_get", {"chat_id": "s-1", "last": 3})
    assert said(window) == [
        ("user", "I ride a green bicycle."),
        ("assistant", "Nice."),
        ("user", "And a red one."),
    ]


def test_tensorify_window_memory_not_persistent(plugin: Plugin) -> None:
    """A chat with a lifetime is gone after it."""
    add(plugin, "s-1", "Only for now.", ttl_days=2 / 86_400)
    deadline = time.monotonic() + 30
    while said(plugin.invoke("chat_history_get", {"chat_id": "s-1"})):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_tensorify_qdrant_memory_recent_and_semantic_merged(plugin: Plugin) -> None:
    """The last four messages and the five best matches, none twice."""
    for town in ("Porto", "Braga", "Faro", "Coimbra", "Évora", "Lagos"):
        plugin.store(f"The library of {town} is beautiful.", memory_type="episodic", session_id="s-1")
    add(plugin, "s-1", "I like tea.", "So do I.", "With milk?", "Never with milk.")
    found = plugin.search("the library of Porto", filter="session:s-1", limit=5, recent_messages=4)
    ids = [memory["id"] for memory in found["memories"]]
    recent = [memory["content"] for memory in found["memories"] if memory["recent"]]
    matches = [memory["content"] for memory in found["memories"] if not memory["recent"]]
    assert len(ids) == len(set(ids))
    assert matches[0] == "The library of Porto is beautiful."
    assert len(matches) == 5
    assert set(recent) | set(matches) >= {"I like tea.", "So do I.", "With milk?", "Never with milk."}


def test_tensorify_session_key_per_user(plugin: Plugin) -> None:
    """Isolation by user: nothing to bind."""
    plugin.store("I ride a green bicycle.", caller=workflow("u-1"))
    assert plugin.search("bicycle", caller=workflow("u-2"))["total"] == 0
    assert plugin.search("bicycle", caller=agent_app("u-1")).text.count("bicycle")


def test_tensorify_session_key_per_thread(plugin: Plugin) -> None:
    """Isolation by conversation."""
    by_thread = plugin.authorized(isolation="conversation")
    by_thread.store("I ride a green bicycle.", caller=chatflow(conversation_id="c-1"))
    assert by_thread.search("bicycle", caller=chatflow(conversation_id="c-2"))["total"] == 0
    assert by_thread.search("bicycle", caller=chatflow(conversation_id="c-1"))["total"] > 0


def test_tensorify_session_key_per_session(plugin: Plugin) -> None:
    """A session id of the builder's own."""
    plugin.store("I ride a green bicycle.", session_id="s-1")
    assert plugin.search("bicycle", filter="session:s-2")["total"] == 0
    assert plugin.search("bicycle", filter="session:s-1")["total"] > 0


def test_tensorify_session_key_global(plugin: Plugin) -> None:
    """One memory for everybody, where a builder wants it: isolation none."""
    shared = plugin.authorized(isolation="none")
    shared.store("The office closes at six.", caller=workflow("u-1"))
    assert shared.search("office", caller=workflow("u-2"))["total"] > 0
