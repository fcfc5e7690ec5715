"""Writes docs/licences.md: every package that Dify installs beside the plugin, and its licence as it says itself.

Usage: python -m dev.shipping.licences (in an environment of requirements.txt)
"""

from importlib.metadata import PackageNotFoundError, distribution

from dev.shipping.lock import SHIPPED, pins
from dev.shipping.pack import ROOT

PAGE = ROOT / "docs" / "licences.md"
_HEAD = """\
# Licences

What Dify installs beside Keepsake on Linux, each version as it is locked in `requirements.txt`, and its licence in the
words of its own metadata. Keepsake is under [Apache-2.0](../LICENSE); the two halves of the bundled model are, too.
`make lock` writes this page.

| package | version | licence |
|---|---|---|
"""
_CLASSIFIER = "License :: OSI Approved :: "
_FILES = ("LICENSE", "LICENCE", "COPYING")
_LONGEST = 60  # characters; what is longer is the licence itself


def page() -> str:
    wanted = [pin for pin, _ in pins(ROOT / SHIPPED.name) if pin.marker is None or pin.marker.evaluate()]
    rows = (f"| {pin.name} | {str(pin.specifier).removeprefix('==')} | {licence(pin.name)} |" for pin in wanted)
    return _HEAD + "\n".join(rows) + "\n"


def licence(name: str) -> str:
    """As the package's metadata says it; raises LookupError when they say nothing, or it is not installed."""
    try:
        told = distribution(name).metadata
    except PackageNotFoundError:
        raise LookupError(f"{name} is not installed. Run 'make setup'.") from None
    classified = [c.removeprefix(_CLASSIFIER) for c in told.get_all("Classifier", []) if c.startswith(_CLASSIFIER)]
    said = [told.get("License-Expression", ""), told.get("License", ""), ", ".join(classified)]
    said += [_first_line(name)]
    short = [" ".join(text.split()) for text in said if text and len(text) <= _LONGEST and text != "UNKNOWN"]
    if not short:
        raise LookupError(f"{name} does not say under which licence it is: look it up, and do without it or name it.")
    return short[0]


def _first_line(name: str) -> str:
    """Of the licence's own text, which begins with its name."""
    files = [file for file in distribution(name).files or [] if file.stem.upper() in _FILES]
    lines = [line.strip() for file in files for line in file.read_text().splitlines() if line.strip()]
    return lines[0] if lines else ""


def main() -> None:
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
