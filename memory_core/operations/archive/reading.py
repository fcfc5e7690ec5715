"""Reading: the lines of a file as memories, one by one; what is wrong with a line is said, and the next one is read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Never

from pydantic import ValidationError

from memory_core.errors import InvalidParameter
from memory_core.operations.archive.lines import FORMAT, VERSION, Header, has_vectors, to_entry
from memory_core.ports import Entry


@dataclass(frozen=True, slots=True)
class Into:
    """Where memories are to be: the importing key's space, and when given one agent and one realm for all of them."""

    space: str
    agent: str | None = None
    realm: str | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line, or an item of a list, by its number from 1 on, and what is wrong with it: never what it says."""

    number: int
    problem: str


@dataclass(frozen=True, slots=True)
class File:
    """What a file holds: entries without channels, or with those of the model `embedded_by`."""

    entries: Iterator[tuple[int, Entry] | BadLine]
    embedded_by: str = ""


class _BadJson(ValueError):
    pass


def read_file(lines: Iterable[str], *, into: Into) -> File:
    """A file that 'export' wrote, line by line. Raises InvalidParameter when it is none, or of a later version."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip("\ufeff \t\r\n"))
    first = next(numbered, None)
    if first is None:
        raise InvalidParameter("The file is empty. Give one that 'export' made.")
    head = _json_or_none(first[1])
    if not isinstance(head, dict) or "format" not in head:
        raise InvalidParameter("The file's first line is not as 'export' writes it. Give the file whole.")
    header = _header(head)
    return File(_each(_parsed(numbered), _of_keepsake(into, header)), header.embedding_model if header.vectors else "")


def is_export(line: str) -> bool:
    """Whether a file that begins with this line is one that 'export' wrote."""
    head = _json_or_none(line)
    return isinstance(head, dict) and "format" in head


def _header(head: Mapping[str, Any]) -> Header:
    if head.get("format") == FORMAT and head.get("version") not in range(1, VERSION + 1):
        raise InvalidParameter(
            f"The file is of a later version than this Keepsake reads ({VERSION}). Upgrade Keepsake and try again."
        )
    try:
        return Header.model_validate(head)
    except ValidationError as exc:
        raise InvalidParameter(f"The file's first line is not as 'export' writes it: it {_problem(exc)}") from None


type _Record = tuple[int, Any]
type _Make = Callable[[int, Mapping[str, Any]], Entry]


def _of_keepsake(into: Into, header: Header) -> _Make:
    def make(_: int, record: Mapping[str, Any]) -> Entry:
        entry = to_entry(record, space=into.space, version=header.version)
        if header.vectors and not has_vectors(entry):
            raise InvalidParameter("has no vectors, and the file's first line says that each has.")
        place = entry.memory.scope
        agent = place.agent if into.agent is None else into.agent
        realm = place.realm if into.realm is None else into.realm
        return replace(entry, memory=replace(entry.memory, scope=replace(place, agent=agent, realm=realm)))

    return make


def _each(records: Iterable[_Record], make: _Make) -> Iterator[tuple[int, Entry] | BadLine]:
    for number, record in records:
        try:
            if isinstance(record, Exception):
                raise record
            if not isinstance(record, dict):
                raise InvalidParameter("is no JSON object.")
            yield number, make(number, record)
        except ValidationError as exc:
            yield BadLine(number, _problem(exc))
        except (InvalidParameter, _BadJson) as exc:
            yield BadLine(number, str(exc))


def _parsed(lines: Iterable[tuple[int, str]]) -> Iterator[_Record]:
    for number, line in lines:
        try:
            yield number, _json(line)
        except _BadJson as exc:
            yield number, exc


def _json_or_none(text: str) -> Any:
    try:
        return _json(text)
    except _BadJson:
        return None


def _json(text: str) -> Any:
    try:
        value = json.loads(text.lstrip("\ufeff"), parse_constant=_refuse)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise _BadJson("holds half a character (a lone surrogate), which cannot be stored.") from None
    except json.JSONDecodeError as exc:
        raise _BadJson(f"is not valid JSON (at character {exc.colno}).") from None
    except (ValueError, RecursionError):
        raise _BadJson("is not valid JSON.") from None
    return value


def _refuse(_: str) -> Never:
    raise ValueError


def _problem(exc: ValidationError) -> str:
    """The first thing that is wrong, by our own field names only: a line's other words may be somebody's."""
    error = exc.errors(include_input=False, include_url=False, include_context=False)[0]
    if error["type"] == "extra_forbidden":
        return "has a field that this version does not know."
    place = ".".join(str(part) for part in error["loc"])
    said = error["msg"].removeprefix("Value error, ").rstrip(".")
    return f"cannot be used: {place}: {said}." if place else f"cannot be used: {said}."
