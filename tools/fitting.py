"""Fitting: whatever a tool answers, each part of it fits into a line of the protocol, and can be written there.

Dify's daemon ends a plugin process, for everybody, whose line is longer than 5 MiB. Tools leave out what does not fit
in their own way, with a cursor or a count; this is for what none of them thought of.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

LONGEST_LINE = 900 * 1024  # bytes of a text or a variable: its line of the protocol stays under 1 MiB
SHORTENED = "reply_shortened"
_TAIL = 2_000  # characters of a text's end that are kept, with the end of its fence and how to go on
_ROOM = 2_000  # bytes for what is said of what was left out
_SMALLEST = 64  # bytes of a part that is looked into no further


def fitted(text: str, variables: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Both, whole wherever they fit; else with as much of them as does, and with a note of what is not whole."""
    long = [name for name, value in variables.items() if size_of(value) > LONGEST_LINE]
    if size_of(text) > LONGEST_LINE:
        text = _middle_left_out(text)
        long = ["text", *long]
    whole = {name: shortened(value) if name in long else _written(value) for name, value in variables.items()}
    if not long:
        return _written(text), whole
    note = f"The reply would be too large, so only a part of {', '.join(long)} is here. Ask for less at once."
    error = {"code": SHORTENED, "message": note, "retryable": False}
    return _written(f"{text}\n{note}"), whole | ({"error": error} if not whole.get("error") else {})


def shortened(value: Any) -> Any:
    """The value, of the same type, with as much of it as fits."""
    return _written(_cut(value, LONGEST_LINE) if size_of(value) > LONGEST_LINE else value)


def size_of(value: Any) -> int:
    """Bytes as JSON; without end for what is nested too deeply to be written."""
    try:
        return len(json.dumps(value, ensure_ascii=False, default=str).encode(errors="replace"))
    except RecursionError:
        return sys.maxsize


def _middle_left_out(text: str) -> str:
    head = _cut(text[:-_TAIL], LONGEST_LINE - size_of(text[-_TAIL:]) - _ROOM)
    return f"{head}\n[... {len(text) - _TAIL - len(head):,} characters ...]\n{text[-_TAIL:]}"


def _cut(value: Any, room: int) -> Any:
    """The value of the same type, or its beginning, in at most `room` bytes of JSON; never less than its frame."""
    if isinstance(value, str):
        return _beginning(value, room)
    if isinstance(value, list):
        return _first(value, room)
    return _shared_out(value, room) if isinstance(value, dict) else value


def _beginning(text: str, room: int) -> str:
    while (size := size_of(text)) > room and text:
        text = text[: min(int(len(text) * max(room, 0) / size), len(text) - 1)]
    return text


def _first(items: list[Any], room: int) -> list[Any]:
    """The first items that fit; a part of the very first if it does not."""
    kept: list[Any] = []
    left = room - 2
    for item in items:
        if (size := size_of(item) + 2) > left:
            return kept or ([_cut(item, left)] if left > _SMALLEST else [])
        kept.append(item)
        left -= size
    return kept


def _shared_out(values: dict[str, Any], room: int) -> dict[str, Any]:
    """All names that fit, each with its value or its share of the room; small values leave more to large ones."""
    fitting: dict[str, Any] = {}
    left, waiting = room - 2, len(values)
    for name, value in sorted(values.items(), key=lambda item: size_of(item[1])):
        share = left // waiting - size_of(name) - 4
        waiting -= 1
        if share < 2:  # there are names without end
            continue
        fitting[name] = value if size_of(value) <= share else _cut(value, share)
        left -= size_of(fitting[name]) + size_of(name) + 4
    return {name: fitting[name] for name in values if name in fitting}


def _written(value: Any) -> Any:
    """The value with nothing in it that has no form in UTF-8: half a character becomes a question mark."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {_written(name): _written(each) for name, each in value.items()}
    return [_written(each) for each in value] if isinstance(value, list | tuple) else value
