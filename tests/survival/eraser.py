"""One process that erases and rewrites, and may be killed. It reports each step on a line of its stdout.

python -m tests.survival.eraser FOLDER erases FATAL      erases what is doomed, and rewrites; kills itself just before
                                                         its FATAL-th touch of a file since (0: never; negative:
                                                         its n-th renaming of one)
python -m tests.survival.eraser FOLDER alternates COUNT  on a line from stdin, stores a doomed memory, erases it and
                                                         rewrites, COUNT times
"""

import hashlib
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from memory_core import Message
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.service import MemoryService
from tests.survival.engine import SCOPE, open_folder
from tests.survival.worker import report

DOOMED = "doomed"
RENAME = "os.rename"
_TOUCHES = ("open", RENAME, "os.remove", "os.rmdir", "shutil.rmtree")
_LOCKS = ("/lock", "/wanted", "/asking", "/serving")  # touched whenever a thread looks for other processes
_EVERYTHING = 100_000


def canary(name: str) -> str:
    """A word that stands nowhere else, and that nothing shortens."""
    return f"é{hashlib.blake2b(name.encode(), digest_size=12).hexdigest()}"


def told(name: str, *, doomed: bool) -> Message:
    """A message that holds its canary; that of every other name is long enough for several points, and ends with it."""
    words = f"The bicycle of {canary(name)} is green."
    long = " ".join(f"Sentence {n} is about another bicycle." for n in range(40))
    is_long = canary(name)[-1] in "02468ace"
    return Message(f"{long} {words}" if is_long else words, message_id=name, tags=(DOOMED,) if doomed else ())


def erase_and_rewrite(folder: Path, fatal: int) -> None:
    service, repository = open_folder(folder)
    ids = doomed_ids(repository)
    touches = Touches(folder, fatal)
    began = time.monotonic()
    report("erasing", len(ids))
    repository.erase(SCOPE, ids)
    report("erased", len(touches.seen))
    report("rewritten", repository.rewrite())
    report("took", [time.monotonic() - began, touches.seen])
    service.close()


def alternate(folder: Path, count: int) -> None:
    service, repository = open_folder(folder)
    report("ready")
    sys.stdin.readline()
    for number in range(count):
        store(service, f"fleeting {number}", doomed=True)
        repository.erase(SCOPE, doomed_ids(repository))
        report("rewritten", repository.rewrite())
    service.close()


def store(service: MemoryService, name: str, *, doomed: bool) -> None:
    """With the fact of a short one; those of a long one would take most of a test's time."""
    message = told(name, doomed=doomed)
    service.store_messages([message], scope=SCOPE, learn=len(message.content) < 100)


def doomed_ids(repository: EmbeddedRepository) -> list[str]:
    """Of the messages, and of the facts drawn from them."""
    doomed = Selection(alive_at=0, states=(), tags=(DOOMED,))
    return [memory.id for memory in repository.recent(SCOPE, doomed, limit=_EVERYTHING)]


class Touches:
    """What this process does to the files of a folder, beside what the engine does; dies at the fatal one."""

    def __init__(self, folder: Path, fatal: int) -> None:
        self.seen: list[str] = []
        self._folder = str(folder)
        self._fatal = fatal
        sys.addaudithook(self._see)

    def _see(self, event: str, details: tuple[Any, ...]) -> None:
        path = str(details[0]) if details else ""
        is_ours = path.startswith(self._folder) or event == "os.remove"  # which names files without their folders
        if event in _TOUCHES and is_ours and not path.endswith(_LOCKS):
            self.seen.append(event)
            if self._fatal in (len(self.seen), -self.seen.count(RENAME) if event == RENAME else None):
                os.kill(os.getpid(), signal.SIGKILL)


def main(place: str, job: str, number: str) -> None:
    {"erases": erase_and_rewrite, "alternates": alternate}[job](Path(place), int(number))


if __name__ == "__main__":
    main(*sys.argv[1:])
