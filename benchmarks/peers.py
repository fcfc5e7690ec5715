"""Keepsake beside mem0, and beside what one writes oneself with qdrant-client: quality and speed in one run, on one
machine, with one embedder. No language model is asked by any of them, and nothing is sent anywhere.

python -m venv .peers && .peers/bin/pip install -r benchmarks/requirements-peers.txt
.peers/bin/python -m benchmarks.peers --data DIR [--sizes 1000,10000] [--searches 100] [--stores 50]

Runs from the project's root, on Linux, in an environment of its own, for mem0's dependencies are not ours. DIR holds
LoCoMo conversations (see locomo.py). One table goes to stdout, progress to stderr.

- **Quality**: every message is stored by itself, with the bundled model; a search is for ten results in the whole
  conversation, which has a store of its own. Keepsake is told the speaker, the time and the session of a message. The
  others, which rank by the text alone, are given "speaker: text", and the time and the session as metadata.
- **Speed**: a store of many users, of whom the one who asks has 100 memories, as in speed.py. Systems and sizes take
  turns in random order. Embedding is part of each figure.
- **Memory** is of a fresh process that opens the store and searches; the bundled model is a part of it.
"""

import argparse
import importlib.metadata
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import locomo
from benchmarks.corpus import OWNED, OWNER, QUERY_SEED, STORE_SEED, corpus, questions, sentences
from benchmarks.embedders import bundled
from benchmarks.footprint import Footprint, measure
from benchmarks.locomo_retriever import Retriever as KeepsakeRetriever
from benchmarks.mem0_system import Mem0, has_lemmas
from benchmarks.speed import milliseconds, sizes
from benchmarks.speed_tables import Site, Timed, percentile, table
from benchmarks.systems import Keepsake, PlainClient, System, check_found
from memory_core import Settings
from memory_core.bootstrap import open_service
from memory_core.ports import Embedder

_WARM_UP = 3
_WEIGHED_SEARCHES = 20


def main() -> None:
    options = _options()
    started = time.monotonic()
    conversations = locomo.read(options.data)
    embedder = bundled()
    with tempfile.TemporaryDirectory(prefix="keepsake-peers-") as folder:
        answers = _ask_all(conversations, embedder, Path(folder))
        sites = [
            Site(system, size, place)
            for size in options.sizes
            for system, place in _systems(embedder, Path(folder) / str(size))
        ]
        _fill(sites)
        weights = [measure(site.system.name, site.folder, searches=_WEIGHED_SEARCHES, embedded=True) for site in sites]
        for site in sites:
            site.system.open()
        alone = _time_searches(sites, embedder, options.searches)
        _time_stores(sites, options.stores)
        for site in sites:
            site.system.close()
    _print(answers, sites, weights, alone, messages=sum(len(one.turns) for one in conversations))
    _progress(f"done in {time.monotonic() - started:.0f} s")


def _systems(embedder: Embedder, folder: Path) -> list[tuple[System, Path]]:
    kinds: tuple[type[Keepsake] | type[Mem0] | type[PlainClient], ...] = (Keepsake, Mem0, PlainClient)
    places = [folder / kind.__name__ for kind in kinds]
    return [(kind(place, embedder), place) for kind, place in zip(kinds, places, strict=True)]


# -- quality -----------------------------------------------------------------------------------------------------------


class TextRetriever:
    """A system that ranks by the text alone, as a locomo.Retriever: a new store in `folder` for each conversation."""

    def __init__(self, kind: type[Mem0] | type[PlainClient], folder: Path, embedder: Embedder) -> None:
        self._kind = kind
        self._folder = folder
        self._embedder = embedder
        self._system: Mem0 | PlainClient | None = None
        self._ids: dict[str, str] = {}
        self._resets = 0

    def reset(self) -> None:
        if self._system is not None:
            self._system.close()
        self._resets += 1
        self._ids = {}
        self._system = self._kind(self._folder / str(self._resets), self._embedder)
        self._system.open()

    def store(self, *, id: str, text: str, speaker: str, time: str, session: str) -> None:  # noqa: A002
        metadata = {"timestamp": time, "session": session}
        self._ids[self._opened.keep(f"{speaker}: {text}", user=OWNER, metadata=metadata)] = id

    def search(self, *, query: str, k: int) -> list[str]:
        return [self._ids[own] for own, _ in self._opened.find(query, user=OWNER, limit=k)]

    @property
    def _opened(self) -> Mem0 | PlainClient:
        if self._system is None:
            raise RuntimeError("reset() comes first")
        return self._system


