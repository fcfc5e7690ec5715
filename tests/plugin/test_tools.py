"""The tools in the real plugin process: what they answer, to whom, and what they refuse."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from dev.daemon import Answer, Caller, agent_app, agent_node, chatflow, workflow
from tests.plugin.conftest import KEY, Plugin

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    tool: yaml.safe_load((ROOT / "tools" / f"{tool}.yaml").read_text())["output_schema"]
    for tool in ("memory_store", "memory_search")
}
OTHER_KEY = "another-key-of-16-or-more"


def check_variables(tool: str, answer: Answer) -> None:
    """All declared variables, no other, none null, each of its type."""
    schema = SCHEMAS[tool]
    assert sorted(answer.variables) == sorted(schema["properties"])
    strict: dict[str, Any] = {**schema, "required": list(schema["properties"]), "additionalProperties": False}
    for item in ("facts", "memories"):
        if item in strict["properties"]:
            strict["properties"][item]["items"]["required"] = list(strict["properties"][item]["items"]["properties"])
            strict["properties"][item]["items"]["additionalProperties"] = False
    jsonschema.validate(answer.variables, strict)


def test_a_turn_is_stored_and_found(plugin: Plugin) -> None:
    """As a chatflow node does it: one node stores both halves."""
    stored = plugin.store("I moved to Porto.", assistant_reply="How is it?", speaker="Anna", caller=chatflow())
    check_variables("memory_store", stored)
    (fact,) = stored["facts"]
    assert fact == {
        "id": fact["id"],
        "text": "I moved to Porto.",
        "type": "semantic",
        "action": "ADD",
        "supersedes": "",
    }
    assert stored.variables | {"memory_ids": [], "facts": [], "extraction_details": {}} == {
        "ok": True,
        "status": "stored",
        "extraction": "done",
        "memory_ids": [],
        "facts": [],
        "searchable_now": True,
        "extraction_details": {},
        "masked": {},
        "off_record": {},
        "error": {},
    }
    found = plugin.search("Where did Anna move?", caller=chatflow())
    check_variables("memory_search", found)
    assert found["status"] == "found"
    assert found["total"] == 1  # the message or its fact, which say the same; the reply says no more
    best = found["memories"][0]
    assert best["id"] in (stored["memory_ids"][0], fact["id"])
    assert (best["content"], best["role"], best["speaker"]) == ("I moved to Porto.", "user", "Anna")
    assert best["content"] in found["context"]
    assert best["id"].replace("-", "")[:12] in found.text
    assert found["scope"] == {"kind": "user", "narrowed_by": [], "memories": 3}
    (known,) = plugin.search("Where did Anna move?", filter="type:semantic", caller=chatflow())["memories"]
    assert (known["id"], known["content"]) == (fact["id"], "I moved to Porto.")
    assert known["sources"] == [{"id": stored["memory_ids"][0], "quote": "I moved to Porto."}]


def test_agents_get_text_only(plugin: Plugin) -> None:
    """Function calling, ReAct, Agent node: with ids that later calls accept, and no variable."""
    for caller in (agent_app(), agent_node()):
        stored = plugin.store("I ride a green bicycle.", caller=caller)
        assert stored.variables == {}
        assert stored.text.startswith(("Stored (id ", "Already stored (id "))
        found = plugin.search("bicycle", caller=caller)
        assert found.variables == {}
        assert "green bicycle" in found.text


def test_the_three_kinds_of_finding_nothing(plugin: Plugin) -> None:
    """Nothing stored yet, nothing found and could not look are different answers; what others have stored is told to
    nobody."""
    plugin.store("I ride a green bicycle.", caller=workflow("u-ben"))
    empty = plugin.search("anything")
    assert (empty["ok"], empty["status"]) == (True, "nothing_stored_yet")
    assert "space key" in empty["retry_hint"]
    plugin.store("I ride a green bicycle.")
    nothing = plugin.search("anything", filter="tag:work")
    assert (nothing["ok"], nothing["status"], nothing["memories"]) == (True, "nothing_found", [])
    assert nothing["context"] == "Nothing is remembered about this yet."
    assert nothing["retry_hint"]
    failed = plugin.search(" ")
    assert (failed["ok"], failed["status"]) == (False, "failed")
    assert failed["context"] == "Memory could not be searched, so it is not known whether anything is remembered."
    for answer in (empty, nothing, failed):
        check_variables("memory_search", answer)


def test_a_weak_match_is_said_to_be_one(plugin: Plugin) -> None:
    """In the status, in the hint, and to the model that reads the context; a good one brings none of it."""
    plugin.store("I am allergic to peanuts.")
    good = plugin.search("peanut allergy")
    assert (good["status"], good["retry_hint"]) == ("found", "")
    assert "clearly answers" not in good["context"]
    weak = plugin.search("favourite football club")
    assert weak["status"] == "only_weak"
    assert weak["retry_hint"].startswith("Only weak matches.")
    assert "Nothing that was said clearly answers this. What comes nearest:\n" in weak["context"]
    assert "I am allergic to peanuts." in weak["context"]
    check_variables("memory_search", weak)


def test_a_language_the_bundled_model_does_not_know_brings_a_hint_for_the_builder(plugin: Plugin) -> None:
    """In a variable alone: neither the prompt nor the text, which a user may see, speaks of settings."""
    plugin.store("Τρέχω κάθε πρωί δίπλα στο ποτάμι.")
    assert plugin.search("τρέχω πρωί ποτάμι")["setting_hint"] == ""
    answer = plugin.search("Πώς λένε τον σκύλο μου;")
    assert answer["setting_hint"] == (
        "The bundled embedding model does not know Greek. To find more by meaning, choose a model that does in "
        "Tools > Keepsake > Authorize > Embedding model."
    )
    assert answer["status"] == "only_weak"
    assert "Authorize" not in answer.text + answer["context"] + answer["retry_hint"]
    check_variables("memory_search", answer)


@pytest.mark.parametrize(
    ("first", "second", "sees"),
    [
        (workflow("u1"), chatflow("u1"), True),
        (workflow("u1"), agent_node("u1"), True),
        (workflow("u1"), workflow("u2"), False),
        (agent_app("u1"), agent_app("u2"), False),
    ],
)
def test_isolation_by_user(plugin: Plugin, first: Caller, second: Caller, sees: bool) -> None:
    """The default: whoever calls, a user's memories are the user's."""
    plugin.store("canary", caller=first)
    plugin.store("noise", caller=second)
    texts = [m["content"] for m in plugin.search("canary", caller=workflow(second.user_id))["memories"]]
    assert ("canary" in texts) is sees


@pytest.mark.parametrize(
    ("isolation", "same", "other"),
    [
        ("conversation", chatflow("u2", conversation_id="c1"), chatflow("u1", conversation_id="c2")),
        ("app", workflow("u2", app_id="a1"), workflow("u1", app_id="a2")),
    ],
)
def test_isolation_by_conversation_and_app(plugin: Plugin, isolation: str, same: Caller, other: Caller) -> None:
    """Whatever user and session the parameters name."""
    isolated = plugin.authorized(isolation=isolation)
    isolated.store("canary", caller=chatflow("u1", conversation_id="c1", app_id="a1"))
    assert isolated.search("canary", caller=same)["total"] == 1
    for parameters in ({}, {"user_id": "u1"}, {"filter": "session:c1"}, {"filter": "shared:yes", "user_id": "u1"}):
        assert isolated.search("canary", caller=other, **parameters)["total"] == 0


CALLERS: dict[str, Callable[[int], Caller]] = {
    "workflow": lambda n: workflow(f"u{n}", app_id=f"a{n}"),
    "chatflow": lambda n: chatflow(f"u{n}", conversation_id=f"c{n}", app_id=f"a{n}"),
    "agent app": lambda n: agent_app(f"u{n}", conversation_id=f"c{n}", app_id=f"a{n}", message_id=f"m{n}"),
    "agent app, ReAct": lambda n: agent_node(f"u{n}"),
    "Agent node": lambda n: agent_node(f"u{n}"),
    "new Agent": lambda _: agent_node(""),
}
KNOWS: dict[str, set[str]] = {  # what Dify tells about each caller
    "workflow": {"user", "app"},
    "chatflow": {"user", "app", "conversation"},
    "agent app": {"user", "app", "conversation"},
    "agent app, ReAct": {"user"},
    "Agent node": {"user"},
    "new Agent": set(),
}


@pytest.mark.parametrize("isolation", ["user", "conversation", "app", "none"])
@pytest.mark.parametrize("name", list(CALLERS))
def test_every_isolation_under_every_caller(plugin: Plugin, isolation: str, name: str) -> None:
    """A caller finds its own canary and never the other's, whatever ids it passes; or is refused."""
    others: list[Callable[[int], dict[str, object]]] = [
        lambda _: {},
        lambda n: {"user_id": f"u{3 - n}"},
        lambda n: {"filter": f"session:c{3 - n}"},
        lambda _: {"user_id": "x", "filter": "shared:yes"},
    ]
    isolated = plugin.authorized(isolation=isolation)
    for n in (1, 2):
        isolated.store(f"canary {n}", caller=CALLERS[name](n))
    for n in (1, 2):
        for ids in (make(n) for make in others):
            answer = isolated.search("canary", caller=CALLERS[name](n), **ids)
            text = answer.text + answer.error
            if isolation == "none":
                assert ids or f"canary {n}" in text
            elif isolation not in KNOWS[name]:
                assert f"Dify named no {isolation}" in text
            else:
                assert f"canary {3 - n}" not in text
                assert ids or f"canary {n}" in text


