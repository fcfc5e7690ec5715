"""How much memory a fresh process needs that opens a store and searches it, for speed.py and peers.py.

python -m benchmarks.footprint SYSTEM FOLDER SEARCHES [bundled]   (SYSTEM `none`: imports alone; `bundled`: the model)

Queries get cheap vectors, or those of the bundled model.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.corpus import QUERY_SEED, questions
from benchmarks.embedders import CheapEmbedder, bundled
from benchmarks.mem0_system import Mem0
from benchmarks.systems import Keepsake, PlainClient, System, check_found

SYSTEMS: dict[str, type[Keepsake] | type[PlainClient] | type[Mem0]] = {s.name: s for s in (Keepsake, PlainClient, Mem0)}
BARE, BUNDLED = "none", "bundled"
_ROLLUP = Path("/proc/self/smaps_rollup")
_KIB_PER_MIB = 1024


@dataclass(frozen=True, slots=True)
class Footprint:
    """In MiB. `anonymous` is what the process holds itself; the rest of `resident` are mapped files, which the system
    may drop and read again."""

    resident: float
    anonymous: float


def measure(system: str, folder: Path, *, searches: int, embedded: bool = False) -> Footprint:
    """What a fresh process needs for this; `embedded` by the bundled model, which the store was filled with."""
    command = [sys.executable, "-m", "benchmarks.footprint", system, str(folder), str(searches)]
    command += [BUNDLED] * embedded
    done = subprocess.run(command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True, check=True)
    return Footprint(**json.loads(done.stdout))


def main(system: str, folder: str, searches: str, embedder: str = "") -> None:
    queries = questions(int(searches), seed=QUERY_SEED)
    if system == BUNDLED:
        measured = _after_embedding(queries)
    elif system == BARE:
        measured = _now()
    else:
        vectors = bundled() if embedder == BUNDLED else CheapEmbedder()
        measured = _after_searching(SYSTEMS[system](Path(folder), vectors), queries)
    print(json.dumps(asdict(measured)))


def _after_embedding(texts: list[str]) -> Footprint:
    embedder = bundled()
    embedder.embed_documents(texts)
    return _now()


def _after_searching(system: System, queries: list[str]) -> Footprint:
    system.open()
    for query in queries:
        check_found(system, system.search(query))
    measured = _now()
    system.close()
    return measured


def _now() -> Footprint:
    lines = dict(line.split(":", 1) for line in _ROLLUP.read_text().splitlines()[1:])
    return Footprint(*(int(lines[name].split()[0]) / _KIB_PER_MIB for name in ("Rss", "Anonymous")))


if __name__ == "__main__":
    main(*sys.argv[1:])
