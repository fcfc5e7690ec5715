"""Small disks of their own, for tests that fill them."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(kind: str, place: Path) -> Iterator[Path]:
    """A mounted disk of 64 MiB in memory, or of 96 MiB with a real file system. Skips where mounting is not allowed."""
    mounted = place / "disk"
    mounted.mkdir()
    if kind == "tmpfs":
        _mount(["-t", "tmpfs", "-o", "size=64m", "tmpfs", str(mounted)])
    else:
        image = place / "image"
        with image.open("wb") as file:
            file.truncate(96 * 2**20)
        make = shutil.which("mkfs.ext4", path="/usr/sbin:/sbin:/usr/bin")
        if make is None:
            pytest.skip("there is no mkfs.ext4 here")
        subprocess.run([make, "-q", "-F", "-m", "0", str(image)], check=True)
        _mount(["-o", "loop", str(image), str(mounted)])
    try:
        yield mounted
    finally:
        subprocess.run(["umount", str(mounted)], check=True)


def _mount(arguments: list[str]) -> None:
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, *arguments], capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")


def fill_up(disk: Path) -> Path:
    """A file that leaves not one block free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    assert shutil.disk_usage(disk).free < 2**16
    return filler
