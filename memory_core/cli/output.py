"""What a command answers: JSON on stdout with `--json`, lines for people without it; progress and notes on stderr."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click
from tqdm import tqdm

_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's answers go."""

    as_json: bool

    def answer(self, record: Mapping[str, Any], text: str) -> None:
        """One object on a line of its own, or what it says to people."""
        click.echo(json.dumps(record, ensure_ascii=False) if self.as_json else harmless(text))

    def note(self, sentence: str) -> None:
        """What is worth knowing besides the answer."""
        click.echo(harmless(sentence), err=True)


def harmless(text: str) -> str:
    """Without the characters by which a stored text could command a terminal, or turn its lines around."""
    return _COMMANDING.sub("\N{REPLACEMENT CHARACTER}", text)


def counted(number: int, noun: str) -> str:
    """Like `1 memory` or `2,000 memories`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun.removesuffix('y')}ies" if noun.endswith("y") else f"{number:,} {noun}s"


def progress_bar(what: str, *, total: int | None = None, unit: str = "memories") -> "tqdm[Any]":
    """A bar on stderr; none where stderr is no terminal."""
    return tqdm(desc=what, total=total, unit=f" {unit}", disable=None, leave=False, dynamic_ncols=True)
