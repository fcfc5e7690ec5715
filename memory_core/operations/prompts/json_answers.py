"""Reading a list out of what a language model answered: JSON, JSON in prose, or JSON that breaks off."""

import json
import re
from contextlib import suppress
from typing import Any

from memory_core.domain.reasoning import without_reasoning
from memory_core.errors import ModelAnswerUnusable

_BEFORE_LIST = re.compile(r"\A\s*(?:```(?:json)?)?\s*")
_MENTIONS = 5  # of the list's name that are looked at
_UNUSABLE = "The language model's answer holds no JSON of the form that was asked for."


def read_items(answer: str, name: str) -> tuple[list[Any], int]:
    """The items of the list `name`, and how many could not be read: one that breaks off is never completed by guessing.
    What a model thinks before it answers is no answer, and of several answers the last one counts.

    Raises ModelAnswerUnusable when there is no such list.
    """
    with suppress(ValueError, RecursionError):  # as it was asked for
        if (items := _list(json.loads(answer), name)) is not None:
            return items, 0
    text = without_reasoning(answer)
    for start in _openings(text, name):
        if (items := _whole(text, start, name)) is not None:
            return items, 0
    if (bare := _bare_list(text)) is not None:
        return bare, 0
    return _one_by_one(text, name)


def _openings(text: str, name: str) -> list[int]:
    """Where an object that holds the list may begin: the last brace before each mention of its name, the last first."""
    mentions = [m.start() for m in re.finditer(rf"""["']?{name}["']?\s*:""", text)][: -_MENTIONS - 1 : -1]
    return [start for at in mentions if (start := text.rfind("{", 0, at)) >= 0]


def _whole(text: str, start: int, name: str) -> list[Any] | None:
    """The list of the object that begins at `start`, as it is or repaired (quotes, commas, comments); None when it is
    not complete."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        value = _repaired(text[start:])
    return _list(value, name)


def _list(value: Any, name: str) -> list[Any] | None:
    items = value.get(name) if isinstance(value, dict) else value
    return items if isinstance(items, list) and (isinstance(value, dict) or _are_objects(items)) else None


def _bare_list(text: str) -> list[Any] | None:
    """The list, when the object around it was left out."""
    try:
        value, _ = json.JSONDecoder().raw_decode(_BEFORE_LIST.sub("", text, count=1))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) and _are_objects(value) else None


def _are_objects(items: list[Any]) -> bool:
    return all(isinstance(item, dict) for item in items)


def _repaired(text: str) -> Any:
    from json_repair import repair_json

    closed = text[: text.rfind("}") + 1]
    if closed.count("{") != closed.count("}") or closed.count("[") != closed.count("]"):
        return None  # it breaks off, and completing it would be guessing
    try:
        return repair_json(closed, return_objects=True)
    except (ValueError, RecursionError):
        return None


def _one_by_one(text: str, name: str) -> tuple[list[Any], int]:
    """The complete items at the head of a list that breaks off."""
    opening = re.search(rf"""["']?{name}["']?\s*:\s*\[""", text)
    if opening is None:
        raise ModelAnswerUnusable(_UNUSABLE)
    items, at = [], opening.end()
    decoder = json.JSONDecoder()
    while True:
        at = _after_commas(text, at)
        try:
            item, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        items.append(item)
    if not items:
        raise ModelAnswerUnusable(_UNUSABLE)
    return items, 1


def _after_commas(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n,":
        at += 1
    return at
