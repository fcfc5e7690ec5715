"""completion: the script by which a shell completes commands and options."""

import click
from click.shell_completion import get_completion_class

from memory_core.cli.form import Command

_NAME = "keepsake"
_SHELLS = ("bash", "zsh", "fish")


@click.command(cls=Command)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script by which a SHELL completes commands and options of `keepsake`.

    \b
    Examples:
      python -m memory_core completion bash >> ~/.bashrc
      python -m memory_core completion fish > ~/.config/fish/completions/keepsake.fish
    """
    made_by = get_completion_class(shell)
    assert made_by is not None
    click.echo(made_by(ctx.find_root().command, {}, _NAME, "_KEEPSAKE_COMPLETE").source())
