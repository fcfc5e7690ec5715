"""The copy of a collection that is made before a step which shuts older programs out: to go back to.

It lies in the collection's own folder, as before-<schema>/, and holds the shard and what stands beside it. Whoever
erases memories erases them there, too: the whole copy goes when the disk is cleaned of what was erased.
"""

import os
import shutil
from pathlib import Path

_COPIED = ("shard", "points", "stamp", "erased")
_NAME = "before-"


def bytes_needed(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "shard").rglob("*") if file.is_file())


def make(folder: Path, schema: int) -> None:
    """Whole and on stable storage when it returns; one that was begun before is made anew. The shard is closed."""
    target, fresh = folder / f"{_NAME}{schema}", folder / f"{_NAME}{schema}.new"
    for leftover in (fresh, target):
        shutil.rmtree(leftover, ignore_errors=True)
    fresh.mkdir()
    for name in _COPIED:
        source = folder / name
        if source.is_dir():
            shutil.copytree(source, fresh / name)
        elif source.exists():
            shutil.copy2(source, fresh / name)
    for path in (*fresh.rglob("*"), fresh):
        _sync(path)
    fresh.rename(target)
    _sync(folder)


def remove_all(folder: Path) -> None:
    for copy in folder.glob(f"{_NAME}*"):
        shutil.rmtree(copy)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
