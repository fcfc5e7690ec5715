"""The declarations of forms/: the YAML is made of them, in as many languages as there are files."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tokenizers import Tokenizer

from dev.forms import TEXTS, MissingTextError, read_languages, written
from dev.option_table import PAGE, with_table
from dev.shipping.publisher import publisher_of
from forms.authorization import CREDENTIALS
from forms.every_tool import TOOLS
from forms.fields import Choice, Field

ROOT = Path(__file__).parents[2]
AUTHOR = publisher_of(ROOT).author
OF_THE_AGENT = ("memory_card", "memory_search", "memory_store", "memory_forget", "memory_update")
MOST_TOKENS = 650  # that a model reads of these tools with every question it is asked


def test_the_yaml_is_as_declared() -> None:
    """`make forms` writes it anew, and every file of a tool is written by it."""
    files = dict(written(read_languages(), author=AUTHOR))
    assert {path for path, text in files.items() if (ROOT / path).read_text("utf-8") != text} == set()
    assert {path.name for path in (ROOT / "tools").glob("*.yaml")} == {f"{tool.name}.yaml" for tool in TOOLS}


def test_the_table_of_options_is_as_declared() -> None:
    """`make forms` writes it anew."""
    page = PAGE.read_text("utf-8")
    assert with_table(page) == page


@pytest.fixture
def fifth(tmp_path: Path) -> Path:
    """A folder of languages with one more, in which every text is turned around."""
    for file in TEXTS.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    english = yaml.load((TEXTS / "en_US.yaml").read_text("utf-8"), yaml.BaseLoader)
    (tmp_path / "xx_XX.yaml").write_text(yaml.safe_dump(turned(english), allow_unicode=True), encoding="utf-8")
    return tmp_path


def turned(node: Any) -> Any:
    return {key: turned(value) for key, value in node.items()} if isinstance(node, dict) else node[::-1]


def test_a_fifth_language_is_one_file(fifth: Path) -> None:
    """Every text is then in it, too, and nothing else has changed."""
    before, after = (dict(written(read_languages(folder), author=AUTHOR)) for folder in (TEXTS, fifth))
    assert before.keys() == after.keys()
    for path, text in after.items():
        assert without(yaml.safe_load(text), "xx_XX") == yaml.safe_load(before[path])
    search = yaml.safe_load(after["tools/memory_search.yaml"])
    assert search["identity"]["label"]["xx_XX"] == "hcraeS yromeM"
    assert all(set(p["human_description"]) == set(p["label"]) for p in search["parameters"])


def without(node: Any, language: str) -> Any:
    if isinstance(node, dict):
        return {key: without(value, language) for key, value in node.items() if key != language}
    return [without(value, language) for value in node] if isinstance(node, list) else node


def test_a_language_that_lacks_a_text_is_refused(fifth: Path) -> None:
    """With the place where it is missing."""
    texts = yaml.load((fifth / "xx_XX.yaml").read_text("utf-8"), yaml.BaseLoader)
    del texts["tools"]["memory_search"]["parameters"]["filter"]["description"]
    (fifth / "xx_XX.yaml").write_text(yaml.safe_dump(texts, allow_unicode=True), encoding="utf-8")
    with pytest.raises(MissingTextError, match=r"xx_XX.yaml says nothing at tools > memory_search > .*filter"):
        dict(written(read_languages(fifth), author=AUTHOR))


@pytest.mark.parametrize("language", sorted(path.stem for path in TEXTS.glob("*.yaml")))
def test_no_text_is_left_over(language: str) -> None:
    """What a file says is said of something that is declared."""
    texts = read_languages()[language]
    fields = {tool.name: {field.name: field for field in tool.fields} for tool in TOOLS}
    assert texts["credentials"].keys() == {field.name for field in CREDENTIALS}
    assert texts["tools"].keys() == fields.keys()
    assert texts["shared"].keys() <= {name for of_tool in fields.values() for name in of_tool}
    for tool, said in texts["tools"].items():
        assert said.get("parameters", {}).keys() <= fields[tool].keys()
        for name, of_field in said.get("parameters", {}).items():
            assert of_field.get("options", {}).keys() <= options(fields[tool][name]), name


def options(field: Field) -> set[str]:
    return {str(option) for option in field.options} if isinstance(field, Choice) else set()


def test_the_tools_of_an_agent_are_told_in_few_tokens() -> None:
    """Counted with the bundled tokenizer: what each of them says of itself and of what a model fills in."""
    model = ROOT / "memory_core" / "models" / "all-minilm-l6-v2" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(model))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    told = [
        text
        for tool in TOOLS
        if tool.name in OF_THE_AGENT
        for text in (tool.for_models, *(field.for_models for field in tool.fields))
    ]
    assert sum(len(tokenizer.encode(text, add_special_tokens=False).ids) for text in told if text) <= MOST_TOKENS
