"""Writes the manifest's author into the ids by which the examples name the plugin.

Usage: python -m dev.example_ids
"""

import re

import yaml

from dev.shipping.pack import ROOT

_ID = re.compile(r"(?m)^( +(?:plugin|provider)_(?:id|name): )[\w-]+/(?=keepsake\b)")


def by(author: str, example: str) -> str:
    """The example's text, with the plugin of this author."""
    return _ID.sub(rf"\g<1>{author}/", example)


def main() -> None:
    author = yaml.safe_load((ROOT / "manifest.yaml").read_text())["author"]
    for path in sorted((ROOT / "examples").glob("*.yml")):
        path.write_text(by(author, path.read_text()))


if __name__ == "__main__":
    main()
