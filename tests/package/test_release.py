"""A release says one version, and its workflows call what exists."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dev.shipping.release import disagreements, notes

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
RELEASE = ROOT / ".github" / "workflows" / "release.yml"
CHANGELOG = "# Changes\n\n## 0.2.0 (2026-12-01)\n\n- New.\n\n## 0.1.0 (2026-11-30)\n"


def test_one_version_is_agreed_on() -> None:
    """Tag, manifest and the newest heading."""
    assert disagreements(tag="v0.2.0", version="0.2.0", changelog=CHANGELOG) == []


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "word"),
    [
        ("v0.1.0", "0.2.0", CHANGELOG, "tag v0.2.0"),
        ("0.2.0", "0.2.0", CHANGELOG, "tag v0.2.0"),
        ("v0.1.0", "0.1.0", CHANGELOG, "begins with 0.2.0"),
        ("v0.2.0", "0.2.0", CHANGELOG.replace("(2026-12-01)", "(unreleased)"), "when 0.2.0 was released"),
        ("v0.2.0", "0.2.0", "# Changes\n", "begins with nothing"),
    ],
)
def test_what_says_another_version_is_named(tag: str, version: str, changelog: str, word: str) -> None:
    """One sentence, with what to write instead."""
    (sentence,) = disagreements(tag=tag, version=version, changelog=changelog)
    assert word in sentence


def test_a_release_brings_what_its_heading_lists() -> None:
    """Not what earlier ones brought."""
    assert notes(CHANGELOG) == "- New."


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_targets_that_exist(path: Path) -> None:
    """It is YAML, has steps, pins actions by their major version, and makes what the Makefile can make."""
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    steps = [step for job in _load(path)["jobs"].values() for step in job["steps"]]
    assert all(re.fullmatch(r"(actions|astral-sh)/[a-z-]+@v\d+", step["uses"]) for step in steps if "uses" in step)
    made = {target for step in steps for target in re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))}
    assert made
    assert made <= targets


def test_a_tag_releases_what_was_tested_and_checked() -> None:
    """The versions are compared before anything that takes long, and what is attached is what passed."""
    package, attach = _load(RELEASE)["jobs"].values()
    assert [" ".join(command.split()[:3]) for command in _commands(package)] == [
        "make setup",
        ".venv/bin/python -m dev.shipping.release",
        "make test",
        "make package",
        'make check-release TAG="$GITHUB_REF_NAME"',
        "install -m 600",
        ".venv/bin/python -m dev.shipping.release",
    ]
    assert attach["needs"] == "package"
    assert _artifact(package, "upload") == _artifact(attach, "download")


def test_only_what_attaches_may_write() -> None:
    """It runs nothing of the repository's."""
    workflow = _load(RELEASE)
    package, attach = workflow["jobs"].values()
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in package
    assert attach["permissions"] == {"contents": "write"}
    assert [step["uses"].split("@")[0] for step in attach["steps"] if "uses" in step] == ["actions/download-artifact"]
    (command,) = _commands(attach)
    assert command.startswith("gh release create")


def test_it_is_tested_on_every_machine_that_the_manifest_names() -> None:
    """With uv, by which Dify installs."""
    (job,) = _load(ROOT / ".github" / "workflows" / "test.yml")["jobs"].values()
    machines = {"ubuntu-24.04": "amd64", "ubuntu-24.04-arm": "arm64"}
    assert job["runs-on"] == "${{ matrix.os }}"
    named = [machines[machine] for machine in job["strategy"]["matrix"]["os"]]
    assert named == _load(ROOT / "manifest.yaml")["meta"]["arch"]
    assert any(step.get("uses", "").startswith("astral-sh/setup-uv@") for step in job["steps"])


def _commands(job: dict[str, Any]) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def _artifact(job: dict[str, Any], way: str) -> str:
    (name,) = (
        step["with"]["name"] for step in job["steps"] if step.get("uses", "").startswith(f"actions/{way}-artifact@")
    )
    return str(name)


def _load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())  # type: ignore[no-any-return]
