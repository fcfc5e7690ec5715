"""Read: messages become sentences, each judged by what it is, all of them with one request to the encoder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.reading.heads import Heads, heads
from memory_core.domain.reading.sentence import Kind, Sentence, unjudged
from memory_core.domain.reading.split import spans
from memory_core.domain.reading.wishes import is_wish
from memory_core.ports import SentenceEncoder, Vector

MAXIMUM_SENTENCES = 200  # of a message that are judged, half of them its last ones
_LONGEST = 2_000  # characters of a sentence that are read
_LEAD = re.compile(r"[^:：\n]{2,120}[:：](?=\s*\S.{5})(?!\d)", re.DOTALL)
_WISHED = 0.9  # how durable a wish is that a rule finds


@dataclass(frozen=True, slots=True)
class Read:
    """The reading of messages over the encoder, which keeps the latest vectors: the same again is cheap."""

    encoder: SentenceEncoder
    heads: Heads = field(default_factory=heads)

    def __call__(self, contents: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of each message, in order. Of a message with more than 200, those in its middle are not judged:
        they neither ask nor matter. Raises EmbeddingFailed."""
        parts = [spans(content) for content in contents]
        wanted = [
            content[start:end] for content, found in zip(contents, parts, strict=True) for start, end in _judged(found)
        ]
        vectors = self.vectors([*wanted, *filter(None, map(lead, wanted))])
        return [
            tuple(self._sentence(content[start:end], start, vectors) for start, end in found)
            for content, found in zip(contents, parts, strict=True)
        ]

    def parts(self, cut: Sequence[tuple[Sentence, Sequence[tuple[int, int]]]]) -> list[tuple[Sentence, ...]]:
        """Each sentence as the parts that its spans name, judged by themselves. Raises EmbeddingFailed."""
        vectors = self.vectors([sentence.text[start:end] for sentence, found in cut for start, end in found])
        return [
            tuple(self._sentence(sentence.text[start:end], sentence.start + start, vectors) for start, end in found)
            for sentence, found in cut
        ]

    def vectors(self, texts: Sequence[str]) -> dict[str, Vector]:
        """The vector of each text, asked for at once. Raises EmbeddingFailed."""
        different = list(dict.fromkeys(texts))
        return dict(zip(different, self.encoder.encode([plain(text) for text in different]), strict=True))

    def _sentence(self, text: str, start: int, vectors: Mapping[str, Vector]) -> Sentence:
        vector = vectors.get(text)
        if vector is None:
            return unjudged(text, start, start + len(text))
        sentence, before = self.heads.judge(text, start, vector), lead(text)
        if is_wish(text):
            kinds = {kind: float(kind is Kind.WISH) for kind in Kind}
            sentence = replace(sentence, kinds=kinds, durable=max(sentence.durable, _WISHED))
        if before in vectors:
            over = self.heads.judge(before, start, vectors[before]).hands_over
            sentence = replace(sentence, hands_over=max(sentence.hands_over, over))
        return sentence


def plain(text: str) -> str:
    """On one line, as sentences are encoded."""
    return " ".join(text[:_LONGEST].split())


def lead(text: str) -> str:
    """What stands before a colon that more words follow: it may hand those over. "" when there is none."""
    match = _LEAD.match(text)
    return match.group() if match else ""


def _judged(found: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    half = MAXIMUM_SENTENCES // 2
    return found if len(found) <= MAXIMUM_SENTENCES else [*found[:half], *found[-half:]]
