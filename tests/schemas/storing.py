"""A process that stores, of this version or an older one: PYTHONPATH=<program> python storing.py FOLDER NAME SIZE.

At every line on stdin it stores SIZE memories and prints their contents' count so far. Uses only what every program so
far has.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from memory_core import Message
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain import times
from tests.schemas.make import DIMENSION, embedded, scopes


def main(folder: str, name: str, size: str) -> None:
    service = build_service(
        repository=embedded(Path(folder)),
        embedder=FakeEmbedder(dimension=DIMENSION),
        detect_language=lambda _: "en",
        count_tokens=len,
        now=times.now,
    )
    scope, number = next(scopes()), 0
    for _ in sys.stdin:
        for _ in range(int(size)):
            service.store_messages([Message(f"memory {number} of {name}")], scope=scope, learn=False)
            number += 1
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    service.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
