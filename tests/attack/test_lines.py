"""Replies fit into a line of the protocol, whatever they would hold: of every tool, for each there is one exit."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import memory_core
from memory_core import Message
from tests.attack.bench import FORMS, KEY, LONGEST_LINE, check, tools_of
from tools.fitting import LONGEST_LINE as LONGEST
from tools.fitting import SHORTENED, fitted, size_of

ROOT = Path(__file__).parents[2]
HUGE = "🎉" * 600_000


@pytest.mark.parametrize("name", FORMS)
def test_every_tool_answers_through_the_one_exit(name: str) -> None:
    """Its code makes no message by itself: all that it yields comes from `respond`."""
    tree = ast.parse((ROOT / "tools" / f"{name}.py").read_text())
    (invoke,) = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "_invoke"]
    assert [ast.unparse(line)[:25] for line in invoke.body] == ["yield from respond(self, "]
    assert not {each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute) and "_message" in each.attr}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("value", [HUGE, [HUGE] * 3, {"a": HUGE, "b": [HUGE]}, "\ud83d", ["\udc00"], "\x00" * 10**6])
def test_no_reply_of_any_tool_is_too_long(
    name: str, value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text and variables of any size, and with half characters: said in part, with a code that says so."""
    outputs = FORMS[name].outputs
    kinds = {"string": str, "array": list, "object": dict}
    fitting = [each for each, schema in outputs.items() if isinstance(value, kinds.get(schema["type"], ()))]
    big = set(fitting) - {"error"}
    text = value if isinstance(value, str) else HUGE
    with tools_of(str(tmp_path)) as called:
        from tools import respond

        reply = respond.Reply(text, {each: value if each in big else {} for each in outputs} | {"ok": True})
        monkeypatch.setattr(respond, "_attempt", lambda *_: reply)
        answered = called(name, {})
    assert len(answered.texts) == 1
    assert answered.variables.keys() == outputs.keys()
    assert all(type(answered.variables[each]) is type(value) for each in big)
    assert answered.code == ("" if max(size_of(value), size_of(text)) <= LONGEST else SHORTENED)


def test_what_fits_stays_as_it_is() -> None:
    """To the last sign, and nothing is said of it."""
    variables = {"ok": True, "ids": ["a", "é", "🎉"], "counts": {"a": 1, "b": None}, "n": 0.5}
    assert fitted("Fine: é 🎉", variables) == ("Fine: é 🎉", variables)


def test_of_what_does_not_fit_the_beginning_and_the_end_stay() -> None:
    """Of a text, with the end of its fence; of a list the first; of an object every name."""
    ids = [f"id {n}" for n in range(300_000)]
    text, variables = fitted(f"begins\n{HUGE}\n</end>", {"ids": ids, "memory": {"id": "m", "content": HUGE, "n": 1}})
    assert text.startswith("begins\n")
    assert "</end>" in text
    assert "ids, memory" in text.splitlines()[-1]
    assert variables["ids"] == ids[: len(variables["ids"])]
    assert len(variables["ids"]) > 10_000
    assert variables["memory"]["content"] == HUGE[: len(variables["memory"]["content"])] != ""
    assert (variables["memory"]["id"], variables["memory"]["n"]) == ("m", 1)
    assert variables["error"]["code"] == SHORTENED
    assert all(size_of(each) <= LONGEST + 1_000 for each in (text, *variables.values()))


def test_a_list_of_chats_with_endless_ids_is_paged(tmp_path: Path) -> None:
    """As a library may have stored them: a page ends where the reply would not fit, and no chat is lost."""
    names = {f"{number:03}{'🎉' * 16_380}" for number in range(30)}
    with memory_core.open(tmp_path, key=KEY, agent="dify") as space:
        for name in names:
            space.scoped(realm="user:u-anna", user="", session=name).chat().add([Message("Hello.")])
    with tools_of(str(tmp_path)) as tools:
        pages = [tools("chat_history_get", {"limit": 100})]
        while pages[-1].variables["next_cursor"]:
            pages.append(tools("chat_history_get", {"limit": 100, "cursor": pages[-1].variables["next_cursor"]}))
    assert len(pages) > 1
    assert [page.code for page in pages] == [""] * len(pages)
    assert {chat["chat_id"] for page in pages for chat in page.variables["chats"]} == names


def test_an_endless_id_is_refused(tmp_path: Path) -> None:
    """With its length, and not with its letters."""
    endless = "x" * 5_300_000
    with tools_of(str(tmp_path)) as tools:
        tools("memory_store", {"content": "I keep bees."})
        called: list[tuple[str, dict[str, Any]]] = [
            ("memory_list", {"ids": endless}),
            ("memory_list", {"ids": [endless, "b6d7005d9074"]}),
            ("memory_forget", {"ids": endless, "dry_run": True}),
            ("memory_update", {"id": endless, "content": "x"}),
            ("memory_update", {"undo": endless}),
            ("memory_list", {"cursor": endless}),
            ("memory_search", {"query": "x", "filter": f"session:{endless}"}),
            ("memory_search", {"query": "x", "filter": f"tag:{endless}"}),
            *((name, {field: endless}) for name in FORMS for field in ("user_id", "chat_id", "confirm", "session_id")),
        ]
        for name, values in called:
            answered = tools(name, {"on_error": "continue", **values})
            check(FORMS[name], answered, f"{name} {list(values)}")
            assert len(answered.written()) < 20_000, (name, list(values))
            assert "xxxx" not in answered.written(), (name, list(values))
            assert len(json.dumps(answered.written())) < LONGEST_LINE
