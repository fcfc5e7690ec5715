"""What happens when an agent does what its tools told it not to do: it reads what to do instead, and nothing is
polluted."""

import itertools
from collections.abc import Iterator

import pytest

from dev.daemon import Answer, Caller, agent_app, agent_node, workflow
from tests.plugin.conftest import Plugin

PORTO = "Anna moved from Lisbon to Porto in March 2026."
PEANUTS = "Anna is allergic to peanuts."
ABSENT = "deadbeef0123"
AGENT = agent_app(message_id="msg-now")


@pytest.fixture(params=[agent_app, agent_node], ids=["agent-app", "agent-node"])
def callers(request: pytest.FixtureRequest) -> Iterator[Caller]:
    """Each call of an agent app comes with another message."""
    if request.param is agent_node:
        return itertools.repeat(agent_node())
    return (agent_app(message_id=f"msg-{number}") for number in itertools.count())


def known(plugin: Plugin) -> Answer:
    """All that is remembered, seen by a workflow of the same user."""
    return plugin.invoke("memory_list", {"with_counts": True}, caller=workflow())


def facts(plugin: Plugin) -> list[str]:
    return [m["content"] for m in known(plugin)["memories"] if m["type"] == "semantic"]


@pytest.mark.parametrize("content", ["Where do I live?", "ok thanks", "我住在哪里？"])
def test_a_stored_question_or_thanks_is_no_fact_and_the_agent_is_told(
    plugin: Plugin, callers: Iterator[Caller], content: str
) -> None:
    """It is kept as said, for nothing said is lost, and hides no statement."""
    plugin.store(PORTO, caller=next(callers))
    stored = plugin.store(content, caller=next(callers))
    assert stored.text.startswith("Stored (id ")
    assert "Store statements about the user only" in stored.text
    assert facts(plugin) == [PORTO]
    found = plugin.search("where Anna lives", caller=workflow())
    assert PORTO in found["context"]


def test_a_workflow_that_stores_every_turn_is_not_lectured(plugin: Plugin) -> None:
    """There it is what the store is for."""
    assert "Store statements" not in plugin.store("Where do I live?", caller=workflow()).text


def test_a_statement_is_not_lectured(plugin: Plugin, callers: Iterator[Caller]) -> None:
    """An agent that does well reads nothing else."""
    assert plugin.store(PORTO, caller=next(callers)).text.endswith(").")


@pytest.mark.parametrize("shape", ["whole", "introduced", "lines", "one line", "cut"])
def test_recalled_text_that_is_stored_again_becomes_no_memory(
    plugin: Plugin, callers: Iterator[Caller], shape: str
) -> None:
    """With its fence or without, whole or in part, with an introduction of the agent's own."""
    plugin.store(PORTO, caller=next(callers))
    plugin.store(PEANUTS, caller=next(callers))
    before = known(plugin)["counts"]
    recalled = plugin.search("Anna", caller=next(callers)).text
    inside = recalled.splitlines()[1:-1]
    again = {
        "whole": recalled,
        "introduced": f"This is what I know about the user:\n{recalled}",
        "lines": "\n".join(inside),
        "one line": next(line.strip() for line in inside if PORTO in line),
        "cut": recalled[: recalled.index(PORTO) + len(PORTO)],
    }[shape]
    stored = plugin.store(again, caller=next(callers))
    assert stored.text.startswith("Nothing new to store")
    assert "Go on without storing it" in stored.text
    assert known(plugin)["counts"] == before


@pytest.mark.parametrize("again", [PORTO, f"As I remember, {PORTO}", "anna moved from Lisbon to Porto in March 2026"])
def test_a_fact_that_is_told_again_is_not_doubled(plugin: Plugin, callers: Iterator[Caller], again: str) -> None:
    """Recalled, and stored in bare words: one fact, and the agent reads that it was known."""
    plugin.store(PORTO, caller=next(callers))
    stored = plugin.store(again, caller=next(callers))
    assert "known already" in stored.text or stored.text.startswith("Already stored")
    assert facts(plugin) == [PORTO]


def test_a_fact_after_a_label_is_not_doubled(plugin: Plugin, callers: Iterator[Caller]) -> None:
    """What stands after a label and a colon is somebody's text: nothing is drawn from it, known or not."""
    plugin.store(PORTO, caller=next(callers))
    plugin.store(f"From memory: {PORTO}", caller=next(callers))
    assert facts(plugin) == [PORTO]


