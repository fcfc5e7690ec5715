"""What speed.py measures, and the tables of it."""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from benchmarks.corpus import OWNED
from benchmarks.footprint import Footprint
from benchmarks.systems import LIMIT, Keepsake, PlainClient, System
from benchmarks.whole_space import WholeSpace
from memory_core.domain.candidate import Channel

WEIGHED_SEARCHES = 20
OPENINGS = 5
MIDDLE = 10_000
_SMALL, _LARGE = 1_000, 100_000  # the other sizes that goals speak of
_MIB = 2**20


class Timed(StrEnum):
    """What is timed. The plain ones get precomputed vectors."""

    SEARCH = "search"
    SEARCH_EMBEDDED = "search with the bundled embedder"
    STORE = "store"
    STORE_EMBEDDED = "store with the bundled embedder"
    ABOVE_EMBEDDING = "what a search takes besides embedding its query"
    FLOOR = "what a store cannot do without: its embeddings and one flush"
    OPEN = "open"
    CLOSE = "close"


_HAND_OVER = (Timed.OPEN, Timed.CLOSE)


@dataclass(frozen=True)
class Site:
    """One system's store of one size, and what was measured of it, in milliseconds."""

    system: System
    size: int
    folder: Path
    alone: bool = False
    took: defaultdict[Timed, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def name(self) -> str:
        return f"{self.system.name}, alone" if self.alone else self.system.name

    @contextmanager
    def timed(self, what: Timed) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.took[what].append(1000 * (time.perf_counter() - started))


@dataclass(frozen=True)
class Weights:
    """Memory of fresh processes: one per store, one that only imports, one that only embeds."""

    sites: list[Footprint]
    bare: Footprint
    bundled: Footprint


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def print_times(sites: list[Site], alone: list[Site], options: argparse.Namespace, embedding: list[float]) -> None:
    print(f"One space, of which the user owns {OWNED} memories; milliseconds.\n")
    print(f"### Search ({options.searches} times, {LIMIT} results)\n")
    _print_times_table([*sites, *alone], Timed.SEARCH, Timed.SEARCH_EMBEDDED)
    p50, p95 = percentile(embedding, 50), percentile(embedding, 95)
    print(f"\nThe bundled embedder alone takes {p50:.2f} for a query (p95 {p95:.2f}).")
    print(f"\n### Store ({options.stores} times, one message)\n")
    _print_times_table(sites, Timed.STORE, Timed.STORE_EMBEDDED)
    print(f"\n### Hand-over: a process opens the store, and closes it ({OPENINGS} times)\n")
    rows = [
        (f"{site.size:,}", site.system.name, *(f"{percentile(site.took[what], 50):.0f}" for what in _HAND_OVER))
        for site in sites
    ]
    table(("memories", "system", "open p50", "close p50"), rows)


def _print_times_table(sites: list[Site], plain: Timed, embedded: Timed) -> None:
    rows = [
        (
            f"{site.size:,}",
            site.name,
            *(f"{percentile(site.took[what], percent):.2f}" for what in (plain, embedded) for percent in (50, 95)),
        )
        for site in sites
    ]
    table(("memories", "system", "p50", "p95", "with the bundled embedder p50", "p95"), rows)


def print_memory(sites: list[Site], weights: Weights, disk: list[int]) -> None:
    print(f"\n### Memory of a fresh process that opens the store and searches {WEIGHED_SEARCHES} times (MiB)\n")
    rows = [
        (f"{site.size:,}", site.system.name, *_cells(footprint), f"{size / _MIB:.0f}")
        for site, footprint, size in zip(sites, weights.sites, disk, strict=True)
    ]
    rows.append(("-", "Python and the imports of Keepsake alone", *_cells(weights.bare), "-"))
    rows.append(("-", "the same, and the bundled embedder", *_cells(weights.bundled), "-"))
    table(("memories", "system", "resident", "of it anonymous", "on disk"), rows)


def _cells(footprint: Footprint) -> tuple[str, str]:
    return f"{footprint.resident:.0f}", f"{footprint.anonymous:.0f}"


def print_whole(sites: list[Site], whole: dict[str, WholeSpace]) -> None:
    size, searches = max(site.size for site in sites), min(len(measured.took) for measured in whole.values())
    print(f"\n### Search of everybody's {size:,} memories ({searches} times, without embedding)\n")
    rows = [
        (
            state,
            f"{percentile(measured.took, 50):.2f}",
            f"{percentile(measured.took, 95):.2f}",
            *(f"{measured.recall[channel]:.3f}" for channel in Channel),
        )
        for state, measured in whole.items()
    ]
    table(("the store", "p50", "p95", *(f"recall@100 of {channel.value}" for channel in Channel)), rows)


def print_goals(
    sites: list[Site], alone: Site, weights: Weights, whole: dict[str, WholeSpace], first: list[float]
) -> None:
    """Those that speak of sizes which were measured; in milliseconds where nothing else is said."""
    print("\n### Goals\n")
    rows = [
        *_search_goals(sites, alone),
        *(_whole_space_goals(whole) if _find(sites, Keepsake, _LARGE) else ()),
        *_store_goals(sites),
        (f"first answer of a plugin process at {MIDDLE:,} (s)", f"{percentile(first, 50):.2f}", "at most 2.5"),
        *_memory_goals(sites, weights),
    ]
    table(("what", "measured", "goal"), rows)


def _search_goals(sites: list[Site], alone: Site) -> Iterator[tuple[str, str, str]]:
    small, middle, large = (_find(sites, Keepsake, size) for size in (_SMALL, MIDDLE, _LARGE))
    local = _find(sites, PlainClient, MIDDLE)
    for what, told in ((Timed.SEARCH, "without embedding"), (Timed.SEARCH_EMBEDDED, "embedded")):
        if local and middle:
            yield f"search at 10k: local mode / Keepsake, {told}", _ratio(local, middle, what), "at least 10"
        if small and large:
            yield f"search: 100k / 1k, {told}", _ratio(large, small, what), "at most 2"
    if large:
        above, in_turns = alone.took[Timed.ABOVE_EMBEDDING], large.took[Timed.ABOVE_EMBEDDING]
        yield "search at 100k above its embedding, p50", f"{percentile(above, 50):.2f}", "at most 3"
        yield "search at 100k above its embedding, p95", f"{percentile(above, 95):.2f}", "at most 5"
        yield "the same while others take turns, p50", f"{percentile(in_turns, 50):.2f}", "-"


def _whole_space_goals(whole: dict[str, WholeSpace]) -> Iterator[tuple[str, str, str]]:
    for (state, measured), goal in zip(whole.items(), (60, 10), strict=True):
        yield (
            f"search of the whole space at 100k, {state}, p50",
            f"{percentile(measured.took, 50):.1f}",
            f"below {goal}",
        )
    worst = min(whole["optimized"].recall.values())
    yield "its recall@100 optimized, of the worst channel", f"{worst:.3f}", "at least 0.95"


def _store_goals(sites: list[Site]) -> Iterator[tuple[str, str, str]]:
    small, large = (_find(sites, Keepsake, size) for size in (_SMALL, _LARGE))
    for site in (site for site in (small, large) if site):
        floor = percentile(site.took[Timed.STORE_EMBEDDED], 50) / percentile(site.took[Timed.FLOOR], 50)
        yield f"store at {site.size:,} / (its embeddings + one flush)", f"{floor:.2f}", "at most 1.25"
    if small and large:
        yield "store: 100k / 1k, embedded", _ratio(large, small, Timed.STORE_EMBEDDED), "at most 1.3"


def _memory_goals(sites: list[Site], weights: Weights) -> Iterator[tuple[str, str, str]]:
    for site, footprint in zip(sites, weights.sites, strict=True):
        if site is _find(sites, Keepsake, _LARGE):
            resident = footprint.resident - weights.bare.resident
            anonymous = footprint.anonymous - weights.bare.anonymous
            what = "memory of the engine at 100k (MiB): resident, of it anonymous"
            yield what, f"{resident:.0f}, {anonymous:.0f}", "at most 1,024"


def _find(sites: list[Site], system: type[System], size: int) -> Site | None:
    return next((site for site in sites if type(site.system) is system and site.size == size), None)


def _ratio(above: Site, below: Site, what: Timed) -> str:
    return f"{percentile(above.took[what], 50) / percentile(below.took[what], 50):.2f}"


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    for cells in (titles, ["---"] * len(titles), *rows):
        print(f"| {' | '.join(cells)} |")
