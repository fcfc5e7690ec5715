"""How fast memories move from one folder to another, killed twice on the way and resumed.

python -m benchmarks.moving [--size 100000] [--kills 2] [--batch 500]

Moves the corpus of speed.py, with vectors of the bundled model's length, in a process that is killed at random moments
and started again; prints how long each run took, what it found there and copied, and both digests at the end.
"""

import argparse
import itertools
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import corpus
from benchmarks.embedders import CheapEmbedder
from memory_core import Memory, Role, Scope
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.memory import Said
from memory_core.domain.times import SECOND
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.operations.archive.batches import batches
from memory_core.operations.archive.digest import Digest
from memory_core.operations.archive.move import Move
from memory_core.operations.index import Draft, Vectors, index

_COLLECTION, _SPACE = "keepsake-cheap-0", "5" * 32
_START = 1_700_000_000 * SECOND
_FILLED_AT_ONCE = 1_000


def main() -> None:
    options = _options()
    if options.run:
        _move(Path(options.run), options.batch)
        return
    with tempfile.TemporaryDirectory(prefix="keepsake-moving-") as name:
        folder = Path(name)
        took = _fill(folder, options.size)
        print(f"{options.size:,} memories were put in {took:.0f} s, {options.size / took:,.0f} a second.")
        before = _digest(folder / "from")
        _move_and_kill(folder, options)
        after, source = _digest(folder / "to"), _digest(folder / "from")
        print(f"source before {before[0]:,} {before[1]}\nsource after  {source[0]:,} {source[1]}")
        print(f"target        {after[0]:,} {after[1]}")
        if not before == after == source:
            sys.exit("They differ.")


def _fill(folder: Path, size: int) -> float:
    archive, embedder, keywords = EmbeddedArchive(folder / "from" / _COLLECTION), CheapEmbedder(), Bm25Encoder()
    took = 0.0
    for batch in itertools.batched(_memories(size), _FILLED_AT_ONCE):
        entries = index([Draft(memory) for memory in batch], vectors=Vectors(embedder), keywords=keywords)
        began = time.monotonic()
        archive.put(entries)
        took += time.monotonic() - began
    archive.close()
    return took


def _memories(size: int) -> Iterator[Memory]:
    for said in corpus(size):
        at = _START + said.number * SECOND
        yield Said(
            id=said.id,
            scope=Scope(space=_SPACE, agent="dify", user=said.user, session=said.session),
            content=said.text,
            digest=str(said.number),
            created_at=at,
            event_at=at,
            last_seen_at=at,
            operation_id=str(said.number),
            role=Role.USER,
            language="en",
            valid_from=at,
        )


def _move_and_kill(folder: Path, options: argparse.Namespace) -> None:
    chance = random.Random(options.size)
    for _ in range(options.kills):
        process = _start(folder, options.batch)
        wanted = chance.randrange(1, max(2, options.size // (options.kills + 1) // options.batch))
        began, copied = time.monotonic(), 0
        assert process.stdout
        while copied < wanted * options.batch:
            copied += int(process.stdout.readline().split()[1])
        process.kill()
        process.wait()
        took = time.monotonic() - began
        there = _count(folder / "to")
        print(f"killed after {took:.0f} s with {copied:,} looked at; {there:,} are there, whole")
    began = time.monotonic()
    process = _start(folder, options.batch)
    said = (process.communicate()[0] or "").splitlines()[-1]
    print(f"resumed and done in {time.monotonic() - began:.0f} s: {said}")


def _start(folder: Path, batch: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.moving", "--run", str(folder), "--batch", str(batch)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _move(folder: Path, batch: int) -> None:
    """In a process of its own; tells each batch in the first reading, then what it came to and at what rate."""
    looked_at, first_reading = [0], [0.0]
    began = time.monotonic()

    def tell(count: int) -> None:
        looked_at[0] += count
        first_reading[0] = time.monotonic() - began
        print(f"batch {count}", flush=True)

    moved = Move(_open(folder / "from"), _open(folder / "to"), size=batch)(progress=tell)
    rate = looked_at[0] / max(first_reading[0], 1e-9)
    print(
        f"{moved.copied:,} copied, {looked_at[0]:,} looked at in {first_reading[0]:.0f} s ({rate:,.0f} a second), then "
        f"all {moved.memories:,} compared again in {time.monotonic() - began - first_reading[0]:.0f} s"
    )


def _digest(folder: Path) -> tuple[int, str]:
    archive, whole = _open(folder), Digest()
    for batch in batches(archive, size=_FILLED_AT_ONCE):
        for entry in batch:
            whole.add(entry.memory)
    archive.close()
    return whole.count, whole.hexadecimal


def _count(folder: Path) -> int:
    archive = _open(folder)
    try:
        return archive.count()
    finally:
        archive.close()


def _open(folder: Path) -> EmbeddedArchive:
    return EmbeddedArchive(folder / _COLLECTION)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--run", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
