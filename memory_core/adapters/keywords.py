"""Words as BM25 weights, by the engine's own encoder: the same numbers on every machine, nothing to download.

What is stored has one form of each word, the stem by its language. A query is seldom long enough for its language to be
told, so it asks for its words' stems in every language at once, and less strongly for forms that are only alike. The
stems of other languages are a vocabulary apart from the English, and so is each kind of likeness: an English memory
meets English stems alone.

Stems bring the forms of a word together where its language has rules for that. What they leave apart (other beginnings
and ends of one word, scripts whose words change inside) is brought together by script, without a dictionary.
"""

import re
from collections.abc import Iterator
from unicodedata import combining, normalize
from zlib import crc32

import qdrant_edge as edge

from memory_core.domain.idle_words import without_idle_words
from memory_core.domain.text import bare_arabic, split_bigrams
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
_LATIN = re.compile("[0-9A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff'’]+")
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]+")
_LETTERS = re.compile(r"[^\W\d_]+")

_BEGINS_WITH = 4  # letters: with 5, fewer forms are found
_COMPOUND, _LONGEST = 6, 40  # letters of a compound; what is longer is no word, and would have parts without end
_HEAD, _TAIL, _REST = 4, 3, 3  # letters of its first part, of its last, and of what is left
_WEAK_ARABIC = re.compile("[اوىيءأإآؤئ]")
_TWICE = re.compile(r"(.)\1")
_FIRST_SYLLABLE, _VOWELS, _ENDS = 0xAC00, 21, 28  # of the Hangul block: 21 vowels, each with 28 ends
_PAST = 20  # the end ㅆ
_UNCONTRACTED = {9: 8, 14: 13, 6: 20, 1: 0}  # vowels that a past tense makes: ㅘ of ㅗ, ㅝ of ㅜ, ㅕ of ㅣ, ㅐ of ㅏ


class Bm25Encoder:
    """A KeywordEncoder: accents folded, Arabic words bare, CJK as bigrams; English stop words are left out of what is
    stored, those of other languages of what is asked."""

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
        latin, cyrillic, rest = by_script(_spelt(without_idle_words(text)))
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


def by_script(text: str) -> tuple[str, str, str]:
    """The words of Latin script, those of Cyrillic, and all the rest."""
    rest = _LATIN.sub(" ", _CYRILLIC.sub(" ", text))
    return " ".join(_LATIN.findall(text)), " ".join(_CYRILLIC.findall(text)), rest


def beginnings(text: str) -> str:
    """The first letters of every word that has as many, without accents: `farmacia` and `farmacéutica` share them."""
    bare = "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return " ".join(word[:_BEGINS_WITH] for word in _LETTERS.findall(bare) if len(word) >= _BEGINS_WITH)


def parts(text: str) -> str:
    """What the long words may be composed of: `Taschenuhr` begins with `Taschen` and ends with `uhr`, and with much
    that is no word and that nobody asks for."""
    return " ".join(
        part for word in _LETTERS.findall(text) if _COMPOUND <= len(word) <= _LONGEST for part in _parts(word)
    )


def _parts(word: str) -> Iterator[str]:
    yield from (word[:end] for end in range(_HEAD, len(word) - _REST + 1))
    yield from (word[start:] for start in range(_REST, len(word) - _TAIL + 1))


def han_characters(text: str) -> str:
    """Every Chinese character alone: `買った` and `買いました` share one."""
    return " ".join(_HAN.findall(text))


def open_syllables(text: str) -> str:
    """Korean words with open syllables and tenses uncontracted: `배웠던` becomes `배우더`, to begin like `배우기`."""
    return " ".join("".join(map(_opened, word)) for word in _HANGUL.findall(text))


def _opened(syllable: str) -> str:
    rest, end = divmod(ord(syllable) - _FIRST_SYLLABLE, _ENDS)
    consonant, vowel = divmod(rest, _VOWELS)
    if end == _PAST:
        vowel = _UNCONTRACTED.get(vowel, vowel)
    return chr(_FIRST_SYLLABLE + (consonant * _VOWELS + vowel) * _ENDS)


def arabic_skeletons(text: str) -> str:
    """Arabic words without their weak letters, which plurals change: `مفتاح` and `مفاتيح` both leave `مفتح`."""
    bare = (_TWICE.sub(r"\1", _WEAK_ARABIC.sub("", word)) for word in _ARABIC.findall(text))
    return " ".join(word for word in bare if len(word) > 1)
