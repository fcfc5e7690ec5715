"""Health: whether the memory can be used, for people and for programs that watch it."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from werkzeug import Response

from memory_core import VERSION, KeepsakeError, Overview
from page.answer import JSON, made
from page.disk import Disk, disk_of
from page.visit import Visit


@dataclass(frozen=True, slots=True)
class Health:
    """`code` and `problem` are those of the error that stands in the way; empty when nothing does."""

    overview: Overview | None
    disk: Disk | None
    seconds: float
    code: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        return not self.code

    @property
    def kept(self) -> int:
        return sum(self.overview.memories.values()) if self.overview else 0


def show(visit: Visit) -> Response:
    visit.must_be_everybodys()
    found = _examined(visit)
    return visit.show("health.html", page_name="health", found=found, version=VERSION, settings=visit.page.settings)


def as_json(visit: Visit) -> Response:
    visit.must_be_everybodys()
    found = _examined(visit)
    told = {
        "ok": found.ok,
        "code": found.code,
        "problem": found.problem,
        "version": VERSION,
        "seconds": round(found.seconds, 3),
        "people": len(found.overview.people) if found.overview else 0,
        "memories": found.kept,
        "pending": found.overview.pending if found.overview else 0,
        "expired": found.overview.expired if found.overview else 0,
        "disk_used_bytes": found.disk.used if found.disk else None,
        "disk_free_bytes": found.disk.free if found.disk else None,
    }
    return made(json.dumps(told) + "\n", status=200 if found.ok else 503, kind=JSON)


def metrics(visit: Visit) -> Response:
    """In the text format of Prometheus."""
    visit.must_be_everybodys()
    lines = "\n".join(_metrics(_examined(visit)))
    return made(lines + "\n", kind="text/plain; version=0.0.4; charset=utf-8")


def _examined(visit: Visit) -> Health:
    started = time.monotonic()
    disk = disk_of(visit.page.settings)
    try:
        overview = visit.space.overview(days=1)
    except KeepsakeError as problem:
        return Health(None, disk, time.monotonic() - started, problem.code, str(problem))
    return Health(overview, disk, time.monotonic() - started)


def _metrics(found: Health) -> Iterator[str]:
    yield from _metric("up", "Whether the memory can be used.", int(found.ok))
    yield from _metric("survey_seconds", "How long counting it took.", round(found.seconds, 4))
    if found.overview:
        yield "# HELP keepsake_memories How many memories are kept."
        yield "# TYPE keepsake_memories gauge"
        for (kind, state), number in sorted(found.overview.memories.items()):
            yield f'keepsake_memories{{type="{kind.value}",state="{state.value}"}} {number}'
        yield from _metric("people", "Whose memories are kept.", len(found.overview.people))
        yield from _metric("stored_today", "Memories that were stored today, in UTC.", found.overview.grown[-1][1])
        yield from _metric("pending_messages", "Messages that wait to be read.", found.overview.pending)
        yield from _metric("expired_memories", "Memories that wait to be erased.", found.overview.expired)
    if found.disk:
        yield from _metric("disk_used_bytes", "What the data folder takes.", found.disk.used)
        yield from _metric("disk_free_bytes", "What is free on its disk.", found.disk.free)


def _metric(name: str, what: str, value: float) -> Iterator[str]:
    yield f"# HELP keepsake_{name} {what}"
    yield f"# TYPE keepsake_{name} gauge"
    yield f"keepsake_{name} {value}"
