"""Where soak.py runs: a disk that can be filled, plugin processes that can be killed, and what both take."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev.daemon import Daemon

_DISK_BYTES = 4 * 2**30  # sparse: only what is written takes room
_LEFT_WHEN_FULL = 200 * 2**20  # less than the plugin leaves free
_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder, and whether a disk of its own is under it."""

    folder: Path
    can_be_filled: bool

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nearly full meanwhile, as by another program's file."""
        filler = self.folder / "filler"
        size = shutil.disk_usage(self.folder).free - _LEFT_WHEN_FULL
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
        try:
            yield
        finally:
            filler.unlink()

    def mib(self) -> float:
        """What the memories take."""
        taken = 0
        for file in self.folder.rglob("*"):
            try:
                taken += file.stat().st_blocks * 512 if file.is_file() else 0
            except OSError:  # it went meanwhile
                continue
        return taken / 2**20


@contextmanager
def disk() -> Iterator[Disk]:
    """A disk of 4 GiB in a file, where mounting is allowed; else a plain folder, which is not filled."""
    with tempfile.TemporaryDirectory(prefix="keepsake-soak-") as place:
        mounted = Path(place) / "disk"
        mounted.mkdir()
        is_mounted = _mount(Path(place) / "image", mounted)
        try:
            yield Disk(mounted, is_mounted)
        finally:
            if is_mounted:
                subprocess.run(["umount", "--lazy", str(mounted)], check=True)


def _mount(image: Path, mounted: Path) -> bool:
    tools = os.pathsep.join(("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
    make, mount = (shutil.which(name, path=tools) for name in ("mkfs.ext4", "mount"))
    if not (make and mount):
        return False
    with image.open("wb") as file:
        file.truncate(_DISK_BYTES)
    done = [[make, "-q", "-F", "-m", "0", str(image)], [mount, "-o", "loop", str(image), str(mounted)]]
    return not any(subprocess.run(command, capture_output=True, check=False).returncode for command in done)


class Plugin:
    """A plugin process, and the next one when it was killed."""

    def __init__(self, home: Path, answer_model: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> None:
        self._home = home
        self._answer_model = answer_model
        self.kills = 0
        self.daemon = self._started()

    def _started(self) -> Daemon:
        return Daemon(environment={"HOME": str(self._home)}, answer_model=self._answer_model)

    def kill(self) -> None:
        """Whatever it is doing; calls fail until the next one is up."""
        self.kills += 1
        before, self.daemon = self.daemon, self._started()
        before.kill()

    def end(self) -> None:
        self.daemon.kill()

    def mib(self) -> tuple[float, float]:
        """Resident, and what of it is no mapped file."""
        lines = Path(f"/proc/{self.daemon.process.pid}/status").read_text().splitlines()
        told = dict(line.split(":", 1) for line in lines)
        resident, anonymous = (int(told[name].split()[0]) / _KIB_PER_MIB for name in ("VmRSS", "RssAnon"))
        return resident, anonymous