def test_isolation_none_is_bound_by_hand(plugin: Plugin) -> None:
    """Then the parameters decide, and shared memory is possible."""
    free = plugin.authorized(isolation="none")
    free.store("canary of anna", user_id="anna", caller=workflow("u1"))
    free.store("shared canary", caller=workflow("u1"))
    texts = {m["content"] for m in free.search("canary", user_id="anna", caller=workflow("u2"))["memories"]}
    assert texts == {"canary of anna"}
    with_shared = free.search("canary", user_id="anna", filter="shared:yes", caller=workflow("u2"))
    assert with_shared["total"] == 2
    assert free.search("canary", user_id="ben")["total"] == 0
    assert free.search("canary")["total"] == 2


def test_isolation_fails_closed(plugin: Plugin) -> None:
    """A call that lacks what the isolation needs is refused with the reason, as node and as agent."""
    for isolation, caller in (("conversation", workflow()), ("conversation", agent_node()), ("app", agent_node())):
        isolated = plugin.authorized(isolation=isolation)
        for answer in (isolated.search("x", caller=caller), isolated.store("x", caller=caller)):
            assert f"Dify named no {isolation}" in answer.text + answer.error
    nobody = plugin.store("x", caller=agent_node(""))
    assert "Dify named no user" in nobody.text


