"""mask: secrets that were stored before they were masked."""

from typing import Any

import click

from memory_core.cli.form import Command
from memory_core.cli.opening import OutsideDify, opened, opened_archives
from memory_core.cli.options import with_output, with_settings, with_space_or_all
from memory_core.cli.output import Output, progress_bar
from memory_core.domain.memory import short_id
from memory_core.domain.secrets.mask import Secrets
from memory_core.operations.admit import told
from memory_core.operations.archive.masking import MaskedMemories
from memory_core.operators import open_mask
from memory_core.settings import Settings

_NAMED = 20


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Only say which memories hold secrets, and of which kinds.")
@click.option("--personal", is_flag=True, help="Also mail and postal addresses, phone and passport numbers.")
@with_settings
@with_space_or_all
@with_output
def mask(*, dry_run: bool, personal: bool, settings: Settings, space: str, out: Output) -> None:
    """Mask the secrets in memories that are stored already.

    Keys, tokens, passwords, card numbers and bank accounts: each becomes what it is, like [card number], and the rest
    stays. What is forgotten but not erased yet is masked, too. There is no undo: the words are removed from disk, and
    backups hold them still.

    \b
    Examples:
      python -m memory_core mask --dry-run
      python -m memory_core mask --all-spaces
    """
    with opened_archives(settings) as archives:
        run = open_mask(settings, archives, host_models=OutsideDify())
        with progress_bar("masking", total=run.archive.count(space)) as bar:
            secrets = Secrets.MASK_PERSONAL if personal else Secrets.MASK
            found = run(space, secrets=secrets, dry_run=dry_run, progress=bar.update)
    is_clean = False
    if found.ids and not dry_run:
        with opened(settings) as service:
            is_clean = service.clean_disk()
    out.answer(_record(found, dry_run=dry_run, is_clean=is_clean), _lines(found, dry_run=dry_run))


def _record(found: MaskedMemories, *, dry_run: bool, is_clean: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "looked_at": found.looked_at,
        "masked": len(found.ids),
        "kinds": dict(found.kinds),
        "ids": found.ids,
        "erased_from_disk": is_clean,
    }


def _lines(found: MaskedMemories, *, dry_run: bool) -> str:
    if not found.ids:
        return f"No secrets in {found.looked_at:,} memories."
    verb = "would be masked" if dry_run else "were masked"
    named = ", ".join(map(short_id, found.ids[:_NAMED])) + (", ..." if len(found.ids) > _NAMED else "")
    return f"{len(found.ids):,} of {found.looked_at:,} memories {verb}: {told(found.kinds)}.\n{named}"
