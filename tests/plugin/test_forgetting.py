"""Forgetting and maintaining in the real plugin process: whoever calls hides; the authorization alone makes erase."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from dev.daemon import Answer, Caller, agent_app, agent_node, chatflow, new_agent, workflow
from tests.plugin.conftest import Plugin

ROOT = Path(__file__).parents[2]
CANARY, OTHER = "xanthophyll", "periwinkle"
AGENTS = [agent_app(), agent_node()]
REACT = Caller("u-anna", app_id="app-1", conversation_id=None, message_id=None)
CALLERS = [workflow(), chatflow(), agent_app(), agent_node(), new_agent(), REACT, Caller("u-anna", message_id="m-1")]


def check(tool: str, answer: Answer) -> Answer:
    """All declared variables, no other, each of its type."""
    schema = yaml.safe_load((ROOT / "tools" / f"{tool}.yaml").read_text())["output_schema"]
    strict: dict[str, Any] = {**schema, "required": list(schema["properties"]), "additionalProperties": False}
    for name in ("samples", "candidates"):
        if name in strict["properties"]:
            item = strict["properties"][name]["items"]
            item |= {"required": list(item["properties"]), "additionalProperties": False}
    jsonschema.validate(answer.variables, strict)
    return answer


def forget(plugin: Plugin, *, caller: Caller | None = None, **parameters: Any) -> Answer:
    answer = plugin.invoke("memory_forget", parameters, caller=caller)
    return check("memory_forget", answer) if answer.variables else answer


def maintain(plugin: Plugin, **parameters: object) -> Answer:
    answer = plugin.invoke("memory_maintain", parameters)
    return check("memory_maintain", answer) if answer.variables else answer


def contents(plugin: Plugin, query: str, **parameters: Any) -> list[str]:
    return [memory["content"] for memory in plugin.search(query, limit=50, **parameters)["memories"]]


def listed(plugin: Plugin, **parameters: object) -> list[str]:
    answer = plugin.invoke("memory_list", parameters)
    assert answer["ok"], answer["error"]
    return [memory["content"] for memory in answer["memories"]]


def is_unknown(plugin: Plugin, memory_id: str) -> bool:
    """Whether it is answered as an id that never was."""
    of_it, of_none = (plugin.invoke("memory_list", {"ids": i, "with_history": True}) for i in (memory_id, "0" * 12))
    return not of_it["memories"] and of_it["error"] == of_none["error"]


def on_disk(plugin: Plugin, word: str) -> bool:
    files = [file for file in Path(plugin.credentials["data_dir"]).rglob("*") if file.is_file()]
    assert files
    return any(word.encode() in file.read_bytes() for file in files)


def operation(answer: Answer) -> str:
    found = re.search(r"undo set to ([0-9a-f-]{36})", answer.text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "selector",
    [
        {"everything": True, "filter": "session:doomed"},
        {"filter": "tag:doomed"},
        {"filter": "before:2020"},
        {"filter": "type:message session:doomed"},
    ],
    ids=str,
)
def test_an_authorization_that_says_so_erases(plugin: Plugin, selector: dict[str, Any]) -> None:
    """Dry run, confirmation, receipt; then nothing shows it, and after maintenance the disk holds nothing of it."""
    plugin = plugin.authorized(options="forget=erase")
    for word, session, tag, year in ((CANARY, "doomed", "doomed", 2019), (OTHER, "kept", "kept", 2021)):
        message = f"I live in {word.title()} {word}."
        plugin.store(message, speaker="Anna", session_id=session, tags=tag, event_time=f"{year}-05-05")
    ids = [memory["id"] for memory in plugin.search(CANARY, filter="session:doomed")["memories"]]
    assert on_disk(plugin, CANARY)

    dry = forget(plugin, **selector, dry_run=True)
    assert dry["status"] == "preview"
    assert dry["confirm"] in dry.text
    assert dry["counts"]["episodic"] == 1
    assert dry["counts"]["total"] >= 1
    assert all(CANARY in memory["content"] for memory in dry["samples"])
    assert forget(plugin, **selector)["status"] == "preview", "nothing wide is forgotten unconfirmed"
    assert contents(plugin, CANARY, filter="session:doomed")

    receipt = forget(plugin, **selector, confirm=dry["confirm"])
    assert (receipt["status"], receipt["counts"]) == ("forgotten", dry["counts"])
    assert len(receipt["ids"]) == receipt["counts"]["total"]
    assert receipt["forgotten_at"]
    assert (receipt["erased_from_disk"], receipt["undoable_until"], receipt["ids_truncated"]) == (False, "", False)
    assert (receipt["erased"], receipt["erased_by"]) == (True, receipt["forgotten_at"][:10])

    assert not any(CANARY in text for text in contents(plugin, CANARY))
    assert not any(CANARY in text for text in (*listed(plugin), *listed(plugin, filter="state:any")))
    for memory_id in ids:
        assert is_unknown(plugin, memory_id)
    assert any(OTHER in text for text in listed(plugin))

    done = maintain(plugin)
    assert (done["ok"], done["done"], done["erased_from_disk"]) == (True, True, True)
    assert not on_disk(plugin, CANARY)
    assert on_disk(plugin, OTHER)
    assert any(OTHER in text for text in contents(plugin, OTHER))


def test_a_confirm_value_of_another_call_forgets_nothing(plugin: Plugin) -> None:
    """Of other parameters, another session, another user."""
    plugin.store("I ride.", tags="a", session_id="s1")
    confirm = forget(plugin, filter="tag:a session:s1")["confirm"]
    others: list[tuple[dict[str, Any], Caller]] = [
        ({"everything": True, "filter": "session:s1"}, workflow()),
        ({"filter": "tag:a"}, workflow()),
        ({"filter": "tag:a session:s1"}, workflow("u-ben")),
    ]
    for parameters, caller in others:
        refused = forget(plugin, **parameters, confirm=confirm, caller=caller)
        assert (refused["ok"], refused["status"], refused["error"]["code"]) == (False, "failed", "not_confirmed")
    assert contents(plugin, "ride") != []


@pytest.mark.parametrize("caller", CALLERS)
def test_nobody_erases_through_a_tool(plugin: Plugin, caller: Caller) -> None:
    """Whatever a call names or lacks, whatever its parameters say: what it forgets comes back, and says until when."""
    plugin.store("I live in Porto.", speaker="Anna", caller=caller)
    asked = "Where does Anna live?"
    assert "Porto" in plugin.search(asked, caller=caller).text
    everything: dict[str, Any] = {"everything": True, "erase": True, "forget": "erase", "options": "forget=erase"}
    confirm = re.search(r"confirm set to (\S+)", plugin.invoke("memory_forget", everything, caller=caller).text)
    assert confirm
    hidden = plugin.invoke("memory_forget", {**everything, "confirm": confirm[1]}, caller=caller)
    assert "Erased" not in hidden.text
    if hidden.variables:
        assert hidden["erased"] is False
        assert hidden["erased_by"] == hidden["undoable_until"][:10]
    assert "Porto" not in plugin.search(asked, caller=caller).text
    maintained = plugin.invoke("memory_maintain", {}, caller=caller)
    assert maintained.text
    plugin.invoke("memory_update", {"undo": operation(hidden)}, caller=caller)
    assert "Porto" in plugin.search(asked, caller=caller).text


@pytest.mark.parametrize("what", ["the message", "the fact", "a fact told by itself"])
def test_replies_that_repeat_what_is_forgotten_go_with_it(plugin: Plugin, what: str) -> None:
    """One that says more stays, and is named."""
    kind = "semantic" if what == "a fact told by itself" else "auto"
    stored = plugin.store(
        "I am allergic to peanuts.",
        assistant_reply="Got it, you are allergic to peanuts.",
        memory_type=kind,
        session_id="s1",
    )
    plugin.store("I live in Porto.", assistant_reply="Porto is nice.", session_id="s1")
    forgotten = stored["memory_ids"][0] if what != "the fact" else stored["facts"][0]["id"]
    receipt = forget(plugin, ids=forgotten)
    assert stored["memory_ids"][1] in receipt["ids"]
    assert not any("peanuts" in text for text in listed(plugin))
    plugin.invoke("memory_update", {"undo": receipt["operation_id"]})
    assert sum("peanuts" in text for text in listed(plugin)) == len({*receipt["ids"]})


@pytest.mark.parametrize("agent", AGENTS)
def test_an_agent_hides_and_it_comes_back(plugin: Plugin, agent: Caller) -> None:
    """A query lists candidates and forgets nothing; ids hide; the operation in the answer undoes it, quotes too."""
    stored = plugin.store("I live in Porto.", speaker="Anna", caller=chatflow())
    said, known = stored["memory_ids"][0], stored["facts"][0]["id"]
    before = plugin.invoke("memory_list", {"ids": known, "with_history": True}).variables["memories"]
    asked = forget(plugin, query="Porto", caller=agent)
    assert asked.variables == {}
    short = said.replace("-", "")[:12]
    assert short in asked.text or known.replace("-", "")[:12] in asked.text
    assert len(contents(plugin, "Porto")) == 1

    hidden = forget(plugin, ids=short, caller=agent)
    assert "30 days" in hidden.text
    assert contents(plugin, "Porto") == listed(plugin) == []
    assert is_unknown(plugin, said)
    assert is_unknown(plugin, known)
    assert "no such memory" in forget(plugin, ids=short, caller=agent).text
    assert maintain(plugin)["forgotten_erased"] == 0

    plugin.invoke("memory_update", {"undo": operation(hidden)}, caller=agent)
    assert listed(plugin) == ["I live in Porto."] * 2  # the message and its fact
    assert plugin.invoke("memory_list", {"ids": known, "with_history": True}).variables["memories"] == before


CLEAR = [
    ("my sister Mei", "My sister Mei studies marine biology."),
    ("peanuts", "I am allergic to peanuts."),
    ("我的工作", "我在上海的一家咖啡馆工作。"),
    ("mein Fahrrad", "Mein Fahrrad ist grün und steht im Keller."),
]


def test_a_query_lists_what_clearly_matches(plugin: Plugin) -> None:
    """And where nothing does, the nearest few, which says so."""
    told = [*(said for _, said in CLEAR), "El perro de mi vecino se llama Canela.", "J'apprends le piano."]
    for said in told:
        plugin.store(said, memory_type="episodic", caller=chatflow())
    for query, meant in CLEAR:
        listed_now = forget(plugin, query=query, caller=workflow()).variables["candidates"]
        assert [candidate["content"] for candidate in listed_now] == [meant]
    unclear = forget(plugin, query="my tax number", caller=workflow())
    assert "No memory clearly matches" in unclear.text or unclear["status"] == "nothing"
    assert len(unclear["candidates"]) <= 3


@pytest.mark.parametrize("agent", AGENTS)
def test_no_parameter_lets_an_agent_erase(plugin: Plugin, agent: Caller) -> None:
    """Not even with everything set and confirmed: what it forgets comes back."""
    plugin.store("I live in Porto.", speaker="Anna")
    wide: dict[str, Any] = {"everything": True, "dry_run": False}
    confirm = re.search(r"confirm set to (\S+)", forget(plugin, **wide, caller=agent).text)
    assert confirm
    of_erasing = forget(plugin.authorized(options="forget=erase"), **wide)["confirm"]
    assert "dry run" in forget(plugin, **wide, confirm=of_erasing, caller=agent).text
    hidden = forget(plugin, **wide, confirm=confirm[1], caller=agent)
    assert listed(plugin) == []
    plugin.invoke("memory_update", {"undo": operation(hidden)})
    assert len(listed(plugin)) == 2


def test_ids_need_no_confirmation_and_a_dry_run_is_one(plugin: Plugin) -> None:
    """Whole or short, in any separators; foreign ones are as if they did not exist."""
    ids = [plugin.store(f"Note {n}.", memory_type="episodic")["memory_ids"][0] for n in range(3)]
    shorts = "，".join(i.replace("-", "")[:12] for i in ids[:2])
    assert forget(plugin, ids=shorts, dry_run=True)["counts"]["total"] == 2
    assert len(listed(plugin)) == 3
    foreign = forget(plugin, ids=shorts, caller=workflow("u-ben"))
    missing = forget(plugin, ids="0" * 12, caller=workflow("u-ben"))
    assert (foreign["status"], foreign.variables) == ("nothing", missing.variables)
    assert foreign.text == missing.text
    assert sorted(forget(plugin, ids=shorts)["ids"]) == sorted(ids[:2])
    assert listed(plugin) == ["Note 2."]


def test_what_it_refuses(plugin: Plugin) -> None:
    """Each with one sentence that says what to give."""
    for parameters in (
        {},
        {"ids": "a", "everything": True},
        {"everything": True, "confirm": "yes"},
        {"ids": ",".join(map(str, range(501)))},
    ):
        refused = forget(plugin, **parameters)
        assert (refused["ok"], refused["status"]) == (False, "failed")
        assert refused["error"]["message"] in refused.text
    failed = forget(plugin, on_error="fail")
    assert "Nothing says what to forget" in str(failed)
    for seconds in (4, 601, "soon"):
        assert maintain(plugin, seconds=seconds).error.endswith("(invalid_parameter)")
    for name, value in (("filter", "before:yesterday"), ("filter", "type:all"), ("everything", "perhaps")):
        assert plugin.invoke("memory_forget", {name: value}).error.endswith("(invalid_parameter)")


def test_a_query_that_matches_nothing_says_so(plugin: Plugin) -> None:
    """To a workflow as to an agent."""
    assert forget(plugin, query="Porto")["status"] == "nothing"
    plugin.store("I live in Porto.")
    listed_for_nodes = forget(plugin, query="Porto")
    assert listed_for_nodes["status"] == "candidates"
    assert listed_for_nodes["candidates"][0]["content"] == "I live in Porto."
