"""The README's promise: whoever follows it reaches a memory that was stored and is recalled."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from dev.daemon import Daemon, chatflow
from tests.docs.pages import ROOT, page

README = page("README.md").text


def section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def parameters(tool: str, step: str) -> set[str]:
    """What the fields that this step fills in are called."""
    form = yaml.safe_load((ROOT / "tools" / f"{tool}.yaml").read_text(encoding="utf-8"))
    by_label = {parameter["label"]["en_US"]: parameter["name"] for parameter in form["parameters"]}
    return {by_label[label] for label in re.findall(r"\*\*([^*]+)\*\*", step)}


@pytest.fixture
def key() -> str:
    """As the command in the README makes it."""
    (command,) = re.findall(r"`python3 -c '([^']+)'`", section("Authorize"))
    return subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True).stdout.strip()


def test_the_chatflow_of_the_readme_remembers(key: str, tmp_path: Path) -> None:
    """Only the key is filled in; the fields, the sentence and the question are the README's own."""
    search, _, store, talk = re.findall(r"^\d\. (.+)$", section("Use it in a chatflow"), re.MULTILINE)
    assert (parameters("memory_search", search), parameters("memory_store", store)) == (
        {"query"},
        {"content", "assistant_reply"},
    )
    said, asked = re.findall(r'"([^"]+)"', talk)
    credentials = {"api_key": key}
    with Daemon(environment={"HOME": str(tmp_path), "PLUGIN_STORAGE_LOCAL_ROOT": str(tmp_path)}) as dify:
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