def test_sessions_refine(plugin: Plugin) -> None:
    """A session sees itself; without one, everything in the realm is seen."""
    plugin.store("canary one", session_id="s1")
    plugin.store("canary two", session_id="s2")
    assert [m["content"] for m in plugin.search("canary", filter="session:s1")["memories"]] == ["canary one"]
    assert plugin.search("canary")["total"] == 2
    assert plugin.search("canary", filter="session:s3")["total"] == 0


def test_templates_that_dify_left_in_are_resolved_or_refused(plugin: Plugin) -> None:
    """In an agent app `{{sys.conversation_id}}` arrives as these letters, for all users alike."""
    plugin.store("canary", session_id="{{sys.conversation_id}}", caller=agent_app(conversation_id="c1"))
    assert plugin.search("canary", filter="session:c1")["total"] == 1
    assert plugin.search("canary", filter="session:{{#sys.conversation_id#}}").error.endswith("(unresolved_template)")
    refused = plugin.store("x", session_id="{{#node.id#}}", caller=agent_app())
    assert "agent apps do not render" in refused.text


def test_agents_are_namespaces(plugin: Plugin) -> None:
    """Another agent id is another memory; the same one is shared between authorizations."""
    plugin.store("canary")
    assert plugin.authorized(agent_id="other").search("canary")["total"] == 0
    assert plugin.authorized(agent_id="dify").search("canary")["total"] == 1


def test_multi_space(plugin: Plugin) -> None:
    """Each call brings its key; the authorization's own is ignored."""
    multi = plugin.authorized(auth_mode="multi_space")
    assert multi.store("canary").error.endswith("(key_missing)")
    assert multi.store("canary", api_key="short").error.endswith("(key_too_short)")
    assert multi.store("canary", api_key=OTHER_KEY)["ok"]
    assert multi.search("canary", api_key=OTHER_KEY)["total"] == 1
    assert multi.search("canary", api_key=KEY)["status"] == "nothing_stored_yet"
    assert plugin.search("canary", api_key=OTHER_KEY)["status"] == "nothing_stored_yet"
    assert plugin.search("canary", api_key=["no text"])["ok"]


