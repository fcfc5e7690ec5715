"""Words as BM25 weights, by the engine's own encoder: the same numbers on every machine, nothing to download.

What is stored has one form of each word, the stem by its language. A query is seldom long enough for its language to be
told, so it asks for its words' stems in every language at once, and less strongly for forms that are only alike. The
stems of other languages are a vocabulary apart from the English, and so is each kind of likeness: an English memory
meets English stems alone.
"""

from unicodedata import normalize
from zlib import crc32

import qdrant_edge as edge

from memory_core.domain.text import bare_arabic, split_bigrams
from memory_core.domain.word_forms import (
    arabic_skeletons,
    beginnings,
    by_script,
    han_characters,
    open_syllables,
    parts,
)
from memory_core.ports import AskedWords, SparseVector

_STEMMED = {
    "da": "danish", "de": "german", "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian",
    "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip
_COMPOSING = ("da", "de", "fi", "hu", "nl", "no", "sv")  # languages that write compounds as one word
_UNSTEMMED = "japanese"  # the engine has no stemmer for it

_ENGLISH, _FOREIGN, _PARTS, _BEGINNINGS, _SKELETONS = (
    0,
    *(crc32(name) >> 1 for name in (b"foreign", b"parts", b"beginnings", b"skeletons")),
)  # vocabularies: what the number of a word is mixed with
_PART, _BEGINNING, _CHARACTER, _OPENED, _SYLLABLE, _SKELETON = 0.5, 0.3, 0.3, 0.5, 0.2, 0.5  # of a word as it was asked
_ONCE = 1.7  # the weight of a word that stands once in a short text


class Bm25Encoder:
    """A KeywordEncoder: accents folded, Arabic words bare, CJK as bigrams; stop words are known of English only, for
    those of other languages are few enough to weigh little."""

    def __init__(self) -> None:
        none = edge.StopwordsSet(custom=set())
        self._english = _bm25("english")
        self._russian = _bm25("russian", stopwords=none)
        self._unstemmed = _bm25(_UNSTEMMED, stopwords=none)
        self._foreign = {code: _bm25(name, stopwords=none) for code, name in _STEMMED.items()}

    def encode_document(self, text: str, *, language: str = "") -> SparseVector:
        latin, cyrillic, rest = by_script(_spelt(text))
        weights = _Weights()
        foreign = self._foreign.get(language)
        if foreign:
            weights.add(foreign.embed_document(latin), of=_FOREIGN)
        else:
            weights.add(self._english.embed_document(latin))
        if foreign and language in _COMPOSING:
            weights.add(foreign.embed_query(parts(latin)), of=_PARTS, each=_ONCE)
        weights.add(self._russian.embed_document(cyrillic))
        alike = f"{latin if foreign else ''} {cyrillic}"
        weights.add(self._unstemmed.embed_query(beginnings(alike)), of=_BEGINNINGS, each=_ONCE)
        weights.add(self._english.embed_document(split_bigrams(rest, singles=True)))
        opened = split_bigrams(open_syllables(rest), singles=True)
        weights.add(self._unstemmed.embed_query(opened), each=_ONCE)
        weights.add(self._unstemmed.embed_query(arabic_skeletons(rest)), of=_SKELETONS, each=_ONCE)
        return SparseVector(list(weights), list(weights.values()))

    def encode_query(self, text: str) -> AskedWords:
        latin, cyrillic, rest = by_script(_spelt(text))
        weights = _Weights()
        weights.add(self._english.embed_query(latin))
        if cyrillic:
            weights.add(self._russian.embed_query(cyrillic))
        weights.add(self._english.embed_query(split_bigrams(rest, singles=False)))
        words = len(weights)
        self._add_foreign(weights, latin)
        self._add_alike(weights, cyrillic, rest)
        return AskedWords(list(weights), list(weights.values()), asked=words)

    def _add_foreign(self, weights: "_Weights", latin: str) -> None:
        """The stems of other languages; not of English stop words, which would be rare among memories of these."""
        words = " ".join(word for word in latin.split() if self._english.embed_query(word).indices)
        for language, bm25 in self._foreign.items():
            stems = bm25.embed_query(words)
            weights.add(stems, of=_FOREIGN)
            if language in _COMPOSING:
                weights.add(stems, of=_PARTS, each=_PART)
        weights.add(self._unstemmed.embed_query(beginnings(words)), of=_BEGINNINGS, each=_BEGINNING)

    def _add_alike(self, weights: "_Weights", cyrillic: str, rest: str) -> None:
        """Forms that are only alike, of scripts that are stemmed by one rule or none."""
        opened = open_syllables(rest)
        for forms, vocabulary, weight in (
            (beginnings(cyrillic), _BEGINNINGS, _BEGINNING),
            (han_characters(rest), _ENGLISH, _CHARACTER),
            (split_bigrams(opened, singles=False), _ENGLISH, _OPENED),
            (" ".join(opened), _ENGLISH, _SYLLABLE),
            (arabic_skeletons(rest), _SKELETONS, _SKELETON),
        ):
            if forms:
                weights.add(self._unstemmed.embed_query(forms), of=vocabulary, each=weight)


class _Weights(dict[int, float]):
    """Weights by the number of a word; what is there already stays as it is."""

    def add(self, vector: edge.SparseVector, *, of: int = _ENGLISH, each: float = 0.0) -> None:
        """The words of a vocabulary, all of the weight `each` or of their own."""
        for number, weight in zip(vector.indices, vector.values, strict=True):
            self.setdefault(number ^ of, each or weight)


def _bm25(language: str, *, stopwords: edge.StopwordsSet | None = None) -> edge.Bm25:
    """With the language's own stop words, if not told others."""
    words = edge.TokenizerType.Word
    return edge.Bm25(edge.Bm25Config(tokenizer=words, language=language, ascii_folding=True, stopwords=stopwords))


def _spelt(text: str) -> str:
    return bare_arabic(normalize("NFKC", text)).replace("ё", "е").replace("Ё", "Е")
