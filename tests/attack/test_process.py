"""Hostile requests to the real plugin process, as JSON over its pipes: one answer each, and it lives on."""

import json

from forms.every_tool import TOOLS
from tests.attack.fuzz import rounds
from tests.attack.hostile import parameter
from tests.plugin.conftest import *  # noqa: F403 - its fixtures
from tests.plugin.conftest import Plugin


def test_the_process_answers_whatever_it_is_asked(plugin: Plugin) -> None:
    """Every tool, with values of any type, depth and script; the last call is answered as the first."""
    ids = plugin.store("I keep bees near Porto.")["memory_ids"]
    for told, rng in rounds(0.05):
        form = rng.choice(TOOLS)
        fields = rng.sample(form.fields, min(rng.choice([1, 1, 2, 99]), len(form.fields)))
        values = {"on_error": "continue"} | {field.name: parameter(field, ids, rng) for field in fields}
        try:
            json.dumps(values)
        except RecursionError:
            continue
        answer = plugin.invoke(form.name, values)
        assert answer.error or answer.text, told
        assert answer.variables.get("error", {}).get("code") != "internal_error", told
        assert "(internal_error)" not in answer.error, told
    assert plugin.daemon.process.poll() is None
    assert plugin.store("I keep bees near Porto, still.")["ok"]
    assert max(len(line) for line in plugin.daemon.output) < 1024 * 1024
    assert not [line for line in plugin.daemon.output if b'"level":"ERROR"' in line.replace(b" ", b"")]
