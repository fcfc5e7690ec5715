"""import: what was exported comes into a space, from here or from another program."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import click

from memory_core.cli.form import Command
from memory_core.cli.incoming import Incoming, opened_file, places_of, read_whole, with_file
from memory_core.cli.opening import OutsideDify, all_cores, opened, opened_archives
from memory_core.cli.options import with_output, with_settings, with_space
from memory_core.cli.output import Output, progress_bar
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.times import local_day
from memory_core.errors import InvalidParameter
from memory_core.operations.admit import told
from memory_core.operations.archive.imports import Imported
from memory_core.operations.archive.reading import Into, is_export
from memory_core.operations.incoming.places import Places, seen_by
from memory_core.operations.incoming.take_in import TakenIn
from memory_core.operators import open_import
from memory_core.settings import Settings

_LONGEST_HEAD = 10_000
_SHOWN = 20  # people, and parts that cannot be used, in an answer for people


@click.command("import", cls=Command)
@with_file
@click.option("--dry-run", is_flag=True, help="Only say what would come in, who will see it, and what is bad.")
@click.option("--keep-secrets", is_flag=True, help="Leave keys, passwords and card numbers as they are; else masked.")
@with_settings
@with_space
@with_output
def import_(
    file: str,
    *,
    wanted: str | None,
    encoding: str,
    into_agent: str | None,
    into_realm: str | None,
    into_user: str | None,
    people: Path | None,
    dry_run: bool,
    keep_secrets: bool,
    settings: Settings,
    space: str,
    out: Output,
) -> None:
    """Read memories from FILE ('-' for stdin) into the key's space.

    FILE is what 'export' wrote, or what another program exported: ChatGPT, Claude, Dify's conversation logs, mem0,
    OpenMemory, mem9, LangGraph's store, plain JSON (Lines) or Markdown, zipped or not. Words come in first; 'maintain'
    draws facts from them. What came in once stays as it is, so the same file can be imported twice, or again after a
    kill. Parts that cannot be used are told by their place, and the exit code is 1 when there are some; all others
    come in.

    \b
    Examples:
      python -m memory_core import conversations.zip --dry-run
      python -m memory_core import logs.csv --into-realm 'user:{user}'
      gunzip -c anna.jsonl.gz | python -m memory_core import - --into-realm user:4f1c
    """
    secrets = Secrets.KEEP if keep_secrets else Secrets.MASK
    with opened_file(file) as opened_now:
        if wanted is None and _is_ours(opened_now):
            into = Into(space, agent=into_agent, realm=into_realm)
            imported = _of_keepsake(opened_now, into, settings, dry_run=dry_run, secrets=secrets)
            out.answer(_record(imported, dry_run=dry_run), _told(imported, dry_run=dry_run))
            bad = bool(imported.bad)
        else:
            places = places_of(space, into_agent=into_agent, into_realm=into_realm, into_user=into_user, people=people)
            with read_whole(opened_now, wanted=wanted, encoding=encoding) as incoming:
                taken = TakenIn() if dry_run else _take_in(incoming, places, settings, secrets)
                taken.unread[:0] = incoming.spool.unread
                record = _incoming_record(incoming, places, taken, dry_run=dry_run)
                out.answer(record, _incoming_told(record))
                bad = bool(taken.unread)
    click.get_current_context().exit(1 if bad else 0)


def _is_ours(file: BinaryIO) -> bool:
    first = file.readline(_LONGEST_HEAD)
    file.seek(0)
    return is_export(first.decode("utf-8", "replace"))


def _of_keepsake(file: BinaryIO, into: Into, settings: Settings, *, dry_run: bool, secrets: Secrets) -> Imported:
    lines = (line.decode("utf-8") for line in file)
    with opened_archives(settings, makes=not dry_run) as archives:
        run = open_import(settings, archives, host_models=OutsideDify())
        try:
            with progress_bar("importing") as bar:
                return run(lines, into=into, dry_run=dry_run, secrets=secrets, progress=bar.update)
        except UnicodeDecodeError:
            raise InvalidParameter("The file is not text in UTF-8. Export it again.") from None


def _take_in(incoming: Incoming, places: Places, settings: Settings, secrets: Secrets) -> TakenIn:
    taken, spool = TakenIn(), incoming.spool
    with ExitStack() as stack:
        service = stack.enter_context(opened(settings, makes=True, offload=stack.enter_context(all_cores())))
        run = service.taking_in()
        total = spool.count(facts=False) + spool.count(facts=True)
        bar = stack.enter_context(progress_bar("importing", total=total))
        facts, messages = spool.told(facts=True), spool.told(facts=False)
        for count in run.facts(facts, program=incoming.program, places=places, into=taken, secrets=secrets):
            bar.update(count)
        for some in run.messages(messages, program=incoming.program, places=places, into=taken, secrets=secrets):
            bar.update(len(some.told))
    return taken


# -- what is answered --------------------------------------------------------------------------------------------------


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


def _incoming_record(incoming: Incoming, places: Places, taken: TakenIn, *, dry_run: bool) -> dict[str, Any]:
    people = [
        {
            "user": one.user,
            "messages": one.messages,
            "chats": one.chats,
            "facts": one.facts,
            "first": local_day(one.first, "UTC") if one.first else None,
            "last": local_day(one.last, "UTC") if one.last else None,
            "realm": person.realm if (person := places.person(one.user)) else None,
            "user_id": person.user if person else None,
            "seen_by": seen_by(person),
        }
        for one in incoming.spool.people()
    ]
    return {
        "dry_run": dry_run,
        "format": incoming.program,
        "in_file": {"messages": incoming.spool.count(facts=False), "facts": incoming.spool.count(facts=True)},
        "new": {"messages": taken.messages, "facts": taken.facts},
        "already": taken.already,
        "left_out": _left_out(incoming, places) if dry_run else taken.left_out,
        "off_record": taken.off_record,
        "masked": dict(taken.masked),
        "people": people,
        "bad": [{"place": bad.place, "problem": bad.problem} for bad in taken.unread],
    }


def _left_out(incoming: Incoming, places: Places) -> int:
    people = incoming.spool.people()
    return sum(one.messages + one.facts for one in people if places.person(one.user) is None)


def _incoming_told(record: dict[str, Any]) -> str:
    in_file, new = record["in_file"], record["new"]
    lines = [f"{record['format']}: {in_file['messages']:,} messages and {in_file['facts']:,} facts in the file"]
    if not record["dry_run"]:
        lines.append(
            f"{new['messages']:,} messages and {new['facts']:,} facts came in, {record['already']:,} were there"
        )
    for count, what in ((record["left_out"], "left out"), (record["off_record"], "off the record, and hidden")):
        lines += [f"{count:,} {what}"] * bool(count)
    for kind, count in record["masked"].items():
        lines.append(f"masked: {count:,} times {kind}")
    for one in record["people"][:_SHOWN]:
        who = one["user"] or "(nobody is named)"
        when = f", {one['first']} to {one['last']}" if one["first"] else ""
        lines.append(f"  {who}: {one['messages']:,} messages in {one['chats']:,} chats, {one['facts']:,} facts{when}")
        lines.append(f"    will be seen by {one['seen_by']}" if one["realm"] is not None else "    left out")
    if (more := len(record["people"]) - _SHOWN) > 0:
        lines.append(f"  and {more:,} more people")
    lines += [f"{bad['place']} {bad['problem']}" for bad in record["bad"][:_SHOWN]]
    if (more := len(record["bad"]) - _SHOWN) > 0:
        lines.append(f"and {more:,} more parts that cannot be used; --json names each")
    if new["messages"]:
        lines.append("'maintain' draws facts from what came in, with the language model that is set.")
    return "\n".join(lines)
