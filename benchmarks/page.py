"""What the memory page costs above Dify's daemon: how long its pages take among 100,000 memories, and what it keeps.

python -m benchmarks.page [--size 100000] [--people 500] [--visits 30]

Half of the memories are one person's, the others are spread evenly among the rest. The real plugin process is asked as
the daemon asks it. After a first visit of each page, pages take turns; the process's memory is read before and after.
A table goes to stdout, progress to stderr.
"""

import argparse
import itertools
import re
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.corpus import Remembered, corpus
from benchmarks.embedders import CheapEmbedder, bundled
from benchmarks.speed_tables import percentile, table
from benchmarks.systems import KEY, Keepsake
from dev.daemon import Daemon, Visited, workflow
from dev.page_bridge import request
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.memory import Said
from memory_core.domain.times import DAY, now
from memory_core.operations.index import Draft, Vectors, index

PAGE_KEY, HOOK, LARGEST = "the-page-key-of-16", "bench", "anna"
GOAL = 300  # milliseconds, of the overview and of a person
_DAYS, _BATCH = 60, 1_000


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="keepsake-page-") as folder:
        data = Path(folder) / "data"
        _fill(data, options.size, options.people)
        with Daemon(environment={"HOME": folder}, timeout=600) as daemon:
            daemon.manifest()
            _measure(Visitor(daemon, data), options.visits)


class Visitor:
    """Signed in with the page key."""

    def __init__(self, daemon: Daemon, data: Path) -> None:
        self.daemon = daemon
        self._settings = {
            "page_key": PAGE_KEY,
            "api_key": KEY,
            "rights": "everything",
            "language": "en_US",
            "data_dir": str(data),
        }

    def get(self, path: str) -> Visited:
        asked = request("GET", path, hook=HOOK, headers={"Authorization": f"Bearer {PAGE_KEY}"})
        return self.daemon.visit(asked, settings=self._settings, timeout=600)

    def store(self, content: str) -> None:
        credentials = {name: self._settings[name] for name in ("api_key", "data_dir")}
        values = {"content": content, "memory_type": "episodic"}
        stored = self.daemon.invoke("memory_store", values, credentials=credentials, caller=workflow("user-0"))
        assert stored["ok"]


def _measure(visitor: Visitor, visits: int) -> None:
    started = time.monotonic()
    people = visitor.get("/people")
    first = 1000 * (time.monotonic() - started)
    addresses = re.findall(rf"/e/{HOOK}(/person/[\w-]+)", people.text)
    pages = {
        "overview": "/",
        "people": "/people",
        "person with half of them": addresses[0],
        "person with few": addresses[-1],
        "search of the first": f"{addresses[0]}/search?q=green+bicycle",
        "metrics": "/metrics",
    }
    for path in pages.values():
        visitor.get(path)
    before, took = resident(visitor.daemon.process.pid), defaultdict[str, list[float]](list)
    for number in range(visits):
        for name, path in pages.items():
            started = time.monotonic()
            assert visitor.get(path).status == 200
            took[name].append(1000 * (time.monotonic() - started))
        visitor.store(f"I saw {number} green bicycles again.")
        started = time.monotonic()
        assert visitor.get("/").status == 200
        took["overview, just after a store"].append(1000 * (time.monotonic() - started))
    after = resident(visitor.daemon.process.pid)
    exported = visitor.get("/backup/file")
    print(
        f"p50 and p95 in milliseconds; overview and person are to stay below {GOAL}. The first page took {first:.0f}.\n"
    )
    table(
        ("page", "p50", "p95"),
        [(name, f"{percentile(each, 50):.0f}", f"{percentile(each, 95):.0f}") for name, each in took.items()],
    )
    print(
        f"\nMemory: {before / 2**20:.0f} MiB before {visits * len(pages)} visits, {after / 2**20:.0f} after, "
        f"{resident(visitor.daemon.process.pid) / 2**20:.0f} after the whole space was handed out "
        f"({len(exported.body) / 2**20:.0f} MiB)."
    )


def resident(pid: int) -> int:
    """Bytes of a process in memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def _fill(folder: Path, size: int, people: int) -> None:
    """As operators write: straight into the collection, with cheap vectors in the place of the bundled model's."""
    cheap = CheapEmbedder()
    cheap.name = bundled().name
    started, system = time.monotonic(), Keepsake(folder, cheap)
    archive, keywords = system.repository.target, Bm25Encoder()
    for batch in itertools.batched(_said(system, size, people), _BATCH):
        drafts = [Draft(memory, None) for memory in batch]
        archive.put(index(drafts, vectors=Vectors(cheap), keywords=keywords))
    system.close()
    print(f"{size:,} memories written in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _said(system: Keepsake, size: int, people: int) -> Iterator[Said]:
    start, step = now() - _DAYS * DAY, _DAYS * DAY // size
    for one in corpus(size):
        user = LARGEST if one.number % 2 else f"user-{one.number // 2 % (people - 1)}"
        yield _of_realm(system, one, f"user:{user}", start + one.number * step)


def _of_realm(system: Keepsake, one: Remembered, realm: str, at: int) -> Said:
    scope = replace(system.scope("", session=one.session), realm=realm)
    return replace(system.message(one, at), scope=scope)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.page", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000, help="memories")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--visits", type=int, default=30, help="timed of each page")
    return parser.parse_args()


if __name__ == "__main__":
    main()
