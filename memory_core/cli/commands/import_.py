"""import: an export's memories come into a space; also those of mem0 and mem9."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import OutsideDify, opened_archives
from memory_core.cli.options import with_output, with_settings, with_space
from memory_core.cli.output import Output, progress_bar
from memory_core.domain.secrets.mask import Secrets
from memory_core.errors import InvalidParameter
from memory_core.operations.admit import told
from memory_core.operations.archive.imports import Imported
from memory_core.operations.archive.reading import Into
from memory_core.operators import open_import
from memory_core.settings import Settings


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Only say what would come in, and which lines are bad.")
@click.option("--keep-secrets", is_flag=True, help="Leave keys, passwords and card numbers as they are; else masked.")
@click.option("--into-agent", help="This agent for all of them; else the one that each names.")
@click.option("--into-realm", help="This realm for all of them, like user:ID; else the one that each names.")
@with_settings
@with_space
@with_output
def import_(
    file: str,
    *,
    dry_run: bool,
    keep_secrets: bool,
    into_agent: str | None,
    into_realm: str | None,
    settings: Settings,
    space: str,
    out: Output,
) -> None:
    """Read memories from FILE ('-' for stdin) into the key's space.

    FILE is what 'export' wrote, or an export of mem0 or mem9. What is there already stays as it is, so the same file
    can be imported twice, or again after a kill. Bad lines are told by number, and the exit code is 1 when there are
    some; all others come in.

    \b
    Examples:
      python -m memory_core import memories.jsonl --dry-run
      gunzip -c anna.jsonl.gz | python -m memory_core import - --into-realm user:4f1c
    """
    with opened_archives(settings, makes=not dry_run) as archives, _lines(file) as lines:
        run = open_import(settings, archives, host_models=OutsideDify())
        with progress_bar("importing") as bar:
            into = Into(space, agent=into_agent, realm=into_realm)
            secrets = Secrets.KEEP if keep_secrets else Secrets.MASK
            imported = run(lines, into=into, dry_run=dry_run, secrets=secrets, progress=bar.update)
    out.answer(_record(imported, dry_run=dry_run), _told(imported, dry_run=dry_run))
    click.get_current_context().exit(1 if imported.bad else 0)


@contextmanager
def _lines(file: str) -> Iterator[IO[str]]:
    if file == "-" and sys.stdin is None:
        raise InvalidParameter("There is nothing to read: stdin is closed. Name a file.")
    try:
        with click.open_file(file, encoding="utf-8") as lines:
            yield lines
    except UnicodeDecodeError:
        raise InvalidParameter(f"{Path(file).name} is not text in UTF-8. Unpack it, if it is packed.") from None


def _record(imported: Imported, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "new": imported.new,
        "already": imported.already,
        "masked": dict(imported.masked),
        "bad": [{"line": bad.number, "problem": bad.problem} for bad in imported.bad],
    }


def _told(imported: Imported, *, dry_run: bool) -> str:
    verb = "would come in" if dry_run else "came in"
    lines = [f"{imported.new:,} memories {verb}, {imported.already:,} were there, {len(imported.bad):,} lines are bad"]
    if imported.masked:
        lines.append(f"masked in them: {told(imported.masked)}")
    return "\n".join([*lines, *(f"line {bad.number} {bad.problem}" for bad in imported.bad)])
