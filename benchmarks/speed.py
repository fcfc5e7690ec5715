"""Speed and memory of Keepsake beside qdrant-client's local mode: one run, one machine, the same texts and vectors.

python -m benchmarks.speed [--sizes 1000,10000,100000] [--searches 100] [--stores 50]

Tables go to stdout, progress to stderr. Systems, sizes and embedders take turns, one call each in random order, so that
noise hits all alike. The largest store of Keepsake is also searched alone, as a plugin process has it: between, local
mode leaves nothing in the processor's caches.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from benchmarks import whole_space
from benchmarks.cold_start import first_answers
from benchmarks.corpus import OWNED, QUERY_SEED, STORE_SEED, corpus, questions, sentences
from benchmarks.embedders import CheapEmbedder, Switch, bundled
from benchmarks.footprint import BARE, BUNDLED, Footprint, measure
from benchmarks.systems import LIMIT, Keepsake, PlainClient, System, check_found
from benchmarks.timing import EMBEDDING, FLUSH, Clock, TimedEmbedder, timing_offload
from benchmarks.whole_space import WholeSpace
from memory_core.adapters.qdrant.collections import collection_name
from memory_core.adapters.qdrant.edge_optimize import optimize
from memory_core.domain.ranking import Channel
from memory_core.ports import Embedder

PLAIN_UP_TO = 10_000  # beyond it, local mode takes a second for a search and minutes to fill
_SMALL, _MIDDLE, _LARGE = 1_000, 10_000, 100_000  # the sizes that goals speak of
_OPENINGS = 5
_WEIGHED_SEARCHES = 20
_WARM_UP = 3
_WHOLE_SPACE_SEARCHES = 50
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
class Bench:
    """All stores of a run; what they ask for vectors is `embedder`, which is set to one of the other two."""

    sites: list[Site]
    embedder: Switch
    cheap: CheapEmbedder
    bundled: Embedder
    clock: Clock

    def turns(self, rounds: int) -> Iterator[tuple[int, Site, bool]]:
        """Round number, store, and whether the bundled embedder is set: each pair once a round, in random order."""
        chance = random.Random(0)
        for number in range(rounds):
            turns = [(site, embedded) for site in self.sites for embedded in (False, True)]
            chance.shuffle(turns)
            for site, embedded in turns:
                self.embedder.now = self.bundled if embedded else self.cheap
                yield number, site, embedded


@dataclass(frozen=True)
class Weights:
    """Memory of fresh processes: one per store, one that only imports, one that only embeds."""

    sites: list[Footprint]
    bare: Footprint
    bundled: Footprint


def main() -> None:
    options = _options()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="keepsake-speed-") as folder:
        bench = _bench(Path(folder), options.sizes)
        _fill(bench)
        _time_opening(bench)
        weights = _weigh(bench)
        disk = [_size_of(site.folder) for site in bench.sites]
        for site in bench.sites:
            site.system.open()
        embedding = _time_searches(bench, options.searches)
        alone = _alone(bench)
        _time_searches(alone, options.searches)
        _time_stores(bench, options.stores)
        for site in bench.sites:
            site.system.close()
        whole = _search_everything(bench)
    first = first_answers(_MIDDLE)
    _print_times(bench.sites, alone.sites, options, embedding)
    _print_memory(bench.sites, weights, disk)
    _print_whole(bench.sites, whole)
    _print_goals(bench.sites, alone.sites[0], weights, whole, first)
    _progress(f"done in {time.monotonic() - started:.0f} s")


def percentile(values: Sequence[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


# -- measuring ---------------------------------------------------------------------------------------------------------


def _bench(folder: Path, sizes: Sequence[int]) -> Bench:
    cheap, clock = CheapEmbedder(), Clock()
    embedder = Switch(cheap)
    sites = []
    for size in sizes:
        ours, plain = folder / f"keepsake-{size}", folder / f"plain-{size}"
        sites.append(Site(Keepsake(ours, embedder, offload=timing_offload(clock)), size, ours))
        if size <= PLAIN_UP_TO:
            sites.append(Site(PlainClient(plain, embedder), size, plain))
    return Bench(sites, embedder, cheap, TimedEmbedder(bundled(), clock), clock)


def _fill(bench: Bench) -> None:
    for site in bench.sites:
        started = time.monotonic()
        site.system.open()
        site.system.fill(corpus(site.size))
        site.system.close()
        _progress(f"{site.system.name}: {site.size:,} memories written in {time.monotonic() - started:.0f} s")


def _time_opening(bench: Bench) -> None:
    for _ in range(_OPENINGS):
        for site in bench.sites:
            with site.timed(Timed.OPEN):
                site.system.open()
            with site.timed(Timed.CLOSE):
                site.system.close()
    _progress("opening and closing timed")


def _weigh(bench: Bench) -> Weights:
    sites = [measure(site.system.name, site.folder, searches=_WEIGHED_SEARCHES) for site in bench.sites]
    bare, bundled = (measure(what, Path(), searches=_WEIGHED_SEARCHES) for what in (BARE, BUNDLED))
    _progress("memory measured")
    return Weights(sites, bare, bundled)


def _size_of(folder: Path) -> int:
    """The bytes that the files of a folder take on disk."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())


