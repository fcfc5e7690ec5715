"""Recognise: which program made a file, by what it holds; and the reading of it from beginning to end."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, TextIO

from memory_core.errors import InvalidParameter
from memory_core.readers import chatgpt, claude, dify, json_lines, langgraph, markdown, mem0, mem9, openmemory
from memory_core.readers.opened import Packed, translated
from memory_core.readers.records import Record, records
from memory_core.readers.told import Read, Unread

_LOOKED_AT = 20  # records that are enough to tell a format
_HEAD = 4_096  # characters
_IN_ZIPS = ("conversations.json", "memories.json")  # each is read when it is there
_JSON = "[{"

type _Records = Callable[[Iterable[Record]], Iterator[Read]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format whose records are read by `read` when `recognises` one of them; those of CSV and Markdown have none."""

    name: str
    of: str  # as people call it
    recognises: Callable[[Record], bool] = lambda _: False
    read: _Records | None = None


# In this order: what a later one would take, too, is told by an earlier one.
_OF_RECORDS = (
    Format("chatgpt", "ChatGPT", chatgpt.recognises, chatgpt.read),
    Format("claude", "Claude", claude.recognises, claude.read),
    Format("openmemory", "OpenMemory", openmemory.recognises, openmemory.read),
    Format("mem9", "mem9", mem9.recognises, mem9.read),
    Format("langgraph", "LangGraph", langgraph.recognises, langgraph.read),
    Format("mem0", "mem0", mem0.recognises, mem0.read),
    Format("dify", "Dify", dify.recognises, dify.read),
    Format("jsonl", "JSON", json_lines.recognises, json_lines.read),
)
_CSV, _MARKDOWN = Format("dify", "Dify"), Format("markdown", "Markdown")
FORMATS = tuple(dict.fromkeys([*(each.name for each in _OF_RECORDS), _MARKDOWN.name]))


@dataclass(frozen=True, slots=True)
class Found:
    """A file whose format is known: its `name`, what people call it, and what it says, read as it is asked for."""

    name: str
    of: str
    told: Iterator[Read]


def recognised(file: BinaryIO, *, wanted: str = "", encoding: str = "") -> Found:
    """What an open file says, which can be sought in; `wanted` is a format by name. Raises InvalidParameter, also while
    `told` is read."""
    packed = Packed(file, encoding=encoding)
    names = packed.names
    if names == [""]:
        return _of_text(packed.text, wanted)
    members = [name for name in _IN_ZIPS if name in names] or [n for n in names if n.endswith((".json", ".jsonl"))][:1]
    if not members:
        raise InvalidParameter("The zip holds no conversations.json or memories.json. Give an export as it came.")
    found = [_of_text(lambda name=name: packed.text(name), wanted) for name in members]  # type: ignore[misc]
    return Found(found[0].name, found[0].of, chain.from_iterable(each.told for each in found))


def _of_text(open_text: Callable[[], TextIO], wanted: str) -> Found:
    with translated():
        text = open_text()
        head = text.read(_HEAD)
    bare = head.lstrip("\ufeff \t\r\n\x00")
    if not bare:
        raise InvalidParameter("The file is empty. Give one that a program exported.")
    if wanted == _MARKDOWN.name or (not wanted and bare[0] not in _JSON and not _is_csv(head)):
        return Found(_MARKDOWN.name, _MARKDOWN.of, _reading(markdown.read, open_text()))
    if bare[0] not in _JSON:
        if not _is_csv(head):
            raise InvalidParameter("The file is neither JSON nor a CSV of Dify's. Leave --format out, or change it.")
        return Found(_CSV.name, _CSV.of, _reading(dify.read_csv, open_text()))
    form = _named(wanted) if wanted else _recognised(open_text())
    assert form.read is not None
    return Found(form.name, form.of, _reading(_of_records(form.read), open_text()))


def _reading(read: Callable[[TextIO], Iterator[Read]], text: TextIO) -> Iterator[Read]:
    with translated():
        yield from read(text)


def _of_records(read: _Records) -> Callable[[TextIO], Iterator[Read]]:
    """The reading of a format's records; a line that is no JSON is told, whatever the format."""

    def run(text: TextIO) -> Iterator[Read]:
        bad: list[Record] = []

        def good() -> Iterator[Record]:
            for record in records(text):
                if record.is_bad:
                    bad.append(record)
                else:
                    yield record

        yield from read(good())
        yield from (Unread(record.place, "is not valid JSON.") for record in bad)

    return run


def _named(name: str) -> Format:
    return next(form for form in _OF_RECORDS if form.name == name)


def _recognised(text: TextIO) -> Format:
    with translated():
        head = list(islice(records(text), _LOOKED_AT))
    for form in _OF_RECORDS:
        if any(form.recognises(record) for record in head if not record.is_bad):
            return form
    raise InvalidParameter(
        f"The file is JSON, but of no program that is known here. Name its --format: {', '.join(FORMATS)}."
    )


def _is_csv(head: str) -> bool:
    first = head.lstrip("\ufeff").partition("\n")[0]
    return dify.recognises_csv(next(csv.reader([first]), []))
