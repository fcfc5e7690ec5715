"""What sort of disk a folder is on."""

import os
from contextlib import suppress
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_IN_MEMORY = ("tmpfs", "ramfs")


def is_in_memory(folder: Path) -> bool:
    """Whether a folder's files are in memory, where even reading a hole of a mapped file takes room. False where that
    cannot be told."""
    with suppress(OSError, ValueError):
        device = folder.stat().st_dev
        number = f"{os.major(device)}:{os.minor(device)}"
        mounts = (line.split(" - ", 1) for line in _MOUNTS.read_text().splitlines())
        return any(mount.split()[2] == number and kind.split()[0] in _IN_MEMORY for mount, kind in mounts)
    return False
