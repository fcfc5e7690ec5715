"""The stamp of an embedded collection: a small file beside the shard, replaced as a whole."""

import json
import os
from pathlib import Path

from memory_core.engines.stamp import Stamp, parse

NAME = "stamp"


class StampFile:
    """What stands in one folder, and says so as "The data folder ..." in errors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME
        self.place = f"The data folder {folder}"

    def read(self) -> Stamp | None:
        """None when there is none: nothing is there yet, or a program of schema 2 or 3 has made it."""
        try:
            told = self._path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            return parse(json.loads(told), self.place)
        except ValueError:
            return parse(None, self.place)

    def write(self, stamp: Stamp) -> None:
        """On stable storage when it returns. A process that is killed leaves the one stamp or the other."""
        fresh = self._folder / f"{NAME}.new"
        with fresh.open("w") as file:
            json.dump(stamp.as_record(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)
        opened = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)

    def check_readable(self) -> None:
        """Raises StorageUnsuitable. To be called before anything in the folder is touched, or made."""
        if (stamp := self.read()) is not None:
            stamp.check_readable(self.place)

    def check_writable(self) -> None:
        """Raises StorageReadOnly, or StorageUnsuitable."""
        if (stamp := self.read()) is not None:
            stamp.check_readable(self.place)
            stamp.check_writable(self.place)
