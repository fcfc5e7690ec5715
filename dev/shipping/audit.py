"""Asks PyPI for known advisories on what ships and on what development adds.

Usage: python -m dev.shipping.audit

It ends with 1 when a locked version has one, or when nobody could be asked: a release needs an answer. pip-audit does
the asking; uv fetches it for the moment, so that it is no requirement of anything here.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from dev.shipping.lock import LOCKS, Lock
from dev.shipping.pack import ROOT

_TOOL = "pip-audit==2.10.1"
_OUT_OF_REACH = "{lock}: nobody could be asked for advisories ({why}). Run this where https://pypi.org can be reached."


def main() -> None:
    uv = shutil.which("uv")
    if uv is None:
        sys.exit("The audit needs uv, and there is none on PATH. Install it: https://docs.astral.sh/uv")
    found = [sentence for lock in LOCKS for sentence in _of(uv, lock)]
    if found:
        sys.exit("\n".join(found))
    print(f"No advisory is known for what {', '.join(lock.name for lock in LOCKS)} lock.")


def _of(uv: str, lock: Lock) -> list[str]:
    command = [uv, "tool", "run", "--quiet", _TOOL, "--requirement", lock.name, "--disable-pip", "--require-hashes"]
    command += ["--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or ["no answer"]
        return [_OUT_OF_REACH.format(lock=lock.name, why=last[0][:200])]
    return list(findings(lock.name, report))


def findings(lock: str, report: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each advisory; or one that packages were left out, for what was not asked is not known."""
    packages = report["dependencies"]
    for package in packages:
        for advisory in package.get("vulns", ()):
            fixed = ", ".join(advisory["fix_versions"]) or "no version yet"
            yield f"{lock}: {package['name']} {package['version']} has {advisory['id']}, mended in {fixed}."
    left_out = [package["name"] for package in packages if "skip_reason" in package]
    if left_out or not packages:
        yield _OUT_OF_REACH.format(lock=lock, why=f"{len(left_out)} of {len(packages)} packages were left out")


if __name__ == "__main__":
    main()
