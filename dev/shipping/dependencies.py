"""What each of the plugin's requirements costs on disk: itself, and what would go with it.

Usage: python -m dev.shipping.dependencies (in an environment where requirements.txt is installed)
"""

from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev.shipping.lock import SHIPPED
from dev.shipping.pack import ROOT


def main() -> None:
    lines = (ROOT / SHIPPED.source).read_text().splitlines()
    named = {canonicalize_name(Requirement(line).name) for line in lines}
    freed = {name: brought(named) - brought(named - {name}) for name in named}
    print("| requirement | itself (MB) | without it, less is installed (MB) | namely |")
    print("|---|---|---|---|")
    for name in sorted(named, key=lambda name: (-_mb(freed[name]), -_mb({name}))):
        packages = ", ".join(sorted(freed[name], key=lambda package: -_mb({package})))
        print(f"| {name} | {_mb({name}):.1f} | {_mb(freed[name]):.1f} | {packages or 'nothing: others need it too'} |")
    print(f"| all {len(brought(named))} packages | {_mb(brought(named)):.1f} | | |")


def brought(names: Iterable[str]) -> set[str]:
    """The packages and everything they need here, themselves included."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        package = canonicalize_name(waiting.pop())
        if package not in found and (installed := _installed(package)):
            found.add(package)
            waiting += [need.name for need in map(Requirement, installed.requires or []) if _wanted(need)]
    return found


def _wanted(need: Requirement) -> bool:
    return need.marker is None or need.marker.evaluate({"extra": ""})


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _mb(names: set[str]) -> float:
    packages = [installed for name in names if (installed := _installed(name))]
    paths = (Path(file.locate()) for package in packages for file in package.files or [])
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
