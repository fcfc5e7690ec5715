"""Secrets in the real plugin process: not on disk, not in a model's prompts, not in logs, not in answers."""

import json
import random
from pathlib import Path

from benchmarks.secrets_cases import KINDS, secret
from dev.daemon import agent_node
from tests.plugin.conftest import Plugin
from tests.plugin.model_server import chat_reply, serving

_LONGEST = 24  # signs of a secret that are looked for: a piece of it is as bad
CHOSEN = [kind for kind in KINDS if kind not in ("pin", "security code", "recovery phrase")]  # too short, or words


def test_nothing_that_is_written_or_asked_holds_a_secret(plugin: Plugin) -> None:
    """Through every tool that takes words, with a scripted language model that reads them."""
    made = [secret(kind, random.Random(kind)) for kind in CHOSEN]
    with serving(lambda _: chat_reply('{"facts": []}')) as models:
        asked = plugin.authorized(language_model="openai:scripted", model_service=models.url)
        for number, one in enumerate(made):
            text = f"I live in Porto, and my {one.name} is {one.told}. Please remember it, number {number}."
            answer = asked.store(text, assistant_reply=f"Your {one.name} is {one.told}.", session_id=f"s{number}")
            assert answer["ok"], answer["error"]
            assert answer["masked"], one.kind
        added = asked.invoke(
            "chat_history_add",
            {
                "chat_id": "c",
                "messages": json.dumps([{"role": "user", "content": f"my {m.name}: {m.told}"} for m in made]),
            },
        )
        assert sum(added["masked"].values()) >= len(made)
        prompts = json.dumps([each.body for each in models.asked]).encode()
        assert models.asked
    files = [file for file in Path(plugin.credentials["data_dir"]).rglob("*") if file.is_file()]
    seen = [prompts, *(file.read_bytes() for file in files)]
    written = [piece for one in made if (piece := _piece(one.value)) and any(piece.encode() in each for each in seen)]
    assert written == []
    assert plugin.daemon.errors == []


def test_what_becomes_of_secrets_is_the_builders_choice(plugin: Plugin) -> None:
    card = "4111111111111111"
    refused = plugin.store(f"My card is {card}.", secrets="refuse")
    assert (refused["ok"], refused["error"]["code"]) == (False, "secret_found")
    assert card not in refused.text
    kept = plugin.store(f"My card is {card}.", secrets="keep")
    assert kept["masked"] == {}
    assert card in plugin.search("my card").text
    told = plugin.store("My other card is 5500 0000 0000 0004.", caller=agent_node())
    assert "Masked before it was kept: 1 card number." in told.text


def _piece(value: str) -> str:
    """The middle of a value, in one line."""
    line = max(value.split("\n"), key=len)
    start = max(0, (len(line) - _LONGEST) // 2)
    return line[start : start + _LONGEST]
