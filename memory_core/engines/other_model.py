"""Probes for the memories of other embedding models: by a model's own vector while it can be asked, and by words."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from memory_core.domain.background import Aimed, Background
from memory_core.errors import KeepsakeError
from memory_core.ports import Embedder, EncodedQuery

_PAUSE_SECONDS = 60  # until a model that failed is asked again


def by_words(probe: EncodedQuery) -> EncodedQuery:
    """For a model that cannot be asked."""
    return replace(probe, dense=())


def as_it_is(probe: EncodedQuery) -> EncodedQuery:
    """For the model that the probe was made by."""
    return probe


@dataclass(slots=True)
class OtherModel:
    """Puts probes to the memories of another model; one question after the other, mostly the same one several times.
    `sureness` is what likeness of meaning is worth with it, for this text."""

    embedder: Embedder
    sureness: Callable[[str], float] = lambda _: 1.0
    clock: Callable[[], float] = time.monotonic
    _last: tuple[str, Aimed | None] = ("", None)
    _paused_until: float = 0.0

    def __call__(self, probe: EncodedQuery) -> EncodedQuery:
        aimed = self._aimed(probe.text) if probe.text and probe.dense else None
        if aimed is None:
            return by_words(probe)
        meaning = aimed.scale * self.sureness(probe.text)
        return replace(probe, dense=aimed.vector, meaning=meaning, zero=aimed.zero)

    def _aimed(self, text: str) -> Aimed | None:
        """None while the model cannot be asked."""
        known, aimed = self._last
        if aimed is not None and known == text:
            return aimed
        if self.clock() < self._paused_until:
            return None
        try:
            [vector] = self.embedder.embed_queries([text])
        except KeepsakeError:  # words find it all the same
            self._paused_until = self.clock() + _PAUSE_SECONDS
            return None
        aimed = (self.embedder.background or Background()).aim(vector)
        self._last = text, aimed
        return aimed
