"""Locks what is installed: every package by version and hashes, for whatever machine it is installed on.

Usage: python -m dev.shipping.lock [--upgrade [PACKAGE ...]]

Of requirements.in, which people edit, it makes requirements.txt, which ships and which Dify installs; of
requirements-dev.in and requirements-engine.in what development adds. Versions that are locked stay, unless they are to
be upgraded or the bounds no longer allow them. It needs uv.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from dev.shipping.pack import ROOT

PYTHON = "3.12"  # the oldest; markers tell what later ones need
_HEADER = """\
# Made by `make lock` of {source}: edit that, not this.
"""


@dataclass(frozen=True, slots=True)
class Lock:
    """A file of packages, which one of requirements makes; `arguments` are those of uv."""

    source: str
    name: str
    arguments: Sequence[str] = ()


SHIPPED = Lock("requirements.in", "requirements.txt")
DEVELOPMENT = Lock("requirements-dev.in", "requirements-dev.txt", ("--constraint", SHIPPED.name))
ENGINE = Lock("requirements-engine.in", "requirements-engine.txt", ("--no-deps",))
LOCKS = (SHIPPED, DEVELOPMENT, ENGINE)


def pins(lock: Path) -> Iterator[tuple[Requirement, list[str]]]:
    """Every package of a lock, and the hashes of its files."""
    for entry in lock.read_text().replace("\\\n", " ").splitlines():
        if entry.strip() and not entry.startswith("#"):
            requirement, *hashes = entry.split(" --hash=")
            yield Requirement(requirement.strip()), [each.strip() for each in hashes]


def main() -> None:
    parser = argparse.ArgumentParser(description="Locks what is installed, by versions and hashes.")
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="these, or with none named all")
    upgrade: list[str] | None = parser.parse_args().upgrade
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("Locking needs uv, and there is none on PATH. Install it: https://docs.astral.sh/uv")
    for lock in LOCKS:
        _make(uv, lock, upgrade)


def _make(uv: str, lock: Lock, upgrade: list[str] | None) -> None:
    command = [uv, "pip", "compile", lock.source, "--quiet", "--universal", "--python-version", PYTHON]
    command += ["--generate-hashes", "--no-annotate", "--no-header", "--output-file", lock.name, *lock.arguments]
    if upgrade is not None:
        command += [part for name in upgrade for part in ("--upgrade-package", name)] or ["--upgrade"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(f"{lock.source} could not be locked: see what uv says above.")
    made = ROOT / lock.name
    made.write_text(_HEADER.format(source=lock.source) + made.read_text())


if __name__ == "__main__":
    main()
