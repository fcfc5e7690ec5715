"""Word forms: what else a word may have been written as, by script, without a dictionary.

A keyword index matches words exactly. Stems bring the forms of a word together where its language has rules for that;
these are for what stems leave apart: other beginnings and ends of one word, and scripts whose words change inside.
"""

import re
from collections.abc import Iterator
from unicodedata import combining, normalize

_LATIN = re.compile("[0-9A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff'’]+")
_CYRILLIC = re.compile("[\u0400-\u052f]+")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile("[\uac00-\ud7a3]+")
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\u0671-\u06d3]+")
_LETTERS = re.compile(r"[^\W\d_]+")

_BEGINNING = 4  # letters: with 5, fewer forms are found
_COMPOUND, _LONGEST = 6, 40  # letters of a compound; what is longer is no word, and would have parts without end
_HEAD, _TAIL, _REST = 4, 3, 3  # letters of its first part, of its last, and of what is left
_WEAK_ARABIC = re.compile("[اوىيءأإآؤئ]")
_TWICE = re.compile(r"(.)\1")
_FIRST_SYLLABLE, _VOWELS, _ENDS = 0xAC00, 21, 28  # of the Hangul block: 21 vowels, each with 28 ends
_PAST = 20  # the end ㅆ
_UNCONTRACTED = {9: 8, 14: 13, 6: 20, 1: 0}  # vowels that a past tense makes: ㅘ of ㅗ, ㅝ of ㅜ, ㅕ of ㅣ, ㅐ of ㅏ


def by_script(text: str) -> tuple[str, str, str]:
    """The words of Latin script, those of Cyrillic, and all the rest."""
    rest = _LATIN.sub(" ", _CYRILLIC.sub(" ", text))
    return " ".join(_LATIN.findall(text)), " ".join(_CYRILLIC.findall(text)), rest


def beginnings(text: str) -> str:
    """The first letters of every word that has as many, without accents: `farmacia` and `farmacéutica` share them."""
    bare = "".join(char for char in normalize("NFKD", text.casefold()) if not combining(char))
    return " ".join(word[:_BEGINNING] for word in _LETTERS.findall(bare) if len(word) >= _BEGINNING)


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
