"""The program: its commands, and how each of them ends.

Exit codes: 0 done; 1 failed, with one sentence and its code on stderr; 2 wrong usage; 130 interrupted (Ctrl-C); 141 the
reader of our output went away.
"""

import importlib
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Any, Never

import click

from memory_core.errors import KeepsakeError

_INTERRUPTED, _NOBODY_READS = 130, 141  # as a shell tells a process that SIGINT or SIGPIPE ended
# Where each command is, which is loaded when it is asked for.
_COMMANDS = {
    "new-key": "new_key:new_key",
    "doctor": "doctor:doctor",
    "stats": "stats:stats",
    "store": "store:store",
    "search": "search:search",
    "card": "card:card",
    "list": "list_:list_",
    "forget": "forget:forget",
    "mask": "mask:mask",
    "maintain": "maintain:maintain",
    "export": "export:export",
    "import": "import_:import_",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "move": "move:move",
    "reindex": "reindex:reindex",
    "rotate-key": "rotate_key:rotate_key",
}


class Program(click.Group):
    """Loads a command when it is asked for, and ends it in one line, whatever happens: no traceback, no key, no text of
    a memory."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"memory_core.cli.commands.{module}"), name)
        return command

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **extra: Any) -> Never:
        arguments = list(sys.argv[1:] if args is None else args)
        try:
            with self.make_context(prog_name or "python -m memory_core", arguments, **extra) as ctx:
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
def program() -> None:
    """Long-term memory, from the command line: look into it, mend it, move it.

    \b
    A first try, in a folder of its own:
      export KEEPSAKE_DATA_DIR=./memories
      export KEEPSAKE_API_KEY=$(python -m memory_core new-key --json | jq -r .key)
      python -m memory_core store "I live in Lisbon."
      python -m memory_core search "Where do I live?"

    Everything that the plugin's authorization sets is an option here, or a variable KEEPSAKE_<NAME>; no other variable
    is read. The folder may be in use by the plugin: both take turns. What the plugin stored with isolation by user lies
    in the realm 'user:<id>'; `stats` lists all realms.

    \b
    Exit codes: 0 done, 1 failed (the reason is on stderr), 2 wrong usage.
    """


def main() -> Never:
    warnings.simplefilter("ignore")  # of libraries; what matters to the user is told as an error
    program.main()
