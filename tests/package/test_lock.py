"""What is locked: exactly what is asked for and what that needs, by hashes, with its licence told."""

from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from dev.shipping import licences
from dev.shipping.audit import findings
from dev.shipping.dependencies import brought
from dev.shipping.lock import DEVELOPMENT, LOCKS, SHIPPED, Lock, pins
from dev.shipping.pack import ROOT

PINS = {lock: {pin.name: pin for pin, _ in pins(ROOT / lock.name)} for lock in LOCKS}
CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}
WEAK = CLEAN | {"vulns": [{"id": "PYSEC-1", "fix_versions": ["8.5.2"]}]}
LEFT_OUT = {"name": "click", "skip_reason": "Dependency not found on PyPI"}


def asked_for(lock: Lock) -> list[Requirement]:
    lines = (line.split(" #")[0].strip() for line in (ROOT / lock.source).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-r"))]


def version(pin: Requirement) -> str:
    [specifier] = pin.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_each_package_has_one_version_and_its_hashes(lock: Lock) -> None:
    """So that nothing else than what was tried is installed, whatever an index serves."""
    for pin, hashes in pins(ROOT / lock.name):
        assert version(pin)
        assert hashes
        assert all(each.startswith("sha256:") and len(each) == 71 for each in hashes)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_the_lock_is_of_what_is_asked_for(lock: Lock) -> None:
    """After an edit of requirements*.in, `make lock` is due."""
    for wanted in asked_for(lock):
        pin = PINS[lock].get(canonicalize_name(wanted.name))
        assert pin is not None, f"{wanted.name} is not locked: make lock"
        assert wanted.specifier.contains(version(pin)), f"{wanted.name} is locked at {version(pin)}: make lock"


def test_what_ships_is_locked_whole() -> None:
    """Everything that the packages need here, too: nothing is left to be resolved when Dify installs it."""
    needed = brought({canonicalize_name(wanted.name) for wanted in asked_for(SHIPPED)})
    assert needed <= PINS[SHIPPED].keys()


def test_development_has_the_versions_that_ship() -> None:
    """What is tested is what is installed."""
    for name, pin in PINS[SHIPPED].items():
        assert version(PINS[DEVELOPMENT][name]) == version(pin)


def test_every_licence_is_told() -> None:
    """The page is as `make lock` writes it."""
    assert licences.PAGE.read_text() == licences.page()


@pytest.mark.parametrize(
    ("packages", "told"),
    [
        ([CLEAN], []),
        ([CLEAN, WEAK], ["a.txt: click 8.5.1 has PYSEC-1, mended in 8.5.2."]),
        ([CLEAN, LEFT_OUT], ["a.txt: nobody could be asked for advisories (1 of 2 packages were left out)."]),
        ([], ["a.txt: nobody could be asked for advisories (0 of 0 packages were left out)."]),
    ],
)
def test_an_audit_without_an_answer_is_none(packages: list[dict[str, object]], told: list[str]) -> None:
    """An advisory is told, and so is that nobody could be asked."""
    found = list(findings("a.txt", {"dependencies": packages}))
    assert len(found) == len(told)
    assert all(sentence.startswith(wanted) for sentence, wanted in zip(found, told, strict=True))


def test_hashes_are_read_with_their_package(tmp_path: Path) -> None:
    """Over the lines that a lock breaks them into."""
    lock = tmp_path / "lock.txt"
    lock.write_text('# made\na==1 ; sys_platform == "win32" \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nb==2\n')
    assert [(pin.name, hashes) for pin, hashes in pins(lock)] == [("a", ["sha256:aa", "sha256:bb"]), ("b", [])]
