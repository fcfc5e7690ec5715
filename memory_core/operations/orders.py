"""Orders: which texts try to command the memory or the assistant that reads them, in any language, disguised or not."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.reading.disguises import undisguised
from memory_core.domain.reading.forgeries import is_forged
from memory_core.domain.reading.keeping import is_order
from memory_core.domain.reading.split import every_span
from memory_core.operations.read import Read

_LONGEST = 240  # characters that are judged at once: an order among more of them would go unseen
_FIRST, _LAST = 300, 100  # different parts of a text that are judged: as many as a model reads, and its end


@dataclass(frozen=True, slots=True)
class GivesOrders:
    """Tells orders from what people tell of themselves, and from how they wish to be answered."""

    read: Read

    def __call__(self, texts: Sequence[str]) -> list[bool]:
        """Whether each text gives orders, so that it is no source of facts: any part of it, by the head, or any forged
        markup in it. All are judged with one request to the encoder. Raises EmbeddingFailed."""
        readings = [[text, *undisguised(text)] for text in texts]
        parts = [parts_of(each) for each in readings]
        vectors = self.read.vectors([part for some in parts for part in some])
        return [
            any(map(is_forged, each)) or any(is_order(self.read.heads.judge(part, 0, vectors[part])) for part in some)
            for each, some in zip(readings, parts, strict=True)
        ]


def parts_of(readings: Sequence[str]) -> list[str]:
    """What is judged of a text: its sentences, and all of it when it is short."""
    found: dict[str, None] = {}
    for reading in readings:
        sentences = [part for start, end in every_span(reading) for part in _windows(reading[start:end])]
        found |= dict.fromkeys(sentences)
        if len(sentences) > 1 and len(reading) <= _LONGEST:
            found[reading] = None
    different = list(found)
    return different if len(different) <= _FIRST + _LAST else [*different[:_FIRST], *different[-_LAST:]]


def _windows(sentence: str) -> list[str]:
    """A sentence, or its parts when it is long, each with the end of the one before."""
    if len(sentence) <= _LONGEST:
        return [sentence]
    step = _LONGEST * 3 // 4
    return [sentence[start : start + _LONGEST] for start in range(0, len(sentence) - _LONGEST // 4, step)]
