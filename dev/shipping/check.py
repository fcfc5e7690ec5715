"""Checks a package against every rule of the marketplace that a program can check.

Usage: python -m dev.shipping.check [--release] [FILE.difypkg]

It ends with 1 when a rule blocks; with --release also when the publisher has left something unset.
"""

import argparse
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev.shipping.pack import ROOT
from dev.shipping.publisher import publisher_of
from dev.shipping.rules import code, contents, documents, forms, icon, loading, manifest, requirements
from dev.shipping.rules.opened import Package, opened
from dev.shipping.rules.rule import Rule, Weight

FIRST = loading.RULES  # the others read what these have found sound
OTHERS = (
    *manifest.RULES,
    *icon.RULES,
    *forms.RULES,
    *documents.RULES,
    *requirements.RULES,
    *contents.RULES,
    *code.RULES,
)
RULES = (*FIRST, *OTHERS)


@dataclass(frozen=True, slots=True)
class Finding:
    rule: Rule
    message: str


def findings(package: Package) -> list[Finding]:
    """The heaviest last; nothing but the first rules' when one of those is broken."""
    found = list(_broken(FIRST, package)) or list(_broken(OTHERS, package))
    return sorted(found, key=lambda finding: list(Weight).index(finding.rule.weight), reverse=True)


def _broken(rules: tuple[Rule, ...], package: Package) -> Iterator[Finding]:
    for rule in rules:
        yield from (Finding(rule, message) for message in rule.look(package))


def main() -> None:
    parser = argparse.ArgumentParser(description="Checks a package against the marketplace's rules.")
    parser.add_argument(
        "package",
        type=Path,
        nargs="?",
        default=ROOT / publisher_of(ROOT).file_name,
        help="by default the one that `make package` writes",
    )
    parser.add_argument("--release", action="store_true", help="also refuse what the publisher has left unset")
    arguments = parser.parse_args()
    path: Path = arguments.package
    if not path.is_file():
        sys.exit(f"There is no {path}: `make package` makes one.")
    try:
        package = opened(path)
    except zipfile.BadZipFile:
        sys.exit(f"{path} is no zip, so it is no package.")
    found = findings(package)
    for finding in found:
        print(f"{finding.rule.weight:9} {finding.rule.name}: {finding.message}")
    weights = {finding.rule.weight for finding in found}
    refused = weights & ({Weight.BLOCKS, Weight.UNSET} if arguments.release else {Weight.BLOCKS})
    unpacked = sum(map(len, package.files.values()))
    print(
        f"{path}: {package.packed_bytes / 2**20:.1f} MiB, {unpacked / 2**20:.1f} MiB unpacked, "
        f"{len(package.files)} files, {len(RULES)} rules, {'refused' if refused else 'accepted'}."
    )
    sys.exit(bool(refused))


if __name__ == "__main__":
    main()
