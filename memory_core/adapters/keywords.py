"""Words as BM25 weights, by the engine's own encoder: the same numbers on every machine, nothing to download."""

from unicodedata import normalize

import qdrant_edge as edge

from memory_core.domain.text import bare_arabic, split_bigrams
from memory_core.ports import SparseVector


class Bm25Encoder:
    """A KeywordEncoder: English stems and stop words, accents folded, Arabic words bare, CJK as bigrams."""

    def __init__(self) -> None:
        self._bm25 = edge.Bm25(
            edge.Bm25Config(tokenizer=edge.TokenizerType.Word, language="english", ascii_folding=True)
        )

    def encode_document(self, text: str) -> SparseVector:
        return _plain(self._bm25.embed_document(_words(text, singles=True)))

    def encode_query(self, text: str) -> SparseVector:
        return _plain(self._bm25.embed_query(_words(text, singles=False)))


def _words(text: str, *, singles: bool) -> str:
    return split_bigrams(bare_arabic(normalize("NFKC", text)), singles=singles)


def _plain(vector: edge.SparseVector) -> SparseVector:
    return SparseVector(vector.indices, vector.values)
