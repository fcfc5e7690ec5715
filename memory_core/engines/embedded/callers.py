"""Which programs have asked for a folder, and when for the last time.

A program notes its schema in a file `asked-<schema>`, whose time is that of its last asking. Programs older than the
stamp note nothing; the one that takes the folder from them sets the time of `wanted` (folder_lock.py).
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

from memory_core.engines.collections import COLLECTION_SCHEMA

_NOTE = "asked-"
_OF_OLDEST = ("wanted",)


def note(folder: Path) -> None:
    """This program asks now."""
    asked = os.open(folder / f"{_NOTE}{COLLECTION_SCHEMA}", os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.utime(asked)
    finally:
        os.close(asked)


def seconds_since(folder: Path, *, older_than: int) -> float:
    """How long ago a program of an older schema has asked for the last time; infinite when none ever has."""
    return time.time() - max(_times(folder, older_than), default=float("-inf"))


def _times(folder: Path, schema: int) -> Iterator[float]:
    for file in folder.iterdir():
        asked = file.name.removeprefix(_NOTE)
        is_older = file.name in _OF_OLDEST or (asked != file.name and asked.isdecimal() and int(asked) < schema)
        if is_older:
            yield file.stat().st_mtime
