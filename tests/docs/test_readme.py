"""The README's promise: whoever follows it, in any language, reaches a memory that was stored and is recalled."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
import yaml

from dev.daemon import Daemon, chatflow
from dev.shipping.rules.documents import TRANSLATIONS
from tests.docs.pages import ROOT, Page, page

README = page("README.md").text
QUOTED = re.compile(r'["“「]([^"”」]+)["”」]')

each = pytest.mark.parametrize("readme", [page("README.md"), *map(page, TRANSLATIONS)], ids=lambda page: page.name)


def parameters(tool: str, step: str, language: str) -> set[str]:
    """What the fields that this step fills in are called."""
    form = yaml.safe_load((ROOT / "tools" / f"{tool}.yaml").read_text(encoding="utf-8"))
    by_label = {parameter["label"][language]: parameter["name"] for parameter in form["parameters"]}
    return {by_label[label] for label in re.findall(r"\*\*([^*]+)\*\*", step)}


@pytest.fixture(scope="module")
def dify(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    home = str(tmp_path_factory.mktemp("home"))
    with Daemon(environment={"HOME": home, "PLUGIN_STORAGE_LOCAL_ROOT": home}) as running:
        yield running


@pytest.fixture
def key(dify: Daemon) -> str:
    """The fresh one that the form offers when it is saved empty."""
    (fresh,) = re.findall(r"a fresh one: (\S+)", dify.authorize({}))
    return str(fresh)


@each
def test_the_chatflow_of_the_readme_remembers(readme: Page, dify: Daemon, key: str) -> None:
    """Only the key is filled in; the fields, the sentence and the question are the README's own."""
    search, _, store, talk = re.findall(r"^\d\. (.+)$", readme.text, re.MULTILINE)
    assert parameters("memory_search", search, readme.language) == {"query"}
    assert parameters("memory_store", store, readme.language) == {"content", "assistant_reply"}
    said, asked = QUOTED.findall(talk)
    credentials = {"api_key": key}
    assert dify.authorize(credentials) == ""

    def turn(query: str, conversation: str) -> str:
        caller = chatflow(conversation_id=conversation)
        found = dify.invoke("memory_search", {"query": query}, credentials=credentials, caller=caller)
        told = {"content": query, "assistant_reply": "I see."}
        assert dify.invoke("memory_store", told, credentials=credentials, caller=caller)["ok"]
        assert found["ok"]
        return str(found["context"])

    assert said not in turn(said, "first")
    assert said in turn(asked, "second")


@each
def test_what_the_readme_says_of_a_change_is_true(readme: Page, dify: Daemon, key: str) -> None:
    """What it quotes first supersedes what it quotes second, by rules, in its own language."""
    now, before = QUOTED.findall(readme.text)[:2]
    stored = [
        dify.invoke("memory_store", {"content": text}, credentials={"api_key": key}, caller=chatflow())["facts"]
        for text in (before, now)
    ]
    ((old,), (new,)) = stored
    assert new["supersedes"] == old["id"]


def test_the_readme_names_the_oldest_dify() -> None:
    """As the manifest does."""
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
    assert f"## Install in Dify ({manifest['meta']['minimum_dify_version']} or later)\n" in README


def test_the_demo_works() -> None:
    """`make demo`, less its setup."""
    ran = subprocess.run(
        [sys.executable, "-m", "dev.demo"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert ran.returncode == 0, ran.stdout[-1000:] + ran.stderr[-1000:]
