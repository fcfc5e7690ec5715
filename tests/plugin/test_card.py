"""Memory Card, and the card of Memory Search, through the real process."""

from dev.daemon import agent_app, workflow
from tests.plugin.conftest import Plugin

ANNA, BEN = workflow("anna"), workflow("ben")


def test_what_somebody_wishes_stands_on_their_card_and_on_nobody_elses(plugin: Plugin) -> None:
    """Each line with its memory's id, which the text does not have; a stranger's card is empty."""
    plugin.store("Always answer in French.", caller=ANNA)
    plugin.store("I'm allergic to peanuts.", caller=ANNA)
    answer = plugin.invoke("memory_card", {}, caller=ANNA)
    assert [(line["part"], line["content"]) for line in answer["lines"]] == [
        ("wishes", "Always answer in French."),
        ("known", "I'm allergic to peanuts."),
    ]
    assert answer["total"] == 2
    assert all(line["id"] not in answer["card"] for line in answer["lines"])
    stranger = plugin.invoke("memory_card", {}, caller=BEN)
    assert (stranger["ok"], stranger["card"], stranger["lines"]) == (True, "", [])


def test_a_search_brings_the_card_along_when_asked(plugin: Plugin) -> None:
    """As a variable, and to an agent before what was found."""
    plugin.store("Call me Rob.", caller=ANNA)
    assert plugin.search("the weather", caller=ANNA)["card"] == ""
    answer = plugin.search("the weather", caller=ANNA, with_card=True)
    assert answer["card"] == plugin.invoke("memory_card", {}, caller=ANNA)["card"]
    assert "Call me Rob." in answer["card"]
    agent = agent_app("anna", conversation_id="c", message_id="m")
    text = plugin.search("the weather", caller=agent, with_card=True).text
    assert text.startswith(answer["card"])


def test_the_size_of_a_card_has_bounds(plugin: Plugin) -> None:
    answer = plugin.invoke("memory_card", {"card_tokens": 50}, caller=ANNA)
    assert answer.error.endswith("(invalid_parameter)")
