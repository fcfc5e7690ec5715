"""Probes for the memories of other embedding models: by a model's own vector while it can be asked, and by words."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from memory_core.errors import KeepsakeError
from memory_core.ports import Embedder, Probe, Vector

_PAUSE_SECONDS = 60  # until a model that failed is asked again


def by_words(probe: Probe) -> Probe:
    """For a model that cannot be asked."""
    return replace(probe, dense=())


def as_it_is(probe: Probe) -> Probe:
    """For the model that the probe was made by."""
    return probe


@dataclass(slots=True)
class OtherModel:
    """Puts probes to the memories of another model; one question after the other, mostly the same one several times."""

    embedder: Embedder
    clock: Callable[[], float] = time.monotonic
    _last: tuple[str, Vector] = ("", ())
    _paused_until: float = 0.0

    def __call__(self, probe: Probe) -> Probe:
        return replace(probe, dense=self._vector(probe.text)) if probe.text and probe.dense else by_words(probe)

    def _vector(self, text: str) -> Vector:
        known, vector = self._last
        if known == text:
            return vector
        if self.clock() < self._paused_until:
            return ()
        try:
            vector = self.embedder.embed_query(text)
        except KeepsakeError:  # words find it all the same
            self._paused_until = self.clock() + _PAUSE_SECONDS
            return ()
        self._last = text, vector
        return vector
