"""new-key: a key for a new space."""

import secrets

import click

from memory_core.cli.form import Command
from memory_core.cli.options import with_output
from memory_core.cli.output import Output
from memory_core.domain.scope import space_id

_BYTES = 32


@click.command("new-key", cls=Command)
@with_output
def new_key(out: Output) -> None:
    """Make a key for a new space.

    The key is kept nowhere: write it down, and fill it in at Authorize. The space's id is what the key stands for in
    the database; there is no way back from it to the key.

    \b
    Example:
      python -m memory_core new-key
    """
    key = secrets.token_urlsafe(_BYTES)
    out.answer({"key": key, "space": space_id(key)}, f"key    {key}\nspace  {space_id(key)}")
