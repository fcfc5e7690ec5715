"""Read: messages become sentences, each judged by what it is, all of them with one request to the encoder."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.reading.heads import heads
from memory_core.domain.reading.sentence import Sentence, unjudged
from memory_core.domain.reading.split import spans
from memory_core.ports import SentenceEncoder

MAXIMUM_SENTENCES = 200  # of a message that are judged, half of them its last ones


@dataclass(frozen=True, slots=True)
class Read:
    """The reading of messages over the encoder. Equal texts of the latest calls cost nothing again."""

    encoder: SentenceEncoder

    def __call__(self, contents: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each message, in order. Of a message with more than 200, those in its middle are not judged:
        they neither ask nor matter. Raises EmbeddingFailed."""
        parts = [spans(content) for content in contents]
        wanted = [
            content[start:end] for content, found in zip(contents, parts, strict=True) for start, end in _judged(found)
        ]
        vectors = self.vectors(wanted)
        return [
            tuple(_sentence(content[start:end], start, vectors) for start, end in found)
            for content, found in zip(contents, parts, strict=True)
        ]

    def vectors(self, texts: Sequence[str]) -> dict[str, Sequence[float]]:
        """The vector of each text, asked for at once. Raises EmbeddingFailed."""
        different = list(dict.fromkeys(texts))
        return dict(zip(different, self.encoder.encode([plain(text) for text in different]), strict=True))


def plain(text: str) -> str:
    """On one line, as sentences are encoded."""
    return " ".join(text.split())


def _judged(found: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    half = MAXIMUM_SENTENCES // 2
    return found if len(found) <= MAXIMUM_SENTENCES else [*found[:half], *found[-half:]]


def _sentence(text: str, start: int, vectors: dict[str, Sequence[float]]) -> Sentence:
    vector = vectors.get(text)
    return unjudged(text, start, start + len(text)) if vector is None else heads().judge(text, start, vector)
