"""What import and replay have in common: a file of another program, read whole and put in order before anything is done
with it."""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import click

from memory_core.adapters.spool import Spool
from memory_core.cli.output import progress_bar
from memory_core.errors import InvalidParameter
from memory_core.operations.incoming.places import Person, Places, read_people
from memory_core.readers.recognise import FORMATS, recognised
from memory_core.readers.told import Read

_CHUNK = 1 << 20
type _Decorator = Callable[[Callable[..., None]], Callable[..., None]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that was read to its end: its format, as a name and as people call it, and what is in it."""

    program: str
    of: str
    spool: Spool


def with_file(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and options of a command that reads a file of another program."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS: tuple[_Decorator, ...] = (
    click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True)),
    click.option("--format", "wanted", type=click.Choice(FORMATS), help="What FILE is; else told by what it holds."),
    click.option("--encoding", default="", help="Of its text; else UTF-8, or UTF-16 where the file says so."),
    click.option("--into-agent", help="This agent for all of them; else the one that each names, or 'dify'."),
    click.option(
        "--into-realm",
        help="This realm for all of them, like user:ID, or each person's own: 'user:{user}', with their id in FILE.",
    ),
    click.option("--into-user", help="This user for all of them; else the one that each names."),
    click.option(
        "--map",
        "people",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="A CSV of people: from (the id in FILE), realm and, if it is to differ, user. Others are left out.",
    ),
)


@contextmanager
def opened_file(file: str) -> Iterator[BinaryIO]:
    """The file, or stdin as a file that can be sought in."""
    if file != "-":
        with Path(file).open("rb") as opened:
            yield opened
        return
    if sys.stdin is None:
        raise InvalidParameter("There is nothing to read: stdin is closed. Name a file.")
    with tempfile.TemporaryFile() as kept:
        while read := sys.stdin.buffer.read(_CHUNK):
            kept.write(read)
        kept.seek(0)
        yield kept


@contextmanager
def read_whole(file: BinaryIO, *, wanted: str | None, encoding: str) -> Iterator[Incoming]:
    """What the file says, in order. Raises InvalidParameter when it cannot be read to its end."""
    try:
        found = recognised(file, wanted=wanted or "", encoding=encoding)
    except LookupError:
        raise InvalidParameter("There is no such encoding. Change --encoding, or leave it out.") from None
    with Spool() as spool:
        with progress_bar(f"reading {found.of}", unit="parts") as bar:

            def counted() -> Iterator[Read]:
                for each in found.told:
                    bar.update()
                    yield each

            spool.fill(counted())
        yield Incoming(found.name, found.of, spool)


def places_of(
    space: str, *, into_agent: str | None, into_realm: str | None, into_user: str | None, people: Path | None
) -> Places:
    """Where people belong, as the options say."""
    if people is not None and (into_realm is not None or into_user is not None):
        raise click.UsageError("Give either --map or --into-realm and --into-user: the file says both of each person.")
    return Places(space, into_agent, into_realm or "", into_user, _read(people) if people is not None else None)


def _read(people: Path) -> dict[str, Person]:
    try:
        return read_people(io.StringIO(people.read_text(encoding="utf-8-sig")))
    except UnicodeDecodeError:
        raise InvalidParameter(f"{people.name} is not text in UTF-8. Save it as such.") from None
