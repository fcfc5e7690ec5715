"""What seeing, counting and erasing cost as a user's memories grow: Keepsake's repository on the embedded engine.

python -m benchmarks.listing [--sizes 1000,100000] [--calls 200]

Every memory is of one user. 500 of them are a chat spread among the others; nearly all are a second chat. Sizes take
turns, one call each in random order, so that noise hits all alike. A table goes to stdout, progress to stderr.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.corpus import OWNER, chats
from benchmarks.embedders import CheapEmbedder
from benchmarks.speed import milliseconds, sizes
from benchmarks.speed_tables import percentile, table
from benchmarks.systems import Keepsake
from memory_core import Memory, MemoryType, Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.times import now
from memory_core.ports import MemoryRepository

PAGE = 20
ERASED = 100  # memories, in one operation
GROWTH_GOAL = 2


@dataclass(frozen=True)
class Site:
    """A store of one size, and what was measured of it, in milliseconds."""

    size: int
    system: Keepsake
    took: dict[str, list[float]] = field(default_factory=dict)

    def time(self, what: str, work: Callable[[], object]) -> None:
        self.took.setdefault(what, []).append(milliseconds(work))

    @property
    def scope(self) -> Scope:
        return self.system.scope(OWNER)

    @property
    def repository(self) -> MemoryRepository:
        return self.system.repository

    def page(self, after: Position | None = None) -> list[Memory]:
        """As Memory List reads it."""
        return self.repository.page(self.scope, Selection(alive_at=now()), limit=PAGE, after=after)

    def window(self, chat: str) -> tuple[list[Memory], int]:
        """A chat's last messages and how many it has, as Chat History Get reads them."""
        scope = self.system.scope(OWNER, session=chat)
        return self.repository.page(scope, _messages(), limit=PAGE), self.repository.count(scope, _messages())

    def sessions(self) -> dict[str, int]:
        return self.repository.sessions(self.scope, _messages())

    def middle(self) -> Position:
        """Where half of the memories are newer."""
        newest, oldest = (
            self.repository.page(self.scope, Selection(alive_at=now()), limit=1, oldest_first=oldest_first)
            for oldest_first in (False, True)
        )
        return Position((newest[0].created_at + oldest[0].created_at) // 2)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="keepsake-listing-") as folder:
        sites = [_filled(Path(folder) / str(size), size) for size in options.sizes]
        _time_reads(sites, options.calls)
        for site in sites:
            _time_erasing(site)
            site.system.close()
    _print(sites)


def _filled(folder: Path, size: int) -> Site:
    started = time.monotonic()
    site = Site(size, Keepsake(folder, CheapEmbedder()))
    site.system.fill(chats(size))
    print(f"{size:,} memories written in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return site


def _time_reads(sites: list[Site], calls: int) -> None:
    chance = random.Random(0)
    middle = {site.size: site.middle() for site in sites}
    for number in range(calls):
        for site in chance.sample(sites, len(sites)):
            site.time(f"page of {PAGE}", site.page)
            site.time(f"page of {PAGE}, in the middle", partial(site.page, middle[site.size]))
            site.time("window of the chat of 500", partial(site.window, "short"))
            site.time("window of the chat of nearly all", partial(site.window, "long"))
            if number % 20 == 0:
                site.time("sessions, counted", site.sessions)


def _time_erasing(site: Site) -> None:
    doomed = [m.id for m in site.repository.page(site.scope, Selection(alive_at=now()), limit=2 * ERASED)]
    for some in (doomed[:ERASED], doomed[ERASED:]):
        site.time(f"erase {ERASED} memories", partial(site.repository.erase, site.scope, some))
    site.time("rewrite", site.repository.rewrite)
    left = site.repository.count(site.scope, Selection(alive_at=now()))
    if left != site.size - 2 * ERASED:
        raise RuntimeError(f"{left:,} memories are left of {site.size - 2 * ERASED:,}.")


def _messages() -> Selection:
    return Selection(alive_at=now(), types=(MemoryType.EPISODIC,))


def _print(sites: list[Site]) -> None:
    ratios = [f"{above.size:,} / {below.size:,}" for below, above in pairwise(sites)]
    rows = []
    for what in sites[0].took:
        medians = [percentile(site.took[what], 50) for site in sites]
        growth = [f"{above / below:.1f}" for below, above in pairwise(medians)]
        rows.append((what, *(f"{median:.2f}" for median in medians), *growth))
    print(f"p50 in milliseconds. A page and a window are to grow by less than {GROWTH_GOAL} times.\n")
    table(("what", *(f"{site.size:,} memories" for site in sites), *ratios), rows)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.listing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=sizes, default=[1_000, 100_000], help="memories, with commas between")
    parser.add_argument("--calls", type=int, default=200, help="timed per size and kind")
    return parser.parse_args()


if __name__ == "__main__":
    main()
