"""Writes the text of a submission to the marketplace, from .github/marketplace_pr.md and what is known elsewhere.

Usage: python -m dev.shipping.submission
"""

from pathlib import Path

import yaml

from dev.shipping.check import RULES
from dev.shipping.pack import ROOT
from dev.shipping.rules.explained import EXPLAINED

UNSET = "<set it in manifest.yaml>"


def submission(root: Path = ROOT) -> str:
    """The pull request's text, of the manifest's publisher and version."""
    manifest = yaml.safe_load((root / "manifest.yaml").read_text())
    known = {name: str(manifest.get(name) or UNSET) for name in ("author", "name", "version", "repo", "contact")}
    scanners = "\n".join(f"  - {entry.what}: {entry.why} ({', '.join(entry.files)})" for entry in EXPLAINED)
    text = (root / ".github" / "marketplace_pr.md").read_text()
    for name, value in {**known, "scanners": scanners, "rules": str(len(RULES))}.items():
        text = text.replace(f"{{{name}}}", value)
    return text


if __name__ == "__main__":
    print(submission(), end="")
