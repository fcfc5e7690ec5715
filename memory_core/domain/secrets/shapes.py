"""Keys and tokens whose form gives them away: what each issuer begins them with, and how long they are.

shapes.toml has them. A shape has an `id`; the `kind` of secret; what a text `needs`, one of which it holds if it has
such a key, in small letters for one of `anycase`; and its `pattern`, in which a group named `secret` is what goes, or
else all of it.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files

from memory_core.domain.secrets.kinds import Found, Kind


class _Shape:
    """A shape whose pattern is compiled when a text first holds what it needs."""

    def __init__(self, *, id: str, kind: str, needs: list[str], pattern: str, anycase: bool = False) -> None:  # noqa: A002
        self._rule = id
        self._kind = Kind(kind)
        self._needs = needs
        self._pattern = pattern
        self._anycase = anycase

    def find(self, text: str, small: str) -> Iterator[Found]:
        held = small if self._anycase else text
        if not any(part in held for part in self._needs):
            return
        group = "secret" if "secret" in self._regex.groupindex else 0
        for match in self._regex.finditer(text):
            yield Found(match.start(group), match.end(group), self._kind, self._rule)

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        return re.compile(self._pattern, re.IGNORECASE if self._anycase else 0)


@cache
def _shapes() -> tuple[_Shape, ...]:
    table = tomllib.loads(files("memory_core.domain.secrets").joinpath("shapes.toml").read_text("utf-8"))
    return tuple(_Shape(**each) for each in table["shapes"])


def by_shape(text: str) -> Iterator[Found]:
    """The keys and tokens whose form is known. Time grows linearly with the text."""
    small = text.lower()
    for shape in _shapes():
        yield from shape.find(text, small)
