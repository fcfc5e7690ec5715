"""A process that brings a folder up to date in small slices, to be killed: python -m tests.schemas.migrator FOLDER."""

import sys
from pathlib import Path

from memory_core.engines.embedded import upgrade
from tests.schemas.make import embedded


def main(folder: str) -> None:
    upgrade._FEW, upgrade._AT_ONCE = 0, 4
    repository = embedded(Path(folder))
    sys.stdout.write("opening\n")
    sys.stdout.flush()
    while left := repository.upgrade(seconds=0.001):
        sys.stdout.write(f"{left}\n")
        sys.stdout.flush()
    repository.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
