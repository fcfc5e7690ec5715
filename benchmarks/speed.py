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
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import whole_space
from benchmarks.cold_start import first_answers
from benchmarks.corpus import QUERY_SEED, STORE_SEED, corpus, questions, sentences
from benchmarks.embedders import CheapEmbedder, Switch, bundled
from benchmarks.footprint import BARE, BUNDLED, measure
from benchmarks.speed_tables import (
    MIDDLE,
    OPENINGS,
    WEIGHED_SEARCHES,
    Site,
    Timed,
    Weights,
    print_goals,
    print_memory,
    print_times,
    print_whole,
)
from benchmarks.systems import Keepsake, PlainClient, check_found
from benchmarks.timing import EMBEDDING, FLUSH, Clock, TimedEmbedder, timing_offload
from benchmarks.whole_space import WholeSpace
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.optimize import optimize
from memory_core.ports import Embedder

PLAIN_UP_TO = 10_000  # beyond it, local mode takes a second for a search and minutes to fill
_WARM_UP = 3
_WHOLE_SPACE_SEARCHES = 50


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
    first = first_answers(MIDDLE)
    print_times(bench.sites, alone.sites, options, embedding)
    print_memory(bench.sites, weights, disk)
    print_whole(bench.sites, whole)
    print_goals(bench.sites, alone.sites[0], weights, whole, first)
    _progress(f"done in {time.monotonic() - started:.0f} s")


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
    for _ in range(OPENINGS):
        for site in bench.sites:
            with site.timed(Timed.OPEN):
                site.system.open()
            with site.timed(Timed.CLOSE):
                site.system.close()
    _progress("opening and closing timed")


def _weigh(bench: Bench) -> Weights:
    sites = [measure(site.system.name, site.folder, searches=WEIGHED_SEARCHES) for site in bench.sites]
    bare, bundled = (measure(what, Path(), searches=WEIGHED_SEARCHES) for what in (BARE, BUNDLED))
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
            embedding.append(milliseconds(lambda: bench.bundled.embed_queries([queries[number]])[0]))  # noqa: B023
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