def _ask_all(
    conversations: Sequence[locomo.Conversation], embedder: Embedder, folder: Path
) -> dict[str, list[locomo.Answer]]:
    service = open_service(Settings(data_dir=folder / "locomo-keepsake"))
    retrievers: dict[str, locomo.Retriever] = {
        Keepsake.name: KeepsakeRetriever(service, with_facts=True),
        Mem0.name: TextRetriever(Mem0, folder / "locomo-mem0", embedder),
        PlainClient.name: TextRetriever(PlainClient, folder / "locomo-plain", embedder),
    }
    answers: dict[str, list[locomo.Answer]] = {}
    for name, retriever in retrievers.items():
        started = time.monotonic()
        answers[name] = [answer for one in conversations for answer in locomo.ask(retriever, one)]
        _progress(f"{name}: {len(answers[name]):,} questions in {time.monotonic() - started:.0f} s")
    service.close()
    return answers


# -- speed -------------------------------------------------------------------------------------------------------------


def _fill(sites: Sequence[Site]) -> None:
    for site in sites:
        started = time.monotonic()
        site.system.open()
        site.system.fill(corpus(site.size))
        site.system.close()
        _progress(f"{site.system.name}: {site.size:,} memories written in {time.monotonic() - started:.0f} s")


def _time_searches(sites: Sequence[Site], embedder: Embedder, count: int) -> list[float]:
    """Times the searches, and returns the milliseconds that each query's embedding took by itself."""
    queries = questions(_WARM_UP + count, seed=QUERY_SEED)
    for number, site in _turns(sites, len(queries)):
        if number < _WARM_UP:
            check_found(site.system, site.system.search(queries[number]))
        else:
            with site.timed(Timed.SEARCH_EMBEDDED):
                site.system.search(queries[number])
    _progress("searches timed")
    return [milliseconds(lambda: embedder.embed_queries([query])[0]) for query in queries]  # noqa: B023


def _time_stores(sites: Sequence[Site], count: int) -> None:
    texts = sentences(_WARM_UP + count, seed=STORE_SEED)
    for number, site in _turns(sites, len(texts)):
        if number < _WARM_UP:
            site.system.store(texts[number])
        else:
            with site.timed(Timed.STORE_EMBEDDED):
                site.system.store(texts[number])
    _progress("stores timed")


def _turns(sites: Sequence[Site], rounds: int) -> Iterator[tuple[int, Site]]:
    """Each site once a round, in random order."""
    chance = random.Random(0)
    for number in range(rounds):
        for site in chance.sample(sites, len(sites)):
            yield number, site


# -- printing ----------------------------------------------------------------------------------------------------------


def _print(
    answers: dict[str, list[locomo.Answer]],
    sites: Sequence[Site],
    weights: Sequence[Footprint],
    alone: Sequence[float],
    *,
    messages: int,
) -> None:
    print(f"LoCoMo: {messages:,} messages. Speed: one user has {OWNED} of all memories; milliseconds, MiB.\n")
    versions = {name: f"{name} {importlib.metadata.version(package)}" for name, package in _PACKAGES.items()}
    table(("", *(versions.get(name, name) for name in answers)), [*_quality(answers), *_speed(sites, weights)])
    print(f"\nEmbedding a query takes {percentile(alone, 50):.1f} (p95 {percentile(alone, 95):.1f}) of each search.")
    print(
        f"No language model was asked. mem0: infer=False, keyword search on, lemmas {'on' if has_lemmas() else 'off'}."
    )


_PACKAGES = {Mem0.name: "mem0ai", PlainClient.name: "qdrant-client"}


def _quality(answers: dict[str, list[locomo.Answer]]) -> Iterator[tuple[str, ...]]:
    for group, found in itertools.groupby(locomo.rows(answers), key=lambda row: row[0]):
        of_system = list(found)
        yield f"R@5 / R@10, {group}", *(f"{first} / {ten}" for _, _, first, ten, _ in of_system)
        if group.startswith("categories"):
            yield f"hit@5, {group}", *(hit for *_, hit in of_system)


def _speed(sites: Sequence[Site], weights: Sequence[Footprint]) -> Iterator[tuple[str, ...]]:
    weighed = zip(sites, weights, strict=True)
    by_size = {size: list(pairs) for size, pairs in itertools.groupby(weighed, key=lambda pair: pair[0].size)}
    for what, title in ((Timed.SEARCH_EMBEDDED, "search"), (Timed.STORE_EMBEDDED, "store of one message")):
        for size, pairs in by_size.items():
            cells = (
                f"{percentile(site.took[what], 50):.1f} / {percentile(site.took[what], 95):.1f}" for site, _ in pairs
            )
            yield f"{title} among {size:,}, p50 / p95", *cells
    for size, pairs in by_size.items():
        cells = (f"{weight.resident:.0f} / {weight.anonymous:.0f}" for _, weight in pairs)
        yield f"resident / of it anonymous, {size:,}", *cells


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="a folder of LoCoMo conversations, or locomo10.json")
    parser.add_argument("--sizes", type=sizes, default=[1_000, 10_000], help="memories, with commas between")
    parser.add_argument("--searches", type=int, default=100, help="timed per store")
    parser.add_argument("--stores", type=int, default=50, help="timed per store")
    return parser.parse_args()


if __name__ == "__main__":
    main()
