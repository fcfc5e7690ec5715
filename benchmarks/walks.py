"""Walks: how far one call goes through the library, in files entered, calls deep and entries into the engine.

python -m benchmarks.walks [--files]

Each call is made once before it is counted, so that what is loaded or opened for the first time is not part of it. With
--files, the files are named, in the order they are entered.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import memory_core
from benchmarks.speed_tables import table

_ROOT = f"{Path(memory_core.__file__).parent}/"
_ENGINE, _ENTRIES = "engines/embedded/store.py", ("run", "upsert", "delete")


@dataclass
class Walk:
    """What one call entered."""

    files: dict[str, None] = field(default_factory=dict)
    deepest: int = 0
    engine: int = 0

    def note(self, frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(_ROOT):
            return
        name = frame.f_code.co_filename.removeprefix(_ROOT)
        self.files[name] = None
        own = [each for each in _callers(frame) if each.f_code.co_filename.startswith(_ROOT)]
        self.deepest = max(self.deepest, len(own))
        self.engine += name == _ENGINE and frame.f_code.co_name in _ENTRIES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", action="store_true", help="name the files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keepsake-walks-") as folder, memory_core.open(folder, key=folder) as space:
        walks = {name: walked(call) for name, call in calls(space.user("anna"))}
    rows = [[name, str(len(walk.files)), str(walk.deepest), str(walk.engine)] for name, walk in walks.items()]
    table(["call", "files entered", "deepest stack", "entries into the engine"], rows)
    if options.files:
        for name, walk in walks.items():
            print(f"\n{name}: {' '.join(walk.files)}")


def calls(anna: memory_core.Person) -> Iterator[tuple[str, Callable[[], object]]]:
    anna.remember("I live in Rome.")
    anna.search("Where do I live?")
    yield "store one message with one fact", lambda: anna.remember("I am allergic to peanuts.")
    yield "search", lambda: anna.search("What am I allergic to?")
    latest = anna.list().memories[0]
    yield "forget by id", lambda: anna.forget(latest.id)


def walked(call: Callable[[], object]) -> Walk:
    walk = Walk()
    sys.setprofile(walk.note)
    try:
        call()
    finally:
        sys.setprofile(None)
    return walk


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame:
        yield frame
        frame = frame.f_back


if __name__ == "__main__":
    main()