def _time_searches(bench: Bench, count: int) -> list[float]:
    """Times the searches, and returns the milliseconds that the bundled embedder took for each query alone."""
    queries = questions(count, seed=QUERY_SEED)
    bench.cheap.prepare(queries)
    for number, site, _ in bench.turns(min(_WARM_UP, count)):
        check_found(site.system, site.system.search(queries[number]))
    embedding: list[float] = []
    for number, site, embedded in bench.turns(count):
        if len(embedding) == number:
            embedding.append(milliseconds(lambda: bench.bundled.embed_query(queries[number])))  # noqa: B023
        bench.clock.take()
        with site.timed(Timed.SEARCH_EMBEDDED if embedded else Timed.SEARCH):
            site.system.search(queries[number])
        if embedded:
            spent, _ = bench.clock.take()
            site.took[Timed.ABOVE_EMBEDDING].append(site.took[Timed.SEARCH_EMBEDDED][-1] - spent[EMBEDDING])
    _progress("searches timed")
    return embedding


def _alone(bench: Bench) -> Bench:
    """The largest store of Keepsake by itself, with nothing measured yet."""
    site = _largest(bench.sites)
    return replace(bench, sites=[replace(site, alone=True, took=defaultdict(list))])


def _largest(sites: Sequence[Site]) -> Site:
    return max((site for site in sites if isinstance(site.system, Keepsake)), key=lambda site: site.size)


def _time_stores(bench: Bench, count: int) -> None:
    texts = sentences(2 * (count + _WARM_UP), seed=STORE_SEED)
    bench.cheap.prepare(texts)
    for number, site, embedded in bench.turns(_WARM_UP + count):
        text = texts[2 * number + embedded]
        if number < _WARM_UP:
            site.system.store(text)
            continue
        bench.clock.take()
        with site.timed(Timed.STORE_EMBEDDED if embedded else Timed.STORE):
            site.system.store(text)
        if embedded and isinstance(site.system, Keepsake):
            spent, counted = bench.clock.take()
            site.took[Timed.FLOOR].append(spent[EMBEDDING] + spent[FLUSH] / counted[FLUSH])
    _progress("stores timed")


