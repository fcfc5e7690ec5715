"""What a reader types: every block of every page is run, parsed, or named here with the reason why not.

The commands of a page are run in their order in one empty folder, on the embedded engine with the bundled model. What a
page takes for granted, and what should be true after a step, stands in comments on it, `<!-- run: ... -->`.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from memory_core.cli.program import program
from tests.docs.pages import ROOT, Page, all_pages

PLAIN = {"text", "mermaid"}  # nothing that could be run
NOT_RUN = {
    "make ": "sets up or tests the whole project; that there is such a target is checked",
    "python -m memory_core reindex --all-spaces ": "downloads a second embedding model",
    "python -m memory_core move --to-qdrant-url ": "needs a Qdrant server",
    "git worktree add /elsewhere/": "needs the history of the repository",
    "cd /elsewhere && ": "the same",
    "tar -cJf program-of-schema-3.tar.xz ": "the same",
}
CALL = "python -m memory_core "
WITH_COMMANDS = [page for page in all_pages() if any(b.language in ("sh", "python", "run") for b in page.blocks())]


def lines(page: Page) -> list[str]:
    return [line.strip() for b in page.blocks() if b.language in ("sh", "run") for line in b.text.splitlines()]


def is_run(line: str) -> bool:
    return not any(line.strip().startswith(beginning) for beginning in NOT_RUN)


def script(page: Page) -> str:
    """All that a reader would type, less what is not run."""
    parts = ["set -euxo pipefail"]
    for block in page.blocks():
        if block.language in ("sh", "run"):
            parts += filter(is_run, block.text.splitlines())
        elif block.language == "python":
            parts.append(f"python - <<'END-OF-SNIPPET'\n{block.text}END-OF-SNIPPET")
    return "\n".join(parts)


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_the_commands_of_a_page_work(page: Page, tmp_path: Path) -> None:
    """In order, from an empty folder."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "HOME": str(tmp_path),
    }
    ran = subprocess.run(
        ["bash", "-c", script(page)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_block_is_of_a_language_that_is_tried(page: Page) -> None:
    """Data parses; nothing is left out for want of a language."""
    for block in page.blocks():
        match block.language:
            case "json":
                json.loads(block.text)
            case "yaml":
                assert yaml.safe_load(block.text) is not None
            case language:
                assert language in {"sh", "python", "run", *PLAIN}, block.text


def test_what_is_not_run_stands_somewhere() -> None:
    """A reason for a command that no page has would hide the next one."""
    written = [line for page in WITH_COMMANDS for line in lines(page)]
    assert [beginning for beginning in NOT_RUN if not any(line.startswith(beginning) for line in written)] == []


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
def test_every_target_of_make_exists(page: Page) -> None:
    """Those in blocks and those in backticks."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    spans = [line for line in (*lines(page), *page.codes()) if line.startswith("make ")]
    named = {word for line in spans if (word := line.split()[1]) != "#"}
    assert named <= targets


def unknown(words: list[str]) -> Iterator[str]:
    """What the command line does not know of a call of it."""
    with program.make_context("keepsake", ["--help"], resilient_parsing=True) as ctx:
        command = program.get_command(ctx, words[0])
    if command is None:
        if words[0] != "--help":
            yield words[0]
        return
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    yield from (word for word in words[1:] if word.startswith("--") and word not in known)


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_call_that_is_not_run_is_one_the_command_line_knows(page: Page) -> None:
    """Those in backticks, too: the command is there, and has these options."""
    spans = [*(line for line in lines(page) if not is_run(line)), *page.codes()]
    calls = [span.removeprefix(CALL) for span in spans if span.startswith(CALL)]
    with program.make_context("keepsake", ["--help"], resilient_parsing=True) as ctx:
        commands = program.list_commands(ctx)
    calls += [span for span in page.codes() if span.split()[:1] and span.split()[0] in commands]
    wrong = [f"{call}: {name}" for call in calls for name in unknown(shlex.split(call, comments=True))]
    assert wrong == []
