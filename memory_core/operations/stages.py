"""Stages: how long each step of a call takes, and what it found, for whoever measures that call. Nobody else pays."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Stages:
    """`milliseconds` by stage, in their order; `notes` are numbers and marks, and of texts only the question's own."""

    milliseconds: dict[str, int] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


_measured: ContextVar[Stages | None] = ContextVar("keepsake_stages", default=None)


@contextmanager
def measured() -> Iterator[Stages]:
    """Measures what this call does meanwhile, and nothing that runs beside it."""
    stages = Stages()
    token = _measured.set(stages)
    try:
        yield stages
    finally:
        _measured.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A step of the call; one that comes again adds to it."""
    stages = _measured.get()
    if stages is None:
        yield
        return
    began = time.perf_counter()
    try:
        yield
    finally:
        spent = round((time.perf_counter() - began) * 1_000)
        stages.milliseconds[name] = stages.milliseconds.get(name, 0) + spent


def note(**values: Any) -> None:
    """What a step found."""
    if stages := _measured.get():
        stages.notes.update(values)
