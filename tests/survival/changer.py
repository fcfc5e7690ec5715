"""One process with a place whose embedding model was changed, and that may be killed. It reports each step on a line of
its stdout.

python -m tests.survival.changer FOLDER fill COUNT        stores COUNT memories with the older model
python -m tests.survival.changer FOLDER serves COUNT      searches each of them in turn, and stores, with the newer one
python -m tests.survival.changer FOLDER maintains         brings over what is left
"""

import itertools
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from memory_core import Memory, Message, Role, Scope, space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.domain.memory import MemoryType, Said
from memory_core.domain.selection import Selection
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.embedded.place import EmbeddedPlace
from memory_core.engines.other_collections import Moving, OtherCollections
from memory_core.engines.other_model import as_it_is, by_words
from memory_core.engines.several_models import SeveralModels
from memory_core.operations.index import Draft, Vectors, index
from memory_core.service import MemoryService

OLDER, NEWER = FakeEmbedder(name="older", dimension=64), FakeEmbedder(name="newer", dimension=65)
SCOPE = Scope(space=space_id("a-test-key-of-16-or-more"), agent="dify", realm="user:1", user="anna", session="s1")
_START = 1_700_000_000 * times.SECOND
_AT_ONCE = 500


def word(number: int) -> str:
    """Which nothing else has."""
    return f"qz{number}x"


def content(number: int) -> str:
    return f"{word(number)} stands here"


def memories(count: int) -> Iterator[Memory]:
    """In pairs that were stored at one moment."""
    for number in range(count):
        at = _START + number // 2 * times.SECOND
        yield Said(
            id=SCOPE.memory_id(MemoryType.EPISODIC, str(number)),
            scope=SCOPE,
            content=content(number),
            digest=str(number),
            created_at=at,
            event_at=at,
            last_seen_at=at,
            operation_id="op",
            role=Role.USER,
            language="en",
            valid_from=at,
        )


def open_place(folder: Path, embedder: FakeEmbedder) -> tuple[MemoryService, SeveralModels]:
    """As an authorization with this model has it, to which everything is to come over when it is the newer one."""
    place = EmbeddedPlace(folder, wait_seconds=30, free_bytes=0)
    present = place.open(collection_name(embedder.name), probe=as_it_is, dimension=lambda: embedder.dimension)
    moving = Moving(collection_name(NEWER.name))
    both = SeveralModels(OtherCollections(place, present, lambda _: by_words, moving))
    service = build_service(
        repository=both,
        embedder=embedder,
        detect_language=lambda _: "en",
        count_tokens=lambda text: len(text.split()),
        now=times.now,
        model_change=both,
    )
    return service, both


def fill(folder: Path, count: int) -> None:
    archive = EmbeddedArchive(folder / collection_name(OLDER.name))
    for some in itertools.batched(memories(count), _AT_ONCE):
        archive.put(index([Draft(one) for one in some], vectors=Vectors(OLDER), keywords=Bm25Encoder()))
    archive.close()


def is_found(service: MemoryService, number: int) -> bool:
    """By its word alone, once."""
    wanted = Selection(alive_at=service.now())
    hits = service.search(word(number), scope=SCOPE, selection=wanted, limit=20).hits
    return [hit.memory.content for hit in hits].count(content(number)) == 1


def serve(folder: Path, count: int) -> None:
    """What it stores is numbered from `count` on; each is searched once it is there."""
    service, both = open_place(folder, NEWER)
    report("opened")
    stored = both.count(SCOPE, Selection(alive_at=0, states=()))
    for number in itertools.count():
        if number % 10 == 0:
            message = Message(content(stored), message_id=str(stored))
            service.store_messages([message], scope=SCOPE, learn=False)
            stored += 1
            report("stored", stored)
        found = is_found(service, (number * 7) % stored)
        report("searched" if found else "missed", (number * 7) % stored)


def maintain(folder: Path) -> None:
    service, _ = open_place(folder, NEWER)
    done = service.maintain(scope=SCOPE, seconds=100)
    report("done", [done.reembedded, done.to_reembed])
    service.close()


def report(event: str, value: Any = None) -> None:
    sys.stdout.write(f"{event} {json.dumps(value)}\n")
    sys.stdout.flush()


def main(folder: Path, what: str, *rest: str) -> None:
    operations: dict[str, Callable[..., None]] = {"fill": fill, "serves": serve, "maintains": maintain}
    operations[what](folder, *map(int, rest))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
