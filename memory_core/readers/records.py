"""Records: a JSON text of any size as its parts, one at a time, so that memory holds no more than the largest of them.

A list gives its items; an object that holds a list of records gives first its head, what it says before the list, and
then the list's items; any other object is one record, and JSON Lines give a record a line.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Never, TextIO

from memory_core.errors import InvalidParameter

_CHUNK = 1 << 16
_LARGEST = 1 << 27  # characters of one record
_BLANK = " \t\r\n\ufeff\x00"
_LISTS = frozenset(("results", "memories", "data", "feedback_data", "conversations", "items"))


@dataclass(frozen=True, slots=True)
class Record:
    """A value and its number in the file from 1 on; 0 is the head of what follows. A line that is no JSON `is_bad`."""

    number: int
    value: Any
    is_bad: bool = False
    unit: str = "item"

    @property
    def is_head(self) -> bool:
        return self.number == 0

    @property
    def place(self) -> str:
        return f"{self.unit} {self.number}"


def records(text: TextIO) -> Iterator[Record]:
    """The records of a JSON text, or of lines. Raises InvalidParameter when it is neither, or ends too early."""
    head = _Head(text)
    first = head.peek()
    if first == "[":
        yield from _items(head)
    elif first != "{":
        raise InvalidParameter("The file holds no JSON: it begins with neither '[' nor '{'. Name its --format.")
    elif _or_none(head.first_line()) is None:
        yield from _fields(head)
    else:
        lines = _lines(head)
        one, more = next(lines), next(lines, None)
        yield from _of_object(one.value) if more is None else chain([one, more], lines)


def _of_object(value: dict[str, Any]) -> Iterator[Record]:
    """Of an object that was read whole."""
    listed = next((name for name in value if name in _LISTS and isinstance(value[name], list)), None)
    if listed is None:
        yield Record(1, value, unit="line")
        return
    yield Record(0, {name: held for name, held in value.items() if name != listed})
    yield from (Record(number, each) for number, each in enumerate(value[listed], 1))


class _Head:
    """What is read of a text, and where reading stands in it."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._ended = False
        self._decode = json.JSONDecoder(parse_constant=_refuse).raw_decode

    def peek(self) -> str:
        """The next character that is no blank; empty at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _BLANK:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def skip(self, expected: str) -> None:
        if self.peek() != expected:
            self._fail()
        self._at += 1

    def value(self) -> Any:
        """The JSON value that comes next. Raises InvalidParameter."""
        self.peek()
        wanted = 0
        while True:
            try:
                value, end = self._decode(self._buffer, self._at)
            except (ValueError, RecursionError) as exc:
                if isinstance(exc, RecursionError) or self._ended or not self._grow(wanted):
                    self._fail()
            else:
                if end < len(self._buffer) or self._ended:  # else a number may go on
                    self._at = end
                    return value
                self._grow(wanted)
            wanted = len(self._buffer) - self._at  # so that each text is tried a few times only

    def first_line(self) -> str:
        """The line that reading stands in, which stays to be read."""
        self.peek()
        while (end := self._buffer.find("\n", self._at)) < 0:
            if len(self._buffer) - self._at > _LARGEST:
                self._fail()
            if not self._more():
                end = len(self._buffer)
                break
        return self._buffer[self._at : end]

    def lines(self) -> Iterator[str]:
        rest = self._buffer[self._at :]
        yield from _split(rest, self._text)

    def _more(self) -> bool:
        read = self._text.read(_CHUNK)
        self._ended = not read
        self._buffer = self._buffer[self._at :] + read
        self._at = 0
        return bool(read)

    def _grow(self, by: int) -> bool:
        """Reads at least as much again, so that each text is tried a few times only."""
        if len(self._buffer) - self._at > _LARGEST:
            raise InvalidParameter(f"A part of the file is larger than {_LARGEST >> 20:,} MiB. Split the file.")
        grown = self._more()
        parts = [self._buffer]
        size = len(parts[0])
        while grown and size < 2 * by:
            read = self._text.read(_CHUNK)
            if not read:
                self._ended = True
                break
            parts.append(read)
            size += len(read)
        self._buffer = "".join(parts)
        return grown

    def _fail(self) -> Never:
        if self._ended and self._at >= len(self._buffer) - 1:
            raise InvalidParameter("The file ends too early: it was cut off. Export it again.")
        while self._more():  # whether it is cut off or wrong is told by what stands last
            self._at = max(0, len(self._buffer) - 1_000)
        is_whole = self._buffer.rstrip(_BLANK).endswith(("]", "}"))
        if is_whole:
            raise InvalidParameter("The file is not valid JSON. Export it again, or name its --format.")
        raise InvalidParameter("The file ends too early: it was cut off. Export it again.")


def _items(head: _Head) -> Iterator[Record]:
    head.skip("[")
    number = 0
    while head.peek() != "]":
        if number:
            head.skip(",")
        number += 1
        yield Record(number, head.value())
    head.skip("]")


def _fields(head: _Head) -> Iterator[Record]:
    head.skip("{")
    said: dict[str, Any] = {}
    has_list = False
    while head.peek() != "}":
        if said or has_list:
            head.skip(",")
        name = str(head.value())
        head.skip(":")
        if name in _LISTS and head.peek() == "[" and not has_list:
            has_list = True
            yield Record(0, dict(said))
            yield from _items(head)
        else:
            said[name] = head.value()
    head.skip("}")
    if not has_list:
        yield Record(1, said)


def _lines(head: _Head) -> Iterator[Record]:
    for number, line in enumerate(head.lines(), 1):
        if line.strip(_BLANK):
            value = _or_none(line)
            yield Record(number, value, is_bad=value is None, unit="line")


def _split(rest: str, text: TextIO) -> Iterator[str]:
    """Lines by their ends alone; one that never ends is told as bad, and not kept in memory."""
    while True:
        line, found, after = rest.partition("\n")
        if found:
            yield line
            rest = after
            continue
        read = text.read(_CHUNK)
        if not read:
            yield rest
            return
        rest = rest[:_LARGEST] + read


def _or_none(line: str) -> Any:
    try:
        return json.loads(line.strip(_BLANK), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(_: str) -> Never:
    raise ValueError
