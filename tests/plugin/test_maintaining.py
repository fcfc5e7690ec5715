"""Memory Maintain reaches all of a space, whoever's it is, and tells numbers only."""

import re
from pathlib import Path

import pytest

from dev.daemon import Caller, agent_app, agent_node, chatflow, workflow
from tests.plugin.conftest import Plugin
from tests.plugin.test_forgetting import maintain, on_disk


@pytest.mark.parametrize("isolation", ["user", "none"])
def test_it_reaches_every_realm_whoever_asks(plugin: Plugin, isolation: str) -> None:
    """What expired for Anna, for Ben and for an app is erased by a night of its own, and is gone from disk."""
    night = plugin.authorized(isolation=isolation)
    soon = 1e-8  # days: a millisecond, which the next store takes longer than
    plugin.store("I play the xylorimba.", ttl_days=soon, caller=workflow("u-anna"))
    plugin.store("I play the theremin.", ttl_days=soon, caller=chatflow("u-ben"))
    plugin.authorized(isolation="app").store("We play the ondes.", ttl_days=soon, caller=workflow("u-eve"))
    plugin.store("I play the piano.", caller=workflow("u-anna"))
    done = maintain(night)
    assert done["expired_erased"] >= 3
    assert (done["done"], done["erased_from_disk"]) == (True, True)
    assert not any(on_disk(plugin, word) for word in ("xylorimba", "theremin", "ondes"))
    assert "piano" in plugin.search("What do I play?", caller=workflow("u-anna")).text
    assert "Realms: 1 by user." in done.text
    assert not re.search("piano|anna", done.text, re.IGNORECASE)


@pytest.mark.parametrize(
    "caller", [workflow("u-eve"), chatflow("u-eve"), agent_app("u-eve"), agent_node("u-eve")], ids=str
)
def test_every_caller_may(plugin: Plugin, caller: Caller) -> None:
    """It does only what was promised already."""
    plugin.store("I play the piano.", caller=workflow("u-anna"))
    assert "Realms: 1 by user." in plugin.invoke("memory_maintain", {}, caller=caller).text
    assert "piano" in plugin.search("What do I play?", caller=workflow("u-anna")).text


def test_another_space_is_left_alone(plugin: Plugin) -> None:
    """Its key opens it, and no other."""
    plugin.store("I play the xylorimba.", ttl_days=1e-8)
    stranger = plugin.authorized(api_key="another-key-of-16-or-more")
    assert maintain(stranger)["expired_erased"] == 0
    assert on_disk(plugin, "xylorimba")
    assert maintain(plugin)["expired_erased"] >= 1
    assert Path(plugin.credentials["data_dir"]).is_dir()
