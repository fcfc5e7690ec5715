"""Stores and searches on a Qdrant server or cluster beside the embedded engine: one run, one machine, the same texts.

python -m benchmarks.server http://localhost:6333[,http://other:6333] [--key KEY] [--users 1,1000,20000] [--calls 50]
python -m benchmarks.server stand-in       # on the tests' stand-in: that it works, and no figures to compare

Each user has 5 messages. They are written in bulk with cheap vectors; what is timed has the bundled model's, embedding
included. Several addresses are asked in turn. The collection is removed afterwards.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
from statistics import quantiles
from uuid import UUID

from benchmarks.corpus import QUERY_SEED, STORE_SEED, questions, sentence, sentences
from benchmarks.embedders import CheapEmbedder, bundled
from memory_core import Message, Scope, Settings
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import build_service, language_identifier
from memory_core.domain import times
from memory_core.domain.memory import Extraction, Role, Said
from memory_core.domain.selection import Selection
from memory_core.domain.text import content_digest, digest
from memory_core.engines.embedded.place import EmbeddedPlace
from memory_core.engines.other_collections import Kept
from memory_core.engines.other_model import as_it_is
from memory_core.engines.server.connection import connect
from memory_core.engines.server.options import CollectionOptions
from memory_core.engines.server.place import ServerPlace
from memory_core.operations.index import Draft, Vectors, index
from memory_core.ports import Archive, Embedder
from memory_core.service import MemoryService

COLLECTION = "keepsake-benchmark-00000000"
SPACE = digest("the space of the benchmark")
EACH = 5  # messages of a user
_AT_ONCE = 100


@dataclass
class Site:
    """One engine: a service for each address, and where memories are put in bulk."""

    name: str
    services: list[MemoryService]
    archive: Archive
    users: int = 0
    took: dict[tuple[int, str], list[float]] = field(default_factory=lambda: defaultdict(list))  # ms, by users and call


def main() -> None:
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="keepsake-server-", ignore_cleanup_errors=True) as folder,
        _server(options) as (urls, key),
    ):
        embedder = bundled()
        sites = [_embedded(Path(folder), embedder), _on_server(urls, key, embedder)]
        for users in options.users:
            for site in sites:
                _fill(site, users)
            _time(sites, users, options.calls)
        _print(sites, options)
        for site in sites:
            site.archive.close()
            for service in site.services:
                service.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="addresses of a server or of nodes, apart by commas; or stand-in")
    parser.add_argument("--key", default="")
    parser.add_argument("--users", type=_numbers, default=[1, 1_000, 20_000])
    parser.add_argument("--calls", type=int, default=50)
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return sorted(int(part) for part in text.split(","))


# -- engines -----------------------------------------------------------------------------------------------------------


@contextmanager
def _server(options: argparse.Namespace) -> Iterator[tuple[list[str], str]]:
    """Its addresses and key. What was made there is removed."""
    if options.url == "stand-in":
        from tests.qdrant_stand_in import KEY, QdrantStandIn

        stand_in = QdrantStandIn()
        yield [stand_in.url], KEY
        stand_in.close()
        return
    urls = options.url.split(",")
    try:
        yield urls, options.key
    finally:
        connect(Settings(qdrant_url=urls[0], qdrant_api_key=options.key)).delete_collection(COLLECTION)


def _embedded(folder: Path, embedder: Embedder) -> Site:
    place = EmbeddedPlace(folder, wait_seconds=30, free_bytes=0)
    kept = place.open(COLLECTION, probe=as_it_is, dimension=lambda: embedder.dimension)
    return Site("embedded", [_service(kept, embedder)], kept.archive)


def _on_server(urls: Sequence[str], key: str, embedder: Embedder) -> Site:
    settings = [Settings(qdrant_url=url, qdrant_api_key=key, qdrant_seconds=120) for url in urls]
    places = [ServerPlace(connect(one), options=CollectionOptions()) for one in settings]
    kept = [place.open(COLLECTION, probe=as_it_is, dimension=lambda: embedder.dimension) for place in places]
    return Site("server", [_service(one, embedder) for one in kept], kept[0].archive)


def _service(kept: Kept, embedder: Embedder) -> MemoryService:
    return build_service(
        repository=kept.repository,
        embedder=embedder,
        detect_language=language_identifier(),
        count_tokens=lambda text: len(text.split()),
    )


def _fill(site: Site, users: int) -> None:
    cheap, keywords, chance = CheapEmbedder(), Bm25Encoder(), random.Random(site.users)
    numbers = range(site.users * EACH, users * EACH)
    for some in batched(numbers, _AT_ONCE):
        drafts = [Draft(_said(number, sentence(chance))) for number in some]
        site.archive.put(index(drafts, vectors=Vectors(cheap), keywords=keywords))
        print(f"\r{site.name}: {some[-1] + 1} memories", end="", file=sys.stderr)
    site.users = users
    print(file=sys.stderr)


def _said(number: int, text: str) -> Said:
    at = times.now() - 10**12 + number
    return Said(
        id=str(UUID(int=number + 1, version=4)),
        scope=_scope(number // EACH),
        content=text,
        digest=content_digest(text),
        created_at=at,
        event_at=at,
        last_seen_at=at,
        operation_id="fill",
        role=Role.USER,
        language="en",
        valid_from=at,
        extraction=Extraction.OFF,
    )


def _scope(user: int) -> Scope:
    return Scope(space=SPACE, agent="bench", realm=f"user:{user}", user=f"user-{user}", session="s")


# -- calls -------------------------------------------------------------------------------------------------------------


def _time(sites: Sequence[Site], users: int, calls: int) -> None:
    """Both engines in turn, each call of another user; the first few warm up."""
    chance = random.Random(users)
    asked, told = questions(calls + 3, seed=QUERY_SEED), sentences(calls + 3, seed=STORE_SEED)
    for number, (query, text) in enumerate(zip(asked, told, strict=True)):
        scope = _scope(chance.randrange(users))
        for site in sites:
            service = site.services[number % len(site.services)]
            for call, work in (("search", _search(service, scope, query)), ("store", _store(service, scope, text))):
                started = time.perf_counter()
                work()
                if number >= 3:
                    site.took[users, call].append(1000 * (time.perf_counter() - started))


def _search(service: MemoryService, scope: Scope, query: str) -> Callable[[], object]:
    return lambda: service.search(query, scope=scope, selection=Selection(alive_at=service.now()), limit=10)


def _store(service: MemoryService, scope: Scope, text: str) -> Callable[[], object]:
    return lambda: service.store_messages([Message(text)], scope=scope)


def _print(sites: Sequence[Site], options: argparse.Namespace) -> None:
    print("| users | memories | call | embedded p50, p95 (ms) | server p50, p95 (ms) | server / embedded |")
    print("|---|---|---|---|---|---|")
    for users in options.users:
        for call in ("search", "store"):
            ours, theirs = (_middle(site.took[users, call]) for site in sites)
            columns = [f"{p50:.0f}, {p95:.0f}" for p50, p95 in (ours, theirs)]
            cells = [f"{users:,}", f"{users * EACH:,}", call, *columns, f"{theirs[0] / ours[0]:.1f}"]
            print(f"| {' | '.join(cells)} |")
    if options.url == "stand-in":
        print(
            "\nThe stand-in is Python over the client's in-memory mode: it shows that this runs, and no server's speed."
        )


def _middle(took: Sequence[float]) -> tuple[float, float]:
    cuts = quantiles(took, n=20)
    return cuts[9], cuts[18]


if __name__ == "__main__":
    main()
