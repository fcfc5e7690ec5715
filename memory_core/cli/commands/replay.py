"""replay: past conversations, played into a memory that is thrown away, to see what it would have been worth."""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from memory_core.adapters.nearest import NearestVectors
from memory_core.cli import report
from memory_core.cli.form import Command
from memory_core.cli.incoming import Incoming, opened_file, places_of, read_whole, with_file
from memory_core.cli.opening import all_cores, opened
from memory_core.cli.options import with_output, with_settings_if_known, with_space_if_known
from memory_core.cli.output import Output, progress_bar
from memory_core.domain.scope import space_id
from memory_core.errors import FolderUnusable
from memory_core.operations.incoming.places import Places
from memory_core.operations.incoming.replay import Replayed
from memory_core.settings import Settings

_PRIVATE = 0o600


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where it is played: settings and people, and whether it stays."""

    settings: Settings
    places: Places
    keep: bool


@click.command(cls=Command)
@with_file
@click.option("--keep", is_flag=True, help="Into the key's space, to stay: this is the import.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="A report with pictures, for a browser.")
@with_settings_if_known
@with_space_if_known
@with_output
def replay(
    file: str,
    *,
    wanted: str | None,
    encoding: str,
    into_agent: str | None,
    into_realm: str | None,
    into_user: str | None,
    people: Path | None,
    keep: bool,
    html: Path | None,
    settings: Settings | None,
    space: str,
    out: Output,
) -> None:
    """Play the conversations in FILE ('-' for stdin) in their order, and say what a memory would have been worth.

    How often somebody told again what they had told before, how often the memory would have had it ready at that
    moment, what contradicts what, with examples to check by hand. No language model is asked, nothing leaves the
    machine, and the memory is thrown away, unless it is to be kept. FILE is what 'import' reads.

    \b
    Examples:
      python -m memory_core replay conversations.zip
      python -m memory_core replay logs.csv --html report.html
    """
    if keep and (settings is None or not space):
        raise click.UsageError("To keep it, say where: --data-dir or --qdrant-url, and --api-key.")
    began = time.monotonic()
    result = Replayed()
    with opened_file(file) as opened_now, read_whole(opened_now, wanted=wanted, encoding=encoding) as incoming:
        where = {"into_agent": into_agent, "into_realm": into_realm, "into_user": into_user, "people": people}
        with _stage(settings, space, where, keep=keep) as stage:
            _play(incoming, stage, result)
            disk = _size(stage.settings.data_dir)
        result.taken.unread[:0] = incoming.spool.unread
        seconds = time.monotonic() - began
        record = report.as_record(result, program=incoming.program, seconds=seconds, disk=disk, kept=keep)
    if html is not None:
        _write(html, report.as_html(record))
    out.answer(record, report.as_lines(record))


@contextmanager
def _stage(settings: Settings | None, space: str, where: dict[str, Any], *, keep: bool) -> Iterator[_Stage]:
    if keep and settings is not None:
        yield _Stage(settings, places_of(space, **where), keep=True)
        return
    with tempfile.TemporaryDirectory(prefix="keepsake-replay-") as folder:
        thrown_away = Settings(data_dir=Path(folder))
        yield _Stage(thrown_away, places_of(space_id(secrets.token_urlsafe(32)), **where), keep=False)


def _play(incoming: Incoming, stage: _Stage, result: Replayed) -> None:
    spool, places = incoming.spool, stage.places
    with ExitStack() as stack:
        offload = stack.enter_context(all_cores())
        service = stack.enter_context(opened(stage.settings, makes=True, offload=offload))
        run = service.replaying(NearestVectors)
        total = spool.count(facts=False) + (spool.count(facts=True) if stage.keep else 0)
        bar = stack.enter_context(progress_bar("playing", total=total, unit="messages"))
        if stage.keep:
            told = spool.told(facts=True)
            for count in run.take_in.facts(told, program=incoming.program, places=places, into=result.taken):
                bar.update(count)
        told = spool.told(facts=False)
        for count in run(told, program=incoming.program, places=places, later=stage.keep, into=result):
            bar.set_postfix_str(f"{result.again:,} told again, {result.ready():,} of {result.looked_up:,} ready", False)
            bar.update(count)


def _size(folder: Path | None) -> int:
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file()) if folder else 0


def _write(file: Path, page: str) -> None:
    """Whole or not at all, and for nobody else of the machine: it holds what people said."""
    partial = file.with_name(f"{file.name}.part")
    try:
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w", encoding="utf-8") as text:
            text.write(page)
        partial.replace(file)
    except OSError as exc:
        raise FolderUnusable(f"{file} cannot be written ({exc.strerror}). Choose another file.") from None
    finally:
        partial.unlink(missing_ok=True)