def test_facts_and_procedures(plugin: Plugin) -> None:
    """Kept as given and once; the assistant's half of the turn is a message."""
    stored = plugin.store("Likes oat milk.", memory_type="semantic", assistant_reply="Noted.")
    check_variables("memory_store", stored)
    (fact,) = stored["facts"]
    assert (fact["text"], fact["type"], fact["action"]) == ("Likes oat milk.", "semantic", "ADD")
    assert len(stored["memory_ids"]) == 2
    known = plugin.store("likes oat milk", memory_type="semantic", assistant_reply="You said so.")
    assert (known["status"], known["facts"][0]["action"]) == ("stored", "NOOP")  # the reply is new, the fact is not
    again = plugin.store("likes oat MILK", memory_type="semantic")
    assert again["status"] == "already_stored"
    assert (again["facts"][0]["id"], again["facts"][0]["action"]) == (fact["id"], "NOOP")
    assert plugin.search("oat milk", filter="type:semantic")["total"] == 1
    assert plugin.search("oat milk", filter="type:procedural")["total"] == 0


def test_times_tags_and_lifetimes(plugin: Plugin) -> None:
    """Event times and tags filter; a lifetime of a moment is over at once."""
    plugin.store("old canary", event_time="2020-05-05T12:00:00Z", tags="work, urgent")
    plugin.store("new canary", event_time="2026-05-05", tags="home")
    assert [m["content"] for m in plugin.search("canary", filter="until:2020-05-05")["memories"]] == ["old canary"]
    assert [m["content"] for m in plugin.search("canary", filter="since:2026-05-05")["memories"]] == ["new canary"]
    assert [m["content"] for m in plugin.search("canary", filter="tag:urgent，none")["memories"]] == ["old canary"]
    plugin.store("short canary", ttl_days="0.0000001")
    assert "short canary" not in [m["content"] for m in plugin.search("canary")["memories"]]
    assert plugin.search("canary", min_score="1")["status"] == "nothing_found"


def test_the_last_messages_come_along(plugin: Plugin) -> None:
    """Of the session, oldest first, without those that match; and of nothing else."""
    for n in range(6):
        plugin.store(f"message {n}", session_id="s1")
    plugin.store("I ride a green bicycle.", session_id="s1")
    plugin.store("message of another session", session_id="s2")
    plugin.store("a fact", session_id="s1", memory_type="semantic")
    found = plugin.search("bicycle", filter="session:s1", limit=1, recent_messages="3")
    check_variables("memory_search", found)
    assert [(m["content"], m["recent"]) for m in found["memories"]] == [
        ("I ride a green bicycle.", False),
        ("message 4", True),
        ("message 5", True),
    ]
    lines = found["context"].splitlines()
    assert lines[-4] == "The last messages:"
    assert lines[-3].endswith("user: message 4")
    assert found["total"] == 3
    nothing = plugin.search("bicycle", filter="session:s1", min_score=1, recent_messages=2)
    assert [m["content"] for m in nothing["memories"]] == ["message 5", "I ride a green bicycle."]


def test_recalled_context_is_not_stored_again(plugin: Plugin) -> None:
    """Pasted back in, our own fence is stripped."""
    plugin.store("I live in Lisbon.")
    context = plugin.search("Lisbon")["context"]
    stored = plugin.store(f"{context}\n\nNow I live in Porto.", session_id="s2")
    assert [m["content"] for m in plugin.search("live", filter="session:s2")["memories"]] == ["Now I live in Porto."]
    assert stored["status"] == "stored"
    alone = plugin.store(context)
    assert (alone["ok"], alone["status"], alone["memory_ids"]) == (True, "already_stored", [])


STORE_DEFAULTS = (
    "role", "assistant_reply", "speaker", "memory_type", "user_id", "session_id", "ttl_days", "event_time",
)  # fmt: skip
SEARCH_DEFAULTS = ("limit", "recent_messages", "filter", "min_score", "context_tokens", "user_id")


