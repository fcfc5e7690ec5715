"""Whether a release says one version everywhere: the tag, manifest.yaml and the newest heading of CHANGELOG.md.

Usage: python -m dev.shipping.release v<version>

When all agree it prints what the release brings, which is what CHANGELOG.md says; else it says what does not, and ends
with 1.
"""

import re
import sys

from dev.shipping.pack import ROOT
from dev.shipping.publisher import publisher_of

_HEADING = re.compile(r"(?m)^## (\S+) *(.*)$")
_DAY = re.compile(r"\(\d{4}-\d{2}-\d{2}\)")


def disagreements(*, tag: str, version: str, changelog: str) -> list[str]:
    """A sentence for everything that says another version than the manifest, or that is not released."""
    found = []
    if tag != f"v{version}":
        found.append(f"The tag is {tag}, and manifest.yaml has {version}: tag v{version}, or change manifest.yaml.")
    heading = _HEADING.search(changelog)
    newest, day = heading.groups() if heading else ("nothing", "")
    if newest != version:
        found.append(f"CHANGELOG.md begins with {newest}: begin it with `## {version} (<the day>)`.")
    elif not _DAY.fullmatch(day):
        found.append(f"CHANGELOG.md does not say when {version} was released: write `## {version} (2026-11-30)`.")
    return found


def notes(changelog: str) -> str:
    """What stands under the newest heading."""
    return _HEADING.split(changelog)[3].strip()


def main() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    found = disagreements(tag=sys.argv[1], version=publisher_of(ROOT).version, changelog=changelog)
    if found:
        sys.exit("\n".join(found))
    print(notes(changelog))


if __name__ == "__main__":
    main()
