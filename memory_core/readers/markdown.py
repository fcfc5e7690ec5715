"""Markdown, like MEMORY.md: each point and paragraph is a statement of its own, with its headings as tags.

A heading that is a date says when. Blocks of code, tables, comments and what stands before the text between lines of
`---` are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from memory_core.domain.text import digest
from memory_core.errors import InvalidParameter
from memory_core.readers.told import Read, Told, moment, tags_of, whole

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_POINT = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)")
_FENCE = re.compile(r"\s*(```|~~~)")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_QUOTED = re.compile(r"^\s*(?:>\s*)+")
_COMMENT = ("<!--", "-->")
_LONGEST_LINE = 100_001  # characters; more is no statement


def read(text: TextIO) -> Iterator[Read]:
    yield from statements_of(_lines(text))


def statements(text: str, *, user: str = "", tags: tuple[str, ...] = (), place: str = "line") -> Iterator[Read]:
    """The statements of a text that stands in another file."""
    yield from statements_of(iter(text.splitlines()), user=user, tags=tags, unit=place)


def statements_of(
    lines: Iterator[str], *, user: str = "", tags: tuple[str, ...] = (), unit: str = "line"
) -> Iterator[Read]:
    page = _Page(user, tags, unit)
    for number, line in enumerate(_without_front(lines), 1):
        yield from page.read(number, line)
    yield from page.end()


@dataclass(slots=True)
class _Page:
    """Where reading stands: the headings above, and the lines of the statement that is not over yet."""

    user: str
    tags: tuple[str, ...]
    unit: str
    _headings: list[str] = field(default_factory=list)
    _at: int | None = None
    _open: list[str] = field(default_factory=list)
    _since: int = 0
    _closes: str = ""

    def read(self, number: int, line: str) -> Iterator[Read]:
        if self._closes:
            if self._closes in line:
                self._closes = ""
            return
        fence, heading, point = _FENCE.match(line), _HEADING.match(line), _POINT.match(line)
        if fence or line.lstrip().startswith(_COMMENT[0]):
            yield from self.end()
            closes = fence.group(1) if fence else _COMMENT[1]
            self._closes = closes if fence or closes not in line else ""
        elif heading:
            yield from self.end()
            self._enter(len(heading.group(1)), heading.group(2).rstrip().rstrip("#").rstrip())
        elif not line.strip() or _RULE.match(line) or line.lstrip().startswith("|"):
            yield from self.end()
        elif point:
            yield from self.end()
            self._open, self._since = [point.group(1)], number
        else:
            self._since = self._since if self._open else number
            self._open.append(_QUOTED.sub("", line).strip())

    def end(self) -> Iterator[Read]:
        """The statement that was open, if there is one."""
        text = whole(" ".join(filter(None, self._open)).strip())
        self._open = []
        if text:
            yield Told(
                place=f"{self.unit} {self._since}",
                text=text,
                is_fact=True,
                user=self.user,
                id=digest(*self._headings, text),
                at=self._at,
                tags=tags_of([*self.tags, *filter(None, self._headings)]),
            )

    def _enter(self, depth: int, title: str) -> None:
        """A heading; one that is a date says when, and is no tag."""
        title = whole(title)
        dated = _DATE.search(title)
        try:
            at = moment(dated.group()) if dated else None
        except InvalidParameter:
            at = None
        self._at = at if at is not None else self._at
        del self._headings[depth - 1 :]
        self._headings += [""] * (depth - 1 - len(self._headings))
        self._headings.append("" if at is not None else title)


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        yield line.rstrip("\r\n")


def _without_front(lines: Iterator[str]) -> Iterator[str]:
    """The lines, with those of a head between `---` empty, so that numbers stay."""
    is_front = False
    for number, line in enumerate(lines):
        bare = line.lstrip("\ufeff").strip()
        if number == 0 and bare == "---":
            is_front = True
        elif is_front and bare in ("---", "..."):
            is_front = False
        elif not is_front:
            yield line.lstrip("\ufeff") if number == 0 else line
            continue
        yield ""
