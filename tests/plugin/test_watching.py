"""What a call did is seen in Dify's run view where that is wanted, and in the log where it failed; no word of it is."""

import json

import pytest

from dev.daemon import Caller, agent_app, agent_node, chatflow, workflow
from tests.plugin.conftest import Plugin

CANARY = "xylorimba"


@pytest.fixture
def traced(plugin: Plugin) -> Plugin:
    return plugin.authorized(options="trace=on")


def log_lines(plugin: Plugin) -> list[str]:
    events = [json.loads(line) for line in plugin.daemon.output]
    return [event["data"]["message"] for event in events if event.get("event") == "log"]


def test_a_node_of_a_workflow_shows_its_stages_and_why(traced: Plugin) -> None:
    """Times and counts, what was read in the question, the reasons of the first hits, what a store decided."""
    (stored,) = traced.store(f"I played the {CANARY} yesterday.").logs
    assert {"recognise", "learn", "write", "all"} <= set(stored["data"]["milliseconds"])
    assert stored["data"]["answer"] == {"ok": True, "status": "stored", "extraction": "done"}
    (found,) = traced.search("What did I play yesterday?").logs
    assert {"open", "understand", "find", "read", "link"} <= set(found["data"]["milliseconds"])
    assert found["data"]["found"]["memories"] >= 1
    assert found["data"]["found"]["days"]
    (first, *_) = found["data"]["first"]["memories"]
    assert set(first) >= {"id", "score", "why"}
    assert CANARY not in json.dumps([stored, found])


@pytest.mark.parametrize(
    "caller", [chatflow(), agent_app(), agent_node()], ids=["chatflow or new Agent", "agent", "node"]
)
def test_whoever_may_be_an_agent_is_shown_nothing(traced: Plugin, caller: Caller) -> None:
    """Its model would read it."""
    assert traced.store("I live in Lisbon.", caller=caller).logs == []
    assert traced.search("Where do I live?", caller=caller).logs == []


@pytest.mark.parametrize("options", ["", "trace=off", "backtrace=on", None])
def test_who_does_not_ask_sees_nothing(plugin: Plugin, options: str | None) -> None:
    """It is off by default."""
    assert plugin.authorized(options=options).store("I live in Lisbon.").logs == []


def test_a_failed_call_is_one_line_of_the_log(plugin: Plugin) -> None:
    """The tool, the code, times and sizes; whether the node goes on or fails. A call that works leaves none."""
    before = len(log_lines(plugin))
    plugin.store("I live in Lisbon.")
    for on_error in ("continue", "fail"):
        plugin.store(f"I play the {CANARY}.", role="robot", on_error=on_error, caller=workflow())
    lines = [line for line in log_lines(plugin)[before:] if " ok " not in line]
    assert len(lines) == 2
    for line in lines:
        assert line.startswith("memory_store invalid_parameter ")
        assert "bytes asked" in line
        assert CANARY not in line
