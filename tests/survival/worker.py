"""One process with the library on a folder, that may be killed. It reports each step on a line of its stdout.

python -m tests.survival.worker FOLDER turns FIRST COUNT   reports what it holds, stores COUNT turns (0: endless)
python -m tests.survival.worker FOLDER stores NAME COUNT   stores COUNT memories of its own, on a line from stdin
python -m tests.survival.worker FOLDER shares NAME FIRST   stores memories of its own for ever, from number FIRST on
python -m tests.survival.worker FOLDER hold                takes the folder and never lets go
python -m tests.survival.worker FOLDER fill FREE_BYTES     stores until the disk is full; goes on at lines from stdin
python -m tests.survival.worker FOLDER look FREE_BYTES     tries to read and to store, once
"""

import itertools
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memory_core import KeepsakeError, MemoryType, Message, Role
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.folder_lock import FolderLock
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.engines.embedded.shard import Shard
from memory_core.engines.embedded.store import EmbeddedStore
from memory_core.service import MemoryService
from tests.survival.engine import SCOPE, around, open_folder

_EVERYTHING = 1_000_000


def turn_contents(number: int) -> tuple[str, str]:
    """What turn `number` leaves behind: a question, and an answer that is long enough for several points."""
    sentences = (f"Answer {number} goes on with sentence {n} of the green bicycle." for n in range(40))
    return f"Question {number}: where is the bicycle?", " ".join(sentences)


def turn(number: int) -> list[Message]:
    """Every other turn brings an id of its own; the others are known again by what was stored last."""
    name = f"message-{number}" if number % 2 else ""
    question, answer = turn_contents(number)
    return [Message(question, message_id=name), Message(answer, role=Role.ASSISTANT, message_id=name)]


def report(event: str, value: Any = None) -> None:
    sys.stdout.write(f"{event} {json.dumps(value)}\n")
    sys.stdout.flush()


def all_contents(repository: EmbeddedRepository, now: int) -> list[str]:
    """Of the messages; what was drawn from them comes on top."""
    said = Selection(alive_at=now, types=(MemoryType.EPISODIC,), states=())
    memories = repository.recent(SCOPE, said, limit=_EVERYTHING)
    return [memory.content for memory in memories]


def store_turns(folder: Path, first: int, count: int) -> None:
    report("opening")
    service, repository = open_folder(folder)
    report("holds", all_contents(repository, service.now()))
    around_each_write(flush=lambda: report("wrote"))
    number = first
    while not count or number < first + count:
        result = service.store_messages(turn(number), scope=SCOPE)
        report("stored", [number, result.status])
        number += 1
    service.close()


def around_each_write(**before: Callable[[], None]) -> None:
    """Calls `before`: `update`, when nothing is written yet; `flush`, when the engine has taken an update and has not
    been told to put it on stable storage."""
    apply = EmbeddedStore._apply

    def announcing_apply(store: EmbeddedStore, shard: Shard, change: Callable[[Shard], None], **erases: int) -> None:
        apply(store, around(shard, **before), change, **erases)

    EmbeddedStore._apply = announcing_apply  # type: ignore[assignment]


def store_own(folder: Path, name: str, count: int) -> None:
    service, _ = open_folder(folder)
    report("ready")
    sys.stdin.readline()
    for number in range(count):
        before = time.monotonic()
        service.store_messages([Message(f"I collect stamp {number} of {name}.")], scope=SCOPE)
        report("took", time.monotonic() - before)
    report("done")


def store_forever(folder: Path, name: str, first: int) -> None:
    service, _ = open_folder(folder)
    for number in itertools.count(first):
        status = service.store_messages([own(name, number)], scope=SCOPE).status
        report("stored", [number, status])


def own(name: str, number: int) -> Message:
    """A message that is known again, whoever stored something meanwhile."""
    return Message(f"memory {number} of {name}", message_id=f"{name}-{number}")


def hold(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(folder)
    report("holding", lock.acquire(deadline=time.monotonic() + 10))
    signal.pause()


def fill(folder: Path, free_bytes: int) -> None:
    service, repository = open_folder(folder, free_bytes=free_bytes)
    number = 0
    while (problem := _store_large(service, number)) is None:
        number += 1
    report("refused", [number, *problem])
    report("found", _find(service, repository))
    while sys.stdin.readline():
        report("tried", _store_large(service, _EVERYTHING))
        report("found", _find(service, repository))


def look(folder: Path, free_bytes: int) -> None:
    service, repository = open_folder(folder, free_bytes=free_bytes)
    report("found", _find(service, repository))
    report("tried", _store_large(service, _EVERYTHING))
    service.close()


def _store_large(service: MemoryService, number: int) -> tuple[str, str] | None:
    """None when it was stored, else the error's code and sentence."""
    try:
        service.store_messages([Message(f"large memory {number} " + "a" * 60_000)], scope=SCOPE)
    except KeepsakeError as exc:
        return exc.code, str(exc)
    return None


def _find(service: MemoryService, repository: EmbeddedRepository) -> tuple[int, int]:
    """How many a search finds, and how many can be read."""
    result = service.search("large memory", scope=SCOPE, selection=Selection(alive_at=service.now()), limit=5)
    return len(result.hits), len(all_contents(repository, service.now()))


def main(place: str, job: str, *arguments: str) -> None:
    folder = Path(place)
    match job, *arguments:
        case "turns", first, count:
            store_turns(folder, int(first), int(count))
        case "stores", name, count:
            store_own(folder, name, int(count))
        case "shares", name, first:
            store_forever(folder, name, int(first))
        case "hold", *_:
            hold(folder)
        case "fill", free_bytes:
            fill(folder, int(free_bytes))
        case "look", free_bytes:
            look(folder, int(free_bytes))


if __name__ == "__main__":
    main(*sys.argv[1:])
