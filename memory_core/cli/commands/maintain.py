"""maintain: what was left for later is done, in every realm of a space."""

from collections.abc import Sequence
from typing import Any

import click

from memory_core.bootstrap import open_embedder
from memory_core.cli.form import Command
from memory_core.cli.opening import OutsideDify, opened, opened_count
from memory_core.cli.options import with_output, with_settings, with_space
from memory_core.cli.output import Output, progress_bar
from memory_core.domain.scope import Scope
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.optimize import optimize as optimize_collection
from memory_core.engines.embedded.stamp_file import StampFile
from memory_core.operations.maintain import Maintained
from memory_core.ports import in_place
from memory_core.settings import Settings

_ANY = "any"  # agent, in a space where everything was erased and stands on disk still


@click.command(cls=Command)
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=600.0,
    show_default=True,
    help="Begin nothing more after so long; the next time goes on.",
)
@click.option(
    "--alone",
    is_flag=True,
    help="No older version of Keepsake works on this server any longer: a change that would shut it out may begin.",
)
@click.option(
    "--optimize",
    is_flag=True,
    help="Then let the embedded engine rearrange itself, for faster searches over whole spaces. It takes minutes and "
    "much memory (1.6 GiB at 100,000 memories), and is refused while a plugin has the folder open: stop it first.",
)
@with_settings
@with_space
@with_output
def maintain(settings: Settings, space: str, *, seconds: float, alone: bool, optimize: bool, out: Output) -> None:
    """Do what was left for later, in every agent and realm of a space.

    What has expired, or was forgotten by an agent more than 30 days ago, is erased; what an older version of Keepsake
    stored is brought up to date; what was erased is removed from disk for good (a server does that by itself); messages
    that wait are read, with --language-model if the plugin has one; what another embedding model has embedded is
    embedded anew, where this one is the space's own (see --reembed). It may run while the plugin serves, and be killed
    at any moment.

    \b
    Examples:
      python -m memory_core maintain --seconds 300
      python -m memory_core maintain --optimize        # with the plugin stopped
    """
    if optimize and settings.data_dir is None:
        raise click.UsageError("A server optimizes by itself: leave --optimize out.")
    with opened_count(settings) as count:
        places = count.census.places(space) or [Scope(space=space, agent=_ANY)]
    with opened(settings) as service, progress_bar("maintaining") as bar:
        done = service.maintain_all(scopes=places, seconds=seconds, progress=bar.update, alone=alone)
    if optimize:
        _optimize(settings)
    out.answer(_record(places, done) | {"optimized": optimize}, _lines(places, done, optimized=optimize))
    click.get_current_context().exit(1 if _is_left(settings, done) else 0)


def _is_left(settings: Settings, done: Maintained) -> bool:
    """Whether something waits for the next time; a server never says that its disk is clean."""
    return not done.done if settings.data_dir else bool(done.waiting or done.outdated or done.to_reembed or done.reason)


def _optimize(settings: Settings) -> None:
    assert settings.data_dir
    name = collection_name(open_embedder(settings, in_place, OutsideDify()).name)
    StampFile(settings.data_dir / name).check_writable()
    with progress_bar("optimizing", unit="looks") as bar:
        optimize_collection(settings.data_dir / name, waiting=bar.update)


def _record(places: Sequence[Scope], done: Maintained) -> dict[str, Any]:
    return {
        "realms": len(places),
        "read": done.read,
        "waiting": done.waiting,
        "expired_erased": done.expired_erased,
        "forgotten_erased": done.forgotten_erased,
        "erased_from_disk": done.erased_from_disk,
        "outdated": done.outdated,
        "reembedded": done.reembedded,
        "to_reembed": done.to_reembed,
        "model_calls": done.usage.calls,
        "reason": done.reason,
    }


def _lines(places: Sequence[Scope], done: Maintained, *, optimized: bool) -> str:
    on_disk = "gone from disk" if done.erased_from_disk else "not known to be gone from disk"
    lines = [
        f"{len(places):,} realms",
        f"erased   {done.expired_erased:,} expired, {done.forgotten_erased:,} long forgotten; {on_disk}",
        f"read     {done.read:,} messages; {done.waiting:,} wait still",
    ]
    lines += [f"outdated {done.outdated:,} records of an older version are left"] if done.outdated else []
    if done.reembedded or done.to_reembed:
        lines.append(f"embedded {done.reembedded:,} of another model anew; {done.to_reembed:,} are left")
    lines += [f"because  {done.reason}"] if done.reason else []
    return "\n".join([*lines, "optimized"] if optimized else lines)
