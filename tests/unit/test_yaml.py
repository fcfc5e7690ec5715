"""The YAML that Dify draws its forms from."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOR_MODELS = {  # what a model fills in; every other parameter is the builder's
    "memory_store": ("content",),
    "memory_search": ("query",),
    "memory_list": ("ids", "text", "since", "until", "with_history", "cursor"),
    "memory_update": ("id", "content", "undo"),
    "memory_forget": ("query", "ids"),
    "chat_history_add": ("content",),
}
REQUIRED = {"memory_store": ("content",), "memory_search": ("query",)}
LANGUAGES = {"en_US", "zh_Hans"}
TOOLS = sorted((ROOT / "tools").glob("*.yaml"))
FILES = [ROOT / "manifest.yaml", ROOT / "provider" / "keepsake.yaml", *TOOLS]


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())  # type: ignore[no-any-return]


def texts(node: object, path: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every text for people, with its place."""
    found = []
    if isinstance(node, dict):
        if "en_US" in node:
            found.append((path, node))
        for key, value in node.items():
            found += texts(value, f"{path}/{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            found += texts(value, f"{path}/{number}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_text_is_in_every_language(path: Path) -> None:
    """None missing, none empty, none too long for Dify."""
    found = texts(load(path))
    assert found
    for place, text in found:
        assert set(text) == LANGUAGES, place
        assert all(value.strip() and len(value) < 1_024 for value in text.values()), place


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
def test_outputs_avoid_reserved_names(path: Path) -> None:
    """text, files and json are Dify's own."""
    assert not {"text", "files", "json"} & set(load(path)["output_schema"]["properties"])


def test_the_form_asks_for_what_was_agreed() -> None:
    """Names and types of credentials are for ever."""
    form = load(ROOT / "provider" / "keepsake.yaml")["credentials_for_provider"]
    assert {name: field["type"] for name, field in form.items()} == {
        "auth_mode": "select",
        "api_key": "secret-input",
        "agent_id": "text-input",
        "isolation": "select",
        "qdrant_url": "text-input",
        "qdrant_api_key": "secret-input",
        "qdrant_options": "text-input",
        "data_dir": "text-input",
        "embedding_model": "text-input",
        "language_model": "text-input",
        "rerank_model": "text-input",
        "model_base_url": "text-input",
        "model_api_key": "secret-input",
    }
    assert all("default" in field for field in form.values() if field["type"] == "select")


def test_the_manifest_asks_for_models_and_nothing_else() -> None:
    """Permissions are what an administrator reads before installing."""
    permission = load(ROOT / "manifest.yaml")["resource"]["permission"]
    assert permission == {"model": {"enabled": True, "llm": True, "text_embedding": True, "rerank": True}}
