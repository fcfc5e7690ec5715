"""Incoming: files of other programs, taken into a space or played to see what a memory would have been worth."""

import secrets as randomness
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from memory_core.adapters.nearest import NearestVectors
from memory_core.adapters.spool import Spool
from memory_core.bootstrap import open_service
from memory_core.domain.scope import space_id
from memory_core.domain.secrets.mask import Secrets
from memory_core.operations.incoming.places import Person, Places
from memory_core.operations.incoming.replay import Replayed
from memory_core.operations.incoming.take_in import TakenIn
from memory_core.ports import Offload, Progress, in_place
from memory_core.readers.recognise import recognised
from memory_core.service import MemoryService
from memory_core.settings import Settings

type People = Mapping[str, tuple[str, str]]  # realm and user here, by the file's own id of a person


@dataclass(frozen=True, slots=True)
class _File:
    program: str
    spool: Spool


def replay(
    file: str | Path,
    *,
    format: str = "",  # noqa: A002 - what the command line calls it
    encoding: str = "",
    offload: Offload | None = None,
    progress: Progress = lambda _: None,
) -> Replayed:
    """Plays the conversations of a file in their order into a memory that is thrown away, and says what it would have
    been worth: how often people told again what they had told before, and at which place it would have been ready.

    Reads what `Space.take_in` reads, and asks no language model. `offload` may embed on threads, `progress` is called
    with how many more messages were played. Raises InvalidParameter.

    >>> found = memory_core.replay("conversations.zip")
    >>> print(found.again, found.ready(), found.looked_up)
    """
    with _read(file, format, encoding) as read, tempfile.TemporaryDirectory(prefix="keepsake-replay-") as folder:
        service, result = open_service(Settings(data_dir=Path(folder)), offload=offload or in_place), Replayed()
        try:
            places = Places(space_id(randomness.token_urlsafe(32)))
            run, told = service.replaying(NearestVectors), read.spool.told(facts=False)
            for count in run(told, program=read.program, places=places, later=False, into=result):
                progress(count)
        finally:
            service.close()
        result.taken.unread[:0] = read.spool.unread
        return result


def take_in(
    service: MemoryService,
    file: str | Path,
    *,
    places: Places,
    format: str,  # noqa: A002 - as above
    encoding: str,
    secrets: Secrets,
    progress: Progress,
) -> TakenIn:
    """Takes a file into a service's memory."""
    run, taken = service.taking_in(), TakenIn()
    with _read(file, format, encoding) as read:
        program, facts, messages = read.program, read.spool.told(facts=True), read.spool.told(facts=False)
        for count in run.facts(facts, program=program, places=places, into=taken, secrets=secrets):
            progress(count)
        for some in run.messages(messages, program=program, places=places, into=taken, secrets=secrets):
            progress(len(some.told))
        taken.unread[:0] = read.spool.unread
    return taken


def people_of(people: People | None) -> dict[str, Person] | None:
    return None if people is None else {name: Person(realm, user) for name, (realm, user) in people.items()}


@contextmanager
def _read(file: str | Path, wanted: str, encoding: str) -> Iterator[_File]:
    """The file, read to its end and put in order."""
    with Path(file).open("rb") as opened, Spool() as spool:
        found = recognised(opened, wanted=wanted, encoding=encoding)
        spool.fill(found.told)
        yield _File(found.name, spool)
