"""The disk: how much the memories of a folder take, and how much is free. Of a Qdrant server nothing is known."""

import shutil
from contextlib import suppress
from dataclasses import dataclass

from memory_core import Settings


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes; `used` is what everybody's memories in the folder take, with the engine's room for more."""

    used: int
    free: int


def disk_of(settings: Settings) -> Disk | None:
    """None where memories are on a server, or the folder is not there yet."""
    folder = settings.data_dir
    if folder is None:
        return None
    used = 0
    try:
        for path in folder.rglob("*"):
            with suppress(OSError):
                used += path.stat().st_blocks * 512
        return Disk(used, shutil.disk_usage(folder).free)
    except OSError:
        return None
