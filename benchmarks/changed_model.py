"""What a change of the embedding model costs: everything is searched and stored while it is embedded anew.

python -m benchmarks.changed_model [--size 5000] [--kills 2]

A process stores with the newer model and searches each memory, of 5,000 that an older one has embedded, by a word of
its own; it is killed, and started again, and at last Memory Maintain brings over what is left. Prints how many searches
missed their memory, how long calls took, and what stands where in the end.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from memory_core.domain.selection import Position, Selection
from tests.survival.changer import NEWER, SCOPE, content, fill, open_place
from tests.survival.processes import Worker

_EVERYTHING = Selection(alive_at=0, states=())
_EVENTS = 40  # of a process, until it is killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=5_000)
    parser.add_argument("--kills", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="keepsake-changed-model-") as name:
        folder = Path(name)
        fill(folder, options.size)
        searched = [_serve_and_kill(folder, options.size) for _ in range(options.kills)]
        _finish(folder)
        stored = _check(folder)
    new = stored - options.size
    print(f"{options.size:,} memories, {new:,} stored meanwhile, {sum(searched):,} searches, none missed")


def _serve_and_kill(folder: Path, size: int) -> int:
    """How many searches it made."""
    with Worker(folder, "serves", size, program="changer") as worker:
        worker.wait_for("opened")
        took, began = [], time.monotonic()
        for _ in range(_EVENTS):
            event, value = worker.next() or ("ended", None)
            if event not in ("searched", "stored"):
                sys.exit(f"{event} {value}")
            took.append(time.monotonic() - began)
            began = time.monotonic()
        worker.kill()
    service, both = open_place(folder, NEWER)
    left = sum(source.count(SCOPE.space) for source in both.elsewhere(SCOPE.space))
    service.close()
    usual, slow = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"a call: {1000 * usual:.0f} ms, p95 {1000 * slow:.0f} ms; killed with {left:,} left")
    return [event for event, _ in worker.reports].count("searched")


def _finish(folder: Path) -> None:
    began = time.monotonic()
    with Worker(folder, "maintains", program="changer") as worker:
        came, left = worker.wait_for("done")
        worker.ended()
    took = time.monotonic() - began
    print(f"Memory Maintain brought over {came:,} in {took:.0f} s, {came / took:,.0f} a second; {left:,} are left")
    if left:
        sys.exit("Not everything came over.")


def _check(folder: Path) -> int:
    """How many memories there are, each once."""
    service, both = open_place(folder, NEWER)
    found: list[str] = []
    after = None
    while page := both.page(SCOPE, _EVERYTHING, limit=500, after=after, oldest_first=True):
        found += [memory.content for memory in page]
        after = Position.after(page, after)
    if sorted(found) != sorted(content(number) for number in range(len(found))):
        sys.exit("Something is missing, or there twice.")
    service.close()
    return len(found)


if __name__ == "__main__":
    main()