@pytest.mark.parametrize("empty", [None, ""])
def test_missing_null_and_empty_mean_the_default(plugin: Plugin, empty: str | None) -> None:
    """For every parameter but the content and the query."""
    names = (*STORE_DEFAULTS, "tags", "api_key", "on_error")
    assert plugin.store("canary", **dict.fromkeys(names, empty))["ok"]
    found = plugin.search("canary", **dict.fromkeys((*SEARCH_DEFAULTS, "api_key", "on_error"), empty))
    assert found["total"] == 1


LONG = "x" * 20_000
BAD_VALUES = [
    # tool, parameter, value, code, what the sentence says
    ("memory_store", "content", "", "invalid_parameter", "content is empty"),
    ("memory_store", "content", None, "invalid_parameter", "content is empty"),
    ("memory_store", "content", " \n ", "invalid_parameter", "content is empty"),
    ("memory_store", "content", "x" * 100_001, "content_too_long", "100,000"),
    ("memory_store", "content", {"a": 1}, "invalid_parameter", "content must be text"),
    ("memory_store", "content", True, "invalid_parameter", "content must be text"),
    ("memory_store", "assistant_reply", "x" * 100_001, "content_too_long", "100,000"),
    ("memory_store", "role", "robot", "invalid_parameter", "user, assistant"),
    ("memory_store", "speaker", "x" * 201, "invalid_parameter", "200"),
    ("memory_store", "memory_type", "any", "invalid_parameter", "auto, semantic, episodic, procedural"),
    ("memory_store", "ttl_days", 0, "invalid_parameter", "more than 0"),
    ("memory_store", "ttl_days", -1, "invalid_parameter", "from 0 to"),
    ("memory_store", "ttl_days", "soon", "invalid_parameter", "must be a number"),
    ("memory_store", "ttl_days", "nan", "invalid_parameter", "must be a number"),
    ("memory_store", "ttl_days", "inf", "invalid_parameter", "must be a number"),
    ("memory_store", "event_time", "yesterday", "invalid_parameter", "ISO 8601"),
    ("memory_store", "event_time", "99999-01-01", "invalid_parameter", "ISO 8601"),
    ("memory_store", "tags", "t" * 101, "invalid_parameter", "32 tags"),
    ("memory_store", "tags", ",".join(map(str, range(33))), "invalid_parameter", "32 tags"),
    ("memory_store", "user_id", LONG, "invalid_parameter", "16384"),
    ("memory_store", "session_id", LONG, "invalid_parameter", "16384"),
    ("memory_store", "user_id", "{{#node.x#}}", "unresolved_template", "user_id"),
    ("memory_store", "on_error", "panic", "invalid_parameter", "continue, fail"),
    ("memory_search", "query", "", "invalid_parameter", "query is empty"),
    ("memory_search", "query", ["x"], "invalid_parameter", "query must be text"),
    ("memory_search", "limit", 0, "invalid_parameter", "from 1 to 50"),
    ("memory_search", "limit", 51, "invalid_parameter", "from 1 to 50"),
    ("memory_search", "limit", "many", "invalid_parameter", "from 1 to 50"),
    ("memory_search", "limit", 2.5, "invalid_parameter", "whole number"),
    ("memory_search", "limit", True, "invalid_parameter", "from 1 to 50"),
    ("memory_search", "recent_messages", -1, "invalid_parameter", "from 0 to 50"),
    ("memory_search", "recent_messages", "51", "invalid_parameter", "from 0 to 50"),
    ("memory_search", "filter", "type:auto", "invalid_parameter", "fact, message, procedure"),
    ("memory_search", "filter", "shared:perhaps", "invalid_parameter", "yes, no"),
    ("memory_search", "filter", "since:yesterday", "invalid_parameter", "ISO 8601"),
    ("memory_search", "filter", "until:2026-02-30", "invalid_parameter", "ISO 8601"),
    ("memory_search", "min_score", 1.1, "invalid_parameter", "from 0 to 1"),
    ("memory_search", "min_score", "high", "invalid_parameter", "from 0 to 1"),
    ("memory_search", "context_tokens", 99, "invalid_parameter", "from 100"),
    ("memory_search", "context_tokens", 16_001, "invalid_parameter", "to 16,000"),
    ("memory_search", "filter", "tag:" + "t" * 101, "invalid_parameter", "32 tags"),
    ("memory_search", "filter", "session:{{}}", "unresolved_template", "session"),
]


