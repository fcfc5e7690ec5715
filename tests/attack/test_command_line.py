"""Hostile arguments, files and pipes on the command line: it ends in one line, and never in a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.fuzz import rounds
from tests.attack.hostile import anything, text

ROOT = Path(__file__).parents[2]
KEY = "a-key-of-enough-length"
HALF = b"a \xed\xa0\xbd b"
NO_UTF_8 = b"a \xff b"
BAD_LINES = (
    '{"content": "\\ud83d"}\n'
    + '{"id": "\\udc00", "memory": "x"}\n'
    + "[" * 100_000
    + "\n"
    + '{"id": ' * 100_000
    + '\n{"id": '
    + "9" * 5_000
    + "}\nnull\n\x00\n{}\n"
)


def ends(folder: Path, *arguments: str | bytes, before: str = "", after: str = "") -> tuple[int, str]:
    """The exit code, and what is told on stderr; a shell changes where it reads and writes."""
    script = f'{before} exec "$0" -m memory_core "$@" {after}'
    environment = os.environ | {"KEEPSAKE_DATA_DIR": str(folder), "KEEPSAKE_API_KEY": KEY}
    command = ["bash", "-c", script, sys.executable, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
    return ended.returncode, ended.stderr.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("", ">&-"), ("", "> /dev/full"), ("", "2>&-"), ("", "< /dev/null"), ("", "> /dev/full 2>&1")],
)
def test_an_import_never_ends_in_a_traceback(tmp_path: Path, before: str, after: str) -> None:
    """Whatever its lines are, and wherever it writes."""
    file = tmp_path / "bad.jsonl"
    file.write_text(BAD_LINES)
    code, told = ends(tmp_path / "data", "import", str(file), before=before, after=after)
    assert code == 1
    assert not [word for word in ("Traceback", "Exception ignored", "internal_error") if word in told]
    assert len(told.splitlines()) <= 1


@pytest.mark.parametrize("after", ["<&-", f"<<< $'{chr(92)}xff'", "< /dev/null"])
def test_an_import_of_nothing_says_so(tmp_path: Path, after: str) -> None:
    """A closed pipe, no text, or an empty one."""
    code, told = ends(tmp_path / "data", "import", "-", after=after)
    assert code in (0, 1)
    assert not [word for word in ("Traceback", "Exception ignored", "internal_error") if word in told]


@pytest.mark.parametrize("said", [HALF, NO_UTF_8], ids=["half a character", "no UTF-8"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("store",),
        ("store", "x", "--speaker"),
        ("search",),
        ("search", "x", "--user-id"),
        ("search", "x", "--session-id"),
        ("list", "--text"),
        ("forget",),
    ],
    ids=" ".join,
)
def test_no_argument_ends_in_a_traceback(tmp_path: Path, arguments: tuple[str, ...], said: bytes) -> None:
    """It is told that it is no text, in one line; what is no memory's id is found nowhere."""
    code, told = ends(tmp_path, *arguments, said)
    assert code in ((0, 1) if arguments == ("forget",) else (1, 2))
    assert not [word for word in ("Traceback", "Exception ignored", "internal_error") if word in told]


def test_any_file_is_imported_or_told_by_its_lines(tmp_path: Path) -> None:
    """Objects of any names and values, whole or cut, in one file, whichever program it is taken for."""
    lines = []
    for _, rng in rounds(0.15):
        names = ("id", "content", "memory", "type", "scope", "created_at", "sources", "tags", "state", text(rng))
        try:
            line = json.dumps({name: anything(rng, 2) for name in rng.sample(names, 5)})
        except RecursionError:
            continue
        lines.append(line[: rng.choice([len(line), rng.randrange(len(line))])].replace("\n", " "))
    file = tmp_path / "any.jsonl"
    file.write_text("\n".join(lines))
    code, told = ends(tmp_path / "data", "import", str(file), after=f"> {tmp_path}/out")
    assert (code, told) == (1, "")
    first, *others = (tmp_path / "out").read_text().splitlines()
    assert "lines are bad" in first or "in the file" in first
    assert others


def test_nobody_else_reads_what_is_written(tmp_path: Path) -> None:
    """The data folder, exports and backups, however lax the shell is."""
    data = tmp_path / "data"
    lax = "umask 000;"
    assert ends(data, "store", "I keep bees.", before=lax)[0] == 0
    assert ends(data, "export", str(tmp_path / "bees.jsonl"), before=lax)[0] == 0
    assert ends(data, "backup", str(tmp_path / "backup"), before=lax)[0] == 0
    written = list(tmp_path.rglob("*"))
    assert {path.name for path in tmp_path.iterdir()} >= {"data", "bees.jsonl"}
    assert not [path for path in written if path.stat().st_mode & 0o077]