def _search_everything(bench: Bench) -> dict[str, WholeSpace]:
    """Of the largest store of Keepsake, everybody's memories at once: as it was stored, and optimized."""
    site = _largest(bench.sites)
    assert isinstance(site.system, Keepsake)
    folder = site.folder / collection_name(bench.embedder.name)
    queries = questions(_WHOLE_SPACE_SEARCHES, seed=QUERY_SEED)
    bench.cheap.prepare(queries)
    bench.embedder.now = bench.cheap
    stored = whole_space.measure(site.system, folder, bench.cheap, queries)
    started = time.monotonic()
    optimize(folder, waiting=lambda: None)
    _progress(f"{site.size:,} memories optimized in {time.monotonic() - started:.0f} s")
    optimized = whole_space.measure(site.system, folder, bench.cheap, queries)
    _progress("searches of the whole space timed")
    return {"as stored": stored, "optimized": optimized}


def milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


# -- printing ----------------------------------------------------------------------------------------------------------


def _print_times(sites: list[Site], alone: list[Site], options: argparse.Namespace, embedding: list[float]) -> None:
    print(f"One space, of which the user owns {OWNED} memories; milliseconds.\n")
    print(f"### Search ({options.searches} times, {LIMIT} results)\n")
    _print_times_table([*sites, *alone], Timed.SEARCH, Timed.SEARCH_EMBEDDED)
    p50, p95 = percentile(embedding, 50), percentile(embedding, 95)
    print(f"\nThe bundled embedder alone takes {p50:.2f} for a query (p95 {p95:.2f}).")
    print(f"\n### Store ({options.stores} times, one message)\n")
    _print_times_table(sites, Timed.STORE, Timed.STORE_EMBEDDED)
    print(f"\n### Hand-over: a process opens the store, and closes it ({_OPENINGS} times)\n")
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


def _print_memory(sites: list[Site], weights: Weights, disk: list[int]) -> None:
    print(f"\n### Memory of a fresh process that opens the store and searches {_WEIGHED_SEARCHES} times (MiB)\n")
    rows = [
        (f"{site.size:,}", site.system.name, *_cells(footprint), f"{size / _MIB:.0f}")
        for site, footprint, size in zip(sites, weights.sites, disk, strict=True)
    ]
    rows.append(("-", "Python and the imports of Keepsake alone", *_cells(weights.bare), "-"))
    rows.append(("-", "the same, and the bundled embedder", *_cells(weights.bundled), "-"))
    table(("memories", "system", "resident", "of it anonymous", "on disk"), rows)


def _cells(footprint: Footprint) -> tuple[str, str]:
    return f"{footprint.resident:.0f}", f"{footprint.anonymous:.0f}"


def _print_whole(sites: list[Site], whole: dict[str, WholeSpace]) -> None:
    size = max(site.size for site in sites)
    print(f"\n### Search of everybody's {size:,} memories ({_WHOLE_SPACE_SEARCHES} times, without embedding)\n")
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


def _print_goals(
    sites: list[Site], alone: Site, weights: Weights, whole: dict[str, WholeSpace], first: list[float]
) -> None:
    """Those that speak of sizes which were measured; in milliseconds where nothing else is said."""
    print("\n### Goals\n")
    rows = [
        *_search_goals(sites, alone),
        *(_whole_space_goals(whole) if _find(sites, Keepsake, _LARGE) else ()),
        *_store_goals(sites),
        (f"first answer of a plugin process at {_MIDDLE:,} (s)", f"{percentile(first, 50):.2f}", "at most 2.5"),
        *_memory_goals(sites, weights),
    ]
    table(("what", "measured", "goal"), rows)


def _search_goals(sites: list[Site], alone: Site) -> Iterator[tuple[str, str, str]]:
    small, middle, large = (_find(sites, Keepsake, size) for size in (_SMALL, _MIDDLE, _LARGE))
    local = _find(sites, PlainClient, _MIDDLE)
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


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=sizes, default=[1_000, 10_000, 100_000], help="memories, with commas between")
    parser.add_argument("--searches", type=int, default=100, help="timed per store and embedder")
    parser.add_argument("--stores", type=int, default=50, help="timed per store and embedder")
    return parser.parse_args()


def sizes(text: str) -> list[int]:
    return sorted({int(size) for size in text.split(",")})


if __name__ == "__main__":
    main()
