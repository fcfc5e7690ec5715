"""Short sentences of ten languages that have nothing to do with each other, to learn a model's background from."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_suffix(".txt")  # "# <code>", then the sentences of that language, one a line


@cache
def unrelated_sentences() -> Mapping[str, Sequence[str]]:
    """30 of each language, by its ISO 639-1 code."""
    blocks = _FILE.read_text(encoding="utf-8").removeprefix("# ").split("\n# ")
    return {code: sentences for code, *sentences in (block.splitlines() for block in blocks)}
