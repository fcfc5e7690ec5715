"""Read: messages become sentences, each judged by what it is, all of them with one request to the encoder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.reading.heads import heads
from memory_core.domain.reading.sentence import Sentence, unjudged
from memory_core.domain.reading.split import spans
from memory_core.ports import SentenceEncoder

_LEAD = re.compile(r"[^:：\n]{2,120}[:：](?=\s*\S.{5})(?!\d)", re.DOTALL)
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
        vectors = self.vectors([*wanted, *filter(None, map(lead, wanted))])
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
    if vector is None:
        return unjudged(text, start, start + len(text))
    sentence, before = heads().judge(text, start, vector), lead(text)
    if not before:
        return sentence
    return replace(sentence, hands_over=max(sentence.hands_over, heads().judge(before, start, vectors[before]).hands_over))


def lead(text: str) -> str:
    """What stands before a colon that more words follow: it may hand those over. "" when there is none."""
    match = _LEAD.match(text)
    return match.group() if match else ""