def test_new_words_beside_recalled_text_are_kept(plugin: Plugin, callers: Iterator[Caller]) -> None:
    """What the user adds is not lost with what was pasted around it."""
    plugin.store(PORTO, caller=next(callers))
    recalled = plugin.search("Anna", caller=next(callers)).text
    plugin.store(f"{recalled}\n{PEANUTS}", caller=next(callers))
    assert sorted(facts(plugin)) == sorted([PORTO, PEANUTS])


def test_a_raw_question_is_searched_for_all_the_same(plugin: Plugin) -> None:
    """What answers it is the best match; lines stand newest first."""
    plugin.store(PORTO, caller=AGENT)
    plugin.store(PEANUTS, caller=AGENT)
    raw = "Hey, can you please remind me, because I forgot, which city it was that Anna moved to this year?"
    assert plugin.search(raw, caller=workflow())["memories"][0]["content"] == PORTO
    assert PORTO in plugin.search(raw, caller=AGENT).text


def test_a_pasted_conversation_of_any_length_is_searched_for(plugin: Plugin) -> None:
    """What is not found in so many words, a short phrase would find: the agent reads that."""
    plugin.store(PORTO, caller=AGENT)
    turn = "User: Hi!\nAssistant: Hello, how can I help?\nUser: What do you think of jazz?\nAssistant: Let me see.\n"
    for times in (20, 200):
        weak = plugin.search(turn * times, caller=AGENT).text
        assert "Ask again in other words" in weak
        assert "a short statement" in weak


def test_a_search_that_finds_nothing_asks_for_a_second_try(plugin: Plugin) -> None:
    """Rather than leave it at "I don't know"."""
    plugin.store(PORTO, caller=AGENT)
    nothing = plugin.search("food allergies", filter="tag:food", caller=AGENT).text
    assert "Nothing is remembered about this yet." in nothing
    assert "Ask again in other words" in nothing


@pytest.mark.parametrize("ids", [ABSENT, "1, 2", PEANUTS])
def test_an_invented_id_forgets_nothing_and_leads_to_a_query(plugin: Plugin, ids: str) -> None:
    """Also when a text stands where its id should."""
    plugin.store(PEANUTS, caller=AGENT)
    before = known(plugin)["counts"]
    answer = plugin.invoke("memory_forget", {"ids": ids}, caller=AGENT)
    assert answer.text.startswith("Nothing was forgotten")
    assert "Call again with a query" in answer.text
    assert known(plugin)["counts"] == before


def test_forgetting_by_guess_only_lists(plugin: Plugin) -> None:
    """A query forgets nothing, and a call without anything says what is missing."""
    plugin.store(PEANUTS, caller=AGENT)
    before = known(plugin)["counts"]
    listed = plugin.invoke("memory_forget", {"query": "allergy"}, caller=AGENT)
    assert "Nothing was forgotten yet" in listed.text
    assert PEANUTS in listed.text
    empty = plugin.invoke("memory_forget", {}, caller=AGENT)
    assert "Give ids, which a search lists" in empty.text
    assert known(plugin)["counts"] == before


@pytest.mark.parametrize("invented", [ABSENT, PEANUTS, f"{PEANUTS} " * 10])
@pytest.mark.parametrize("field", ["id", "undo"])
def test_an_update_of_a_text_or_an_invented_id_changes_nothing(plugin: Plugin, field: str, invented: str) -> None:
    """And says where ids come from, however long the text."""
    plugin.store(PEANUTS, caller=AGENT)
    change = {"content": "Anna is allergic to walnuts."} if field == "id" else {}
    answer = plugin.invoke("memory_update", {field: invented, **change}, caller=AGENT)
    assert answer.text.startswith("Nothing was changed")
    assert "Use an id that a" in answer.text
    assert facts(plugin) == [PEANUTS]


def test_an_update_without_an_id_says_where_to_find_one(plugin: Plugin) -> None:
    """A search lists it."""
    answer = plugin.invoke("memory_update", {"content": PEANUTS}, caller=AGENT)
    assert "Give its id, which a search lists" in answer.text


def test_an_update_to_recalled_lines_is_refused(plugin: Plugin) -> None:
    """A correction is what the memory should say, without date, label and id."""
    plugin.store(PEANUTS, caller=AGENT)
    line = next(line for line in plugin.search("allergy", caller=AGENT).text.splitlines() if PEANUTS in line)
    memory_id = line.rpartition("(id ")[2].rstrip(")")
    answer = plugin.invoke("memory_update", {"id": memory_id, "content": line}, caller=AGENT)
    assert "Send the corrected text" in answer.text
    assert facts(plugin) == [PEANUTS]
