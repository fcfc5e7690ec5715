"""Names in the pages for builders: fields, labels, tools and codes are those of the plugin's YAML."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from dev.error_page import page as error_page
from dev.language_page import page as language_page
from forms import options
from memory_core.cli.program import program
from memory_core.engines.server.options import FORM
from tests.docs.pages import ROOT, Page, page

FOR_BUILDERS = [
    page(name)
    for name in (
        "README.md",
        "docs/isolation.md",
        "docs/spaces.md",
        "docs/models.md",
        "docs/forgetting.md",
        "docs/errors.md",
        "docs/operations.md",
    )
]
YAML = [ROOT / "provider" / "keepsake.yaml", *sorted((ROOT / "tools").glob("*.yaml"))]
NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
OF_OTHERS = {
    "memory_core": "our library",
    "end_users": "Dify's table of people who use apps",
    "plugin_daemon": "a service of Dify's Docker Compose file",
    "search_allow_exact": "a setting of Qdrant",
    "search_max_batchsize": "a setting of Qdrant",
    "search_max_hnsw_ef": "a setting of Qdrant",
    "payload_m": "a setting of Qdrant",
    "token_urlsafe": "Python's",
    "app_id": "in Dify's variables",
    "message_id": "in Dify's variables",
    "internal_error": "the code of a fault of our own",
}


def labels(node: Any) -> Iterator[dict[str, str]]:
    """Every label of a form, of its fields and their options, in all its languages."""
    if isinstance(node, dict):
        if isinstance(node.get("label"), dict):
            yield node["label"]
        yield from labels(list(node.values()))
    elif isinstance(node, list):
        for inner in node:
            yield from labels(inner)


FORMS = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in YAML]
OPTIONS = set(NAME.findall(" ".join(f"{option.name} {option.said}" for option in options.OPTIONS)))
LABELS = {label["en_US"] for label in labels(FORMS)}
TOOLS = {form["identity"]["label"]["en_US"] for form in FORMS}
NAMES = {name for path in YAML for name in NAME.findall(path.read_text(encoding="utf-8"))}


def is_label(text: str) -> bool:
    """Whole, or up to what an option says about itself."""
    return any(label == text or re.match(re.escape(text) + r"\s*[^\w\s]", label) for label in LABELS)


@pytest.mark.parametrize("page", FOR_BUILDERS, ids=lambda page: page.name)
def test_every_field_and_code_that_is_named_exists(page: Page) -> None:
    """What stands in backticks, and in texts to be pasted."""
    codes = set(re.findall(r"^\| `(\w+)`", error_page(), re.MULTILINE))
    pasted = [block.text for block in page.blocks() if block.language == "text"]
    named = {name for text in (*page.codes(), *pasted) for name in NAME.findall(text)} - OPTIONS
    assert named - NAMES - codes - set(NAME.findall(FORM)) - OF_OTHERS.keys() == set()


@pytest.mark.parametrize("page", FOR_BUILDERS, ids=lambda page: page.name)
def test_bold_is_a_sentence_or_what_dify_shows(page: Page) -> None:
    """A label that was changed in a form is changed in the pages, too."""
    shown = [text for text in page.bold() if not text.endswith((".", "?")) and " > " not in text]
    assert [text for text in shown if not is_label(text)] == []


@pytest.mark.parametrize("page", FOR_BUILDERS, ids=lambda page: page.name)
def test_every_tool_that_is_named_exists(page: Page) -> None:
    """By its label."""
    named = set(re.findall(r"\b(?:Memory|Chat History) [A-Z]\w+", page.prose()))
    assert named - TOOLS == set()


def test_the_agent_prompt_names_real_tools() -> None:
    """And says when to call each of them."""
    (prompt,) = (block.text for block in page("README.md").blocks() if block.language == "text")
    tools = {form["identity"]["name"] for form in FORMS}
    named = {"memory_card", "memory_search", "memory_store", "memory_update", "memory_forget"}
    assert set(NAME.findall(prompt)) == named
    assert set(NAME.findall(prompt)) <= tools


def test_the_error_page_is_of_these_errors() -> None:
    """`make docs` writes it anew."""
    assert page("docs/errors.md").text == error_page()


def test_the_page_on_languages_is_of_these_files() -> None:
    """`make docs` writes it anew."""
    assert page("docs/languages.md").text == language_page()


def test_every_command_is_in_the_table() -> None:
    """And none that is gone."""
    with program.make_context("keepsake", ["--help"], resilient_parsing=True) as ctx:
        commands = program.list_commands(ctx)
    told = [name for row in page("docs/operations.md").table("command")[1:] for name in row[0].split(", ")]
    assert sorted(told) == sorted(commands)


def test_every_variable_of_the_environment_is_read() -> None:
    """Each is an option of some command."""
    with program.make_context("keepsake", ["--help"], resilient_parsing=True) as ctx:
        commands = [program.get_command(ctx, name) for name in program.list_commands(ctx)]
    read = {p.envvar for command in commands if command for p in command.params}
    read |= {f"KEEPSAKE_{option.name.upper()}" for option in options.OPTIONS}  # by the plugin
    named = {name for page in FOR_BUILDERS for name in re.findall(r"KEEPSAKE_[A-Z_]*[A-Z]", page.text)}
    assert named - read == set()


def test_the_readme_is_short_and_english() -> None:
    """Fewer than 700 words; other scripts in code only."""
    readme = page("README.md")
    assert len(readme.text.split()) < 700
    assert re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", readme.prose()) == []
