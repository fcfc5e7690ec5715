"""The YAML that Dify draws its forms from, and that tells models when to call."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOR_MODELS = {  # what a model fills in; every other parameter is the builder's
    "memory_store": ("content",),
    "memory_search": ("query",),
    "memory_list": ("text", "ids", "filter", "with_history", "cursor"),
    "memory_update": ("id", "content", "undo"),
    "memory_forget": ("query", "ids"),
    "chat_history_add": ("content",),
}
REQUIRED = {"memory_store": ("content",), "memory_search": ("query",)}
LANGUAGES = {"en_US", "zh_Hans", "ja_JP", "pt_BR"}
TEXTS_FOR_PEOPLE = {"label", "description", "human", "human_description", "placeholder", "help"}
LIKE_ENGLISH = {"zh_Hans": {"Agent ID"}, "pt_BR": {"Cursor", "IDs", "Tags"}}
VALUES = {  # typed as they are in every language
    "data_dir=/app/storage/keepsake reembed=on",
}
LITERAL = re.compile(
    r"\{\{#.*?#\}\}|\[\{.*?\}\]|https?://\S+|(?:dify|openai|fastembed):\S+|'[a-z]+'|^bundled|next_cursor|UTC"
    r"|\b[a-z_]+ ?= ?(?:true|false|scalar|\d+)|\bEurope/\w+|\d{4}-\d\d-\d\d[\dT:+]*"
)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
HAN, KANA, JAPANESE = "[\u4e00-\u9fff]", "[\u3040-\u30ff]", "[\u3040-\u30ff\u4e00-\u9fff]"
EUROPEAN = re.compile(r"(?i)\b(?:utilizador|ficheiro|ecrã|registo|contacto|guardar?|guardad[oa]s?|actual\w*)\b")
QUOTED = re.compile(r'"[^"]*"')
LONGEST_FOR_MODELS = 600  # characters: what is longer is not read
TOOLS = sorted((ROOT / "tools").glob("*.yaml"))
PROVIDER = ROOT / "provider" / "keepsake.yaml"
FILES = [ROOT / "manifest.yaml", PROVIDER, *TOOLS]


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())  # type: ignore[no-any-return]


def texts(node: object, path: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every text for people, with its place."""
    found = []
    if isinstance(node, dict):
        if path.rpartition("/")[2] in TEXTS_FOR_PEOPLE and not {"human", "type"} & set(node):
            found.append((path, node))
        for key, value in node.items():
            if key != "output_schema":
                found += texts(value, f"{path}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            found += texts(value, f"{path}/{number}")
    return found


ALL_TEXTS = [
    pytest.param(text, id=f"{path.stem}{place}") for path in FILES for place, text in texts(load(path), path="")
]


def texts_for_models() -> list[tuple[str, str]]:
    """What a language model reads of each tool, with its place."""
    found = []
    for path in TOOLS:
        tool = load(path)
        found.append((path.stem, tool["description"]["llm"]))
        for parameter in tool["parameters"]:
            if "llm_description" in parameter:
                found.append((f"{path.stem}-{parameter['name']}", parameter["llm_description"]))
    return found


def literals(text: str) -> list[str]:
    return sorted(literal.rstrip(".,;。；、）)") for literal in LITERAL.findall(text))


def numbers(text: str) -> set[str]:
    """Without the marks between thousands, which differ, and without 1, with which Japanese counts what English calls
    "a"."""
    return {re.sub(r"[.,]", "", number) for number in NUMBER.findall(text)} - {"1"}


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_every_text_is_in_every_language(text: dict[str, str]) -> None:
    """None missing, none empty, none too long for Dify."""
    assert set(text) == LANGUAGES
    assert all(value.strip() == value and 0 < len(value) < 1_024 for value in text.values())


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_every_text_is_in_the_language_it_says(text: dict[str, str]) -> None:
    """Nobody meets English where their language was promised, or another's script."""
    if text["en_US"] in VALUES:
        return
    assert re.search(HAN, text["zh_Hans"]) or text["zh_Hans"] in LIKE_ENGLISH["zh_Hans"]
    assert not re.search(KANA, text["zh_Hans"])
    assert re.search(JAPANESE, text["ja_JP"])
    assert text["pt_BR"] != text["en_US"] or text["en_US"] in LIKE_ENGLISH["pt_BR"]
    assert not EUROPEAN.search(text["pt_BR"])
    for western in ("en_US", "pt_BR"):
        assert not re.search(JAPANESE, text[western])


@pytest.mark.parametrize("text", ALL_TEXTS)
def test_what_is_typed_is_the_same_in_every_language(text: dict[str, str]) -> None:
    """Templates, values, addresses and numbers are not translated."""
    for language in LANGUAGES:
        assert literals(text[language]) == literals(text["en_US"]), language
        assert numbers(text[language]) == numbers(text["en_US"]), language


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_one_thing_has_one_name(language: str) -> None:
    """What reads the same in English reads the same in every language, in all files."""
    names: dict[str, set[str]] = {}
    for path in FILES:
        for _, text in texts(load(path)):
            names.setdefault(text["en_US"], set()).add(text[language])
    assert {english: found for english, found in names.items() if len(found) > 1} == {}


@pytest.mark.parametrize(("place", "text"), texts_for_models(), ids=lambda value: str(value)[:40])
def test_texts_for_models_are_short_and_english(place: str, text: str) -> None:
    """Another script stands in an example alone."""
    assert 0 < len(text) < LONGEST_FOR_MODELS, place
    assert QUOTED.sub("", text).isascii(), place


@pytest.mark.parametrize("path", TOOLS, ids=lambda p: p.stem)
def test_what_a_model_writes_in_words_has_good_and_bad_examples(path: Path) -> None:
    """For a date, a flag and a cursor the form is said instead."""
    for parameter in load(path)["parameters"]:
        if "llm_description" in parameter and parameter["name"] in ("content", "query", "text", "id", "ids"):
            assert "Good:" in parameter["llm_description"], parameter["name"]
            assert "Bad:" in parameter["llm_description"], parameter["name"]


@pytest.mark.parametrize("path", TOOLS, ids=lambda p: p.stem)
def test_only_what_is_wanted_is_the_models(path: Path) -> None:
    """What isolates or tunes is the builder's; all of it is optional, with a default wherever there is a choice."""
    for parameter in load(path)["parameters"]:
        for_models = parameter["name"] in FOR_MODELS.get(path.stem, ())
        assert parameter["form"] == ("llm" if for_models else "form")
        assert parameter["required"] is (parameter["name"] in REQUIRED.get(path.stem, ()))
        assert ("llm_description" in parameter) is for_models
        if parameter["type"] == "select":
            options = [option["value"] for option in parameter["options"]]
            assert parameter["default"] in options
            assert "" not in options


@pytest.mark.parametrize("path", TOOLS, ids=lambda p: p.stem)
def test_every_tool_ends_alike(path: Path) -> None:
    """What a builder needs first comes first; ids, the key and what happens on an error always come last, in one
    order."""
    names = [parameter["name"] for parameter in load(path)["parameters"]]
    last = [n for n in ("user_id", "session_id", "include_shared", "api_key", "on_error") if n in names]
    assert names[-len(last) :] == last


@pytest.mark.parametrize("path", TOOLS, ids=lambda p: p.stem)
def test_outputs_are_described_and_avoid_reserved_names(path: Path) -> None:
    """text, files and json are Dify's own."""
    outputs = load(path)["output_schema"]["properties"]
    assert not {"text", "files", "json"} & set(outputs)
    assert all(output.get("description", "").endswith(".") for output in outputs.values())


def test_the_form_asks_for_what_was_agreed() -> None:
    """The key comes first, then what separates, models, a Qdrant server, and the rest."""
    form = load(PROVIDER)["credentials_for_provider"]
    assert [(name, field["type"]) for name, field in form.items()] == [
        ("api_key", "secret-input"),
        ("isolation", "select"),
        ("language_model", "text-input"),
        ("embedding_model", "text-input"),
        ("rerank_model", "text-input"),
        ("model_service", "secret-input"),
        ("qdrant_url", "text-input"),
        ("qdrant_api_key", "secret-input"),
        ("options", "text-input"),
    ]
    assert all("default" in field for field in form.values() if field["type"] == "select")


def test_every_field_of_the_form_has_help_that_leads_to_a_page() -> None:
    """Dify shows help only as the text of the link."""
    for name, field in load(PROVIDER)["credentials_for_provider"].items():
        assert field["help"], name
        assert (ROOT / field["url"]).is_file(), f"{name} links to {field['url']}"


def test_the_manifest_asks_for_models_and_its_page_and_nothing_else() -> None:
    """Permissions are what an administrator reads before installing."""
    permission = load(ROOT / "manifest.yaml")["resource"]["permission"]
    models = {"enabled": True, "llm": True, "text_embedding": True, "rerank": True}
    assert permission == {"model": models, "endpoint": {"enabled": True}}