@pytest.mark.parametrize(("tool", "parameter", "value", "code", "says"), BAD_VALUES)
def test_each_bad_value_has_its_answer(
    empty_plugin: Plugin, tool: str, parameter: str, value: object, code: str, says: str
) -> None:
    """A code and a sentence that says what to do, and nothing is stored. A setting that cannot work fails the node;
    what a person may have said does so only with on_error = fail."""
    main = {"memory_store": {"content": "canary"}, "memory_search": {"query": "canary"}}[tool]
    answer = empty_plugin.invoke(tool, {**main, parameter: value})
    if parameter in ("content", "query", "assistant_reply"):
        check_variables(tool, answer)
        assert (answer["ok"], answer["error"]["code"], answer.error) == (False, code, "")
        sentence = answer["error"]["message"]
        answer = empty_plugin.invoke(tool, {**main, parameter: value, "on_error": "fail"})
        assert answer.error == f"{sentence} ({code})"
    assert says.replace(",", "") in answer.error.replace(",", "")
    assert answer.error.endswith(f"({code})")
    assert answer.variables == {}
    told = empty_plugin.invoke(tool, {**main, parameter: value}, caller=agent_node())
    assert (told.error, told.variables) == ("", {})
    assert says.replace(",", "") in told.text.replace(",", "")
    assert empty_plugin.search("canary")["status"] == "nothing_stored_yet"


def test_since_after_until_is_refused(plugin: Plugin) -> None:
    """Rather than answered with nothing."""
    answer = plugin.search("x", filter="since:2026-03-05 until:2026-03-04")
    assert "since lies after until" in answer.error


def test_an_assistants_content_has_no_reply(plugin: Plugin) -> None:
    """Said clearly, and nothing stored."""
    answer = plugin.store("Hello.", role="assistant", assistant_reply="Hello again.")
    assert "assistant_reply" in answer["error"]["message"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"api_key": None}, "key_missing"),
        ({"api_key": "short"}, "key_too_short"),
        ({"isolation": "planet"}, "invalid_settings"),
        ({"embedding_model": "word2vec"}, "invalid_settings"),
        ({"language_model": "openai:gpt"}, "invalid_settings"),
        ({"data_dir": "/proc/keepsake"}, "folder_unusable"),
        ({"data_dir": "relative"}, "invalid_settings"),
    ],
)
def test_authorize_and_call_refuse_alike(plugin: Plugin, changes: dict[str, object], code: str) -> None:
    """The sentence at Authorize is the one a call answers with, and neither shows a key."""
    broken = plugin.authorized(**changes)
    sentence = broken.daemon.authorize(broken.credentials)
    assert sentence
    sentence = re.sub(" Here is a fresh one: .*", "", sentence)  # which a call does not show
    answer = broken.store("x")
    if answer.variables:
        assert answer["error"] == {"code": code, "message": sentence, "retryable": False}
    else:
        assert answer.error == f"{sentence} ({code})"


def test_a_reply_stays_within_the_protocol(plugin: Plugin) -> None:
    """Fifty hits of a hundred thousand characters, many with what was said later, answer in lines under 1 MiB, the last
    hits dropped and counted."""
    for n in range(48):
        plugin.store(f"The canary {n} sings in its cage. " + "\x01" * 3_960)
    plugin.store("The canary 48 sings in its cage. " + "\x01" * 99_000)
    found = plugin.search("Which canary sings in its cage?", filter="type:episodic", limit=50, context_tokens=16_000)
    assert found["total"] == 49
    assert 15 < len(found["memories"]) < 49
    assert f"{49 - len(found['memories'])} more found, left out" in found["retry_hint"]
    assert all(len(m["content"]) <= 4_000 for m in found["memories"])
    assert max(map(len, plugin.daemon.output)) < 2**20


def test_nothing_but_the_protocol_is_printed_and_no_key_is_shown(plugin: Plugin) -> None:
    """Every line is one JSON document of the daemon's protocol, in this whole module, failures included."""
    plugin.authorized(auth_mode="multi_space").store("x", api_key=OTHER_KEY)
    plugin.store("x", ttl_days="bad", on_error="fail")
    for line in plugin.daemon.output:
        document = json.loads(line)
        assert document.get("event") in ("session", "heartbeat", "log", None)
        assert KEY.encode() not in line
        assert OTHER_KEY.encode() not in line
    assert plugin.daemon.errors == []
