"""Memory that was freed, given back to the system.

What a model's file or a replayed log took while it was read is freed afterwards, and glibc keeps it: 33 MB of the
bundled models, 130 MB of a folder with 10,000 memories (benchmarks/README.md, "Memory").
"""

import ctypes
from contextlib import suppress
from functools import cache
from typing import Any


def give_back() -> None:
    """Takes some milliseconds after much was freed, nothing else. Does nothing where the C library is another."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Any:
    with suppress(OSError, AttributeError):
        return ctypes.CDLL("libc.so.6").malloc_trim
    return None
