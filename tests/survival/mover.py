"""One process that moves memories about, and may be killed. It reports each batch on a line of its stdout.

python -m tests.survival.mover FOLDER move                 from FOLDER/from to FOLDER/to
python -m tests.survival.mover FOLDER rotate OLD NEW       in FOLDER/from
python -m tests.survival.mover FOLDER import               FOLDER/lines.jsonl into FOLDER/to
python -m tests.survival.mover FOLDER reindex              in FOLDER/from, to another model
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.operations.archive.imports import Import
from memory_core.operations.archive.move import Move
from memory_core.operations.archive.reading import Into
from memory_core.operations.archive.reindex import Reindex
from memory_core.operations.archive.rotate import Rotate

COLLECTION = "keepsake-fake-0"
SPACE, NEW_SPACE = "5" * 32, "9" * 32
BATCH = 50
DIMENSION = 32


def archive_in(folder: Path) -> EmbeddedArchive:
    return EmbeddedArchive(folder / COLLECTION)


def reindexed_in(folder: Path) -> EmbeddedArchive:
    return EmbeddedArchive(folder / "keepsake-new-0")


def report(event: str, value: Any = None) -> None:
    sys.stdout.write(f"{event} {json.dumps(value)}\n")
    sys.stdout.flush()


def move(folder: Path) -> None:
    moved = Move(archive_in(folder / "from"), archive_in(folder / "to"), size=BATCH)(progress=_batch)
    report("done", [moved.memories, moved.copied, moved.digest])


def rotate(folder: Path, old: str, new: str) -> None:
    report("done", Rotate(archive_in(folder / "from"), size=BATCH)(old, to=new, progress=_batch))


def import_(folder: Path) -> None:
    operation = Import(
        archive=archive_in(folder / "to"),
        embedder=FakeEmbedder(dimension=DIMENSION),
        keywords=Bm25Encoder(),
        size=BATCH,
    )
    with (folder / "lines.jsonl").open() as lines:
        result = operation(lines, into=Into(SPACE), progress=_batch)
    report("done", [result.new, result.already, len(result.bad)])


def reindex(folder: Path) -> None:
    operation = Reindex(
        source=archive_in(folder / "from"),
        target=reindexed_in(folder / "from"),
        embedder=FakeEmbedder(name="new", dimension=2 * DIMENSION),
        keywords=Bm25Encoder(),
        size=BATCH,
    )
    done = operation(SPACE, progress=_batch)
    report("done", [done.memories, done.copied])


def _batch(count: int) -> None:
    """With time for whoever reads this to kill us."""
    report("batch", count)
    time.sleep(0.02)


_OPERATIONS: dict[str, Callable[..., None]] = {"move": move, "rotate": rotate, "import": import_, "reindex": reindex}

if __name__ == "__main__":
    _OPERATIONS[sys.argv[2]](Path(sys.argv[1]), *sys.argv[3:])
