"""What Dify installs beside the package."""

from collections.abc import Iterator

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import advises, blocks

SDK, OLDEST_SDK = "dify-plugin", Version("0.9.0")
HEAVY = frozenset(
    """
    chromadb faiss-cpu faiss-gpu jax llama-cpp-python opencv-python opencv-python-headless paddlepaddle playwright
    pyppeteer selenium sentence-transformers spacy tensorflow torch torchaudio torchvision transformers
""".split()
)
_LOWER, _UPPER = {">=", ">", "==", "~=", "==="}, {"<", "<=", "==", "~=", "==="}


def every_requirement_is_from_the_index(package: Package) -> Iterator[str]:
    for line in _lines(package):
        if line.startswith("-") or _requirement(line) is None or "://" in line:
            yield f"requirements.txt: `{line}` is not a package with a version: name one of the package index."


def every_requirement_has_a_bound(package: Package) -> Iterator[str]:
    for requirement in _requirements(package):
        if not requirement.specifier:
            yield f"requirements.txt: {requirement.name} has no bound: write the oldest and the first untried version."


def bounds_are_on_both_sides(package: Package) -> Iterator[str]:
    for requirement in _requirements(package):
        operators = {specifier.operator for specifier in requirement.specifier}
        if operators and not (operators & _LOWER and operators & _UPPER):
            yield f"requirements.txt: `{requirement}` is open on one side: bound it on both."


def the_sdk_is_new_enough(package: Package) -> Iterator[str]:
    named = [requirement for requirement in _requirements(package) if canonicalize_name(requirement.name) == SDK]
    oldest = [
        Version(specifier.version)
        for requirement in named
        for specifier in requirement.specifier
        if specifier.operator in _LOWER
    ]
    if not oldest or max(oldest) < OLDEST_SDK:
        yield f"requirements.txt has to ask for dify_plugin>={OLDEST_SDK}."


def nothing_heavy_is_installed(package: Package) -> Iterator[str]:
    for requirement in _requirements(package):
        if canonicalize_name(requirement.name) in HEAVY:
            yield f"requirements.txt: {requirement.name} is so large that a reviewer has to agree: do without it."


def _lines(package: Package) -> Iterator[str]:
    """One for each package, without the hashes of its files."""
    text = package.text("requirements.txt").replace("\\\n", " ")
    lines = (line.split(" #")[0].split(" --hash=")[0].strip() for line in text.splitlines())
    yield from (line for line in lines if line and not line.startswith("#"))


def _requirements(package: Package) -> Iterator[Requirement]:
    yield from filter(None, map(_requirement, _lines(package)))


def _requirement(line: str) -> Requirement | None:
    try:
        return Requirement(line)
    except InvalidRequirement:
        return None


RULES = (
    *blocks(every_requirement_is_from_the_index, every_requirement_has_a_bound, the_sdk_is_new_enough),
    *advises(bounds_are_on_both_sides, nothing_heavy_is_installed),
)
