"""Reading a list out of what a language model answered: JSON, JSON in prose, or JSON that breaks off."""

import json
import re
from typing import Any

from memory_core.errors import ModelAnswerUnusable

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_UNUSABLE = "The language model's answer holds no JSON of the form that was asked for."


def read_items(answer: str, name: str) -> tuple[list[Any], int]:
    """The items of the list `name`, and how many could not be read: one that breaks off is never completed by guessing.

    Raises ModelAnswerUnusable when there is no such list.
    """
    text = _THOUGHTS.sub(" ", answer)
    for start in _openings(text, name):
        whole = _whole(text, start, name)
        if whole is not None:
            return whole, 0
    if (bare := _bare_list(text)) is not None:
        return bare, 0
    return _one_by_one(text, name)


def _openings(text: str, name: str) -> list[int]:
    """Where an object that holds the list may begin: the last brace before each mention of its name."""
    mentions = [m.start() for m in re.finditer(rf"""["']?{name}["']?\s*:""", text)][:5]
    return [start for at in mentions if (start := text.rfind("{", 0, at)) >= 0]


def _whole(text: str, start: int, name: str) -> list[Any] | None:
    """The list of the object that begins at `start`, as it is or repaired (quotes, commas, comments); None when it is
    not complete."""
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        value = _repaired(text[start:])
    items = value.get(name) if isinstance(value, dict) else None
    return items if isinstance(items, list) else None


def _bare_list(text: str) -> list[Any] | None:
    """The list, when the object around it was left out."""
    try:
        value = json.loads(text[text.find("[") : text.rfind("]") + 1])
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) and all(isinstance(item, dict) for item in value) else None


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
