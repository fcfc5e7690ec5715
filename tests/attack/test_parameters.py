"""Hostile parameters, through every tool: each call has one well-formed answer, and nothing in it is another's."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.attack.bench import FORMS, Tools, check, listening, tools_of
from tests.attack.fuzz import rounds
from tests.attack.hostile import OWN, parameter

STRANGERS = "zanzibarkite"  # stands in what somebody else said, and in no input
_SECRET = "quokkafjord"  # the same of the attacked user
MAIN: dict[str, dict[str, object]] = {
    "memory_store": {"content": f"{OWN} in spring."},
    "memory_search": {"query": "What do I keep?"},
    "chat_history_add": {"content": f"{OWN}.", "chat_id": "mine"},
    "chat_history_get": {"chat_id": "mine"},
    "chat_history_clear": {"dry_run": True},
    "memory_forget": {"dry_run": True},
}


@pytest.fixture
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    with tools_of(str(tmp_path_factory.mktemp("attacked"))) as tools:
        yield tools


def known_ids(tools: Tools) -> list[str]:
    """Of memories, of a chat, of operations: one's own and a stranger's."""
    ids = []
    for user, word in (("u-anna", _SECRET), ("u-mallory", STRANGERS)):
        for said in (f"{OWN}, says the {word}.", f"My dog is called {word.title()}."):
            stored = tools("memory_store", {"content": said}, user=user).variables
            ids += [*stored["memory_ids"], *(fact["id"] for fact in stored["facts"])]
            ids += [stored["extraction_details"]["operation_id"]]
        chat = {"content": f"I said {word}.", "chat_id": f"chat {word[:5]}"}
        ids += [chat["chat_id"], *tools("chat_history_add", chat, user=user).variables["message_ids"]]
    return [one for one in ids if one]


def test_every_tool_answers_whatever_it_is_called_with(tools: Tools) -> None:
    """Types, lengths, scripts, half characters, nesting, filters, ids and dates of any kind; and no log has a word."""
    ids = known_ids(tools)
    codes: Counter[str] = Counter()
    with listening() as log:
        for told, rng in rounds(0.38):
            form = FORMS[rng.choice(list(FORMS))]
            fields = rng.sample(form.fields, min(rng.choice([1, 1, 1, 2, 2, 3, 99]), len(form.fields)))
            values = MAIN.get(form.name, {}) | {field.name: parameter(field, ids, rng) for field in fields}
            if rng.random() < 0.9:
                values["on_error"] = "continue"
            answered = tools(form.name, values, agent=rng.random() < 0.3)
            check(form, answered, f"{told}: {form.name} {list(values)}")
            assert STRANGERS not in answered.written(), told
            codes[answered.code] += 1
    assert not [line for line in log if STRANGERS in line or _SECRET in line or OWN in line]
    assert not [line for line in log if "unexpected" in line or "Traceback" in line]
    assert codes[""] > sum(codes.values()) / 4, codes
    left = tools("memory_search", {"query": "What do I keep?"}, user="u-mallory")
    assert STRANGERS in left.texts[0], "nobody changes what another said"
