"""The program: its commands, and how each of them ends.

Exit codes: 0 done; 1 failed, with one sentence and its code on stderr; 2 wrong usage; 130 interrupted (Ctrl-C); 141 the
reader of our output went away.
"""

import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Never

import click

from memory_core.errors import KeepsakeError
from memory_core.version import VERSION

_NAME = "python -m memory_core"
_INTERRUPTED, _NOBODY_READS = 130, 141  # as a shell tells a process that SIGINT or SIGPIPE ended
# Where each command is, which is loaded when it is asked for.
_COMMANDS = {
    "Memories": {
        "store": "store:store",
        "search": "search:search",
        "card": "card:card",
        "list": "list_:list_",
        "chat": "chat:chat",
        "update": "update:update",
        "undo": "undo:undo",
        "forget": "forget:forget",
    },
    "Where they come from": {
        "why": "why:why",
        "history": "history:history",
    },
    "Whole spaces": {
        "stats": "stats:stats",
        "maintain": "maintain:maintain",
        "mask": "mask:mask",
        "export": "export:export",
        "import": "import_:import_",
        "replay": "replay:replay",
        "backup": "backup:backup",
        "restore": "backup:restore",
        "move": "move:move",
        "reindex": "reindex:reindex",
        "promote": "promote:promote",
    },
    "Keys and this machine": {
        "new-key": "new_key:new_key",
        "rotate-key": "rotate_key:rotate_key",
        "doctor": "doctor:doctor",
        "options": "options:options",
        "completion": "completion:completion",
    },
}
_PLACES = {name: place for commands in _COMMANDS.values() for name, place in commands.items()}


class Program(click.Group):
    """Loads a command when it is asked for, and ends it in one line, whatever happens: no traceback, no key, no text of
    a memory."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_PLACES)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in _COMMANDS.items():
            commands = {name: command for name in names if (command := self.get_command(ctx, name))}
            with formatter.section(title):
                formatter.write_dl([(name, command.get_short_help_str(200)) for name, command in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if not ctx.resilient_parsing and args[0] not in _PLACES and (like := get_close_matches(args[0], _PLACES, n=2)):
            ctx.fail(f"No such command '{args[0]}'. Did you mean {' or '.join(like)}?")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _PLACES:
            return None
        module, _, name = _PLACES[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"memory_core.cli.commands.{module}"), name)
        return command

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> Never:
        arguments = list(sys.argv[1:] if args is None else args)
        self._main_shell_completion(extra, prog_name or _NAME, "_KEEPSAKE_COMPLETE")
        try:
            with self.make_context(prog_name or _NAME, arguments, **extra) as ctx:
                self.invoke(ctx)
            sys.stdout.flush()
            code = 0
        except click.exceptions.Exit as exc:
            code = exc.exit_code
        except click.UsageError as exc:
            exc.show()
            code = exc.exit_code
        except click.ClickException as exc:
            _tell(exc.format_message())
            code = exc.exit_code
        except KeepsakeError as exc:
            _tell(f"{exc} ({exc.code})")
            code = 1
        except (KeyboardInterrupt, click.Abort):
            code = _INTERRUPTED
        except BrokenPipeError:
            _write_nowhere()
            code = _NOBODY_READS
        except OSError as exc:
            _write_nowhere()
            _tell(f"A file, or the output, cannot be read or written: {exc.strerror or 'it failed'}.")
            code = 1
        except Exception as exc:  # noqa: BLE001 - whatever went wrong, no traceback may show a memory's text
            _tell(f"Keepsake failed inside: {type(exc).__name__} at {_place(exc)}. Please report it. (internal_error)")
            code = 1
        sys.exit(code)


def _tell(sentence: str) -> None:
    click.echo(f"keepsake: {sentence}", err=True)


def _write_nowhere() -> None:
    """What Python would still flush at its end has no reader, or no room."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _place(exc: BaseException) -> str:
    trace = exc.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="Keepsake", message="%(prog)s %(version)s")
def program() -> None:
    """Long-term memory on the command line: store, search, inspect, repair, move.

    \b
    A first try, in a folder of its own:
      export KEEPSAKE_DATA_DIR=./memories
      export KEEPSAKE_API_KEY=$(python -m memory_core new-key --json | jq -r .key)
      python -m memory_core store "I live in Lisbon."
      python -m memory_core search "Where do I live?"

    All settings of the plugin's authorization are options here, or variables KEEPSAKE_<NAME>; no other variable is
    read. The plugin may be using the folder at the same time: both take turns. With isolation by user, the plugin
    stores into the realm 'user:<id>'; `stats` lists all realms.

    \b
    Exit codes: 0 done, 1 failed (the reason is on stderr), 2 wrong usage.
    """


def main() -> Never:
    warnings.simplefilter("ignore")  # of libraries; what matters to the user is told as an error
    program.main()
