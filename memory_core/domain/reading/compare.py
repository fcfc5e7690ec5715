"""Compares statements by their words: the same thing said twice, a translation.

Likeness in meaning alone does not make two statements the same. Sentence embeddings put "lives in Porto" and "lives in
Lisbon" as close as two wordings of one fact, and every short Chinese sentence beside every other. So each word that
carries meaning must be found in the other statement, in a form or a synonym that is known.
"""

import re

from memory_core.domain.memory import Said
from memory_core.domain.reading.same_words import same_words, without_idle_signs, without_lead
from memory_core.domain.text import canonical

_ALIKE_FROM = 0.6  # cosine; two wordings of one fact lie above it, even if one of them is not taken for English
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NAME = re.compile(r"(?<=[\w,] )[A-Z\u00c0-\u00d6\u00d8-\u00de][^\W_]+")
_LONGEST = 1_000  # characters; longer texts are the same only letter by letter
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 4  # letters that the forms of a word share
_SHARED = 0.5  # of its words, when a fact is in its message's language


def says_the_same(a: str, b: str, *, cosine: float) -> bool:
    """Whether two statements say the same thing, given the cosine of their sentence embeddings.

    When in doubt they do not: another number, name, negation, time or order of words makes them different, and so does
    any character that matters in Chinese, Japanese and Korean.
    """
    a, b = without_lead(a), without_lead(b)
    if canonical(a) == canonical(b):
        return True
    if _SPACELESS.search(a) or _SPACELESS.search(b):
        return _characters(a) == _characters(b)
    if cosine < _ALIKE_FROM or max(len(a), len(b)) > _LONGEST:
        return False
    return _names_of(a) <= set(_words(b)) and _names_of(b) <= set(_words(a)) and _same_words(a, b)


def _characters(text: str) -> str:
    return without_idle_signs(canonical(text))


def _names_of(text: str) -> set[str]:
    """What is written with a capital after other words, which has no forms."""
    return {word for name in _NAME.findall(text) for word in _words(name)}


def _same_words(a: str, b: str) -> bool:
    ours, theirs = _words(a), _words(b)
    mine, yours = _meaning(ours), _meaning(theirs)
    kept, changed, more = [], False, False
    left = list(yours)
    for word in mine:
        other = word if word in left else next((other for other in left if _forms_of_one(word, other)), None)
        if other is None:
            return False
        left.remove(other)
        if other == word:
            kept.append(word)
        elif _is_plural(word, other) or _is_plural(other, word):
            more = True
        else:
            changed = True
    if left:
        return False
    in_order = [word for word in yours if word in kept] == kept
    is_reworded = _is_or_has(ours) != _is_or_has(theirs)  # "is allergic to peanuts", "has a peanut allergy"
    return in_order and (not more or is_reworded) and (changed or not is_reworded)


def _is_plural(word: str, other: str) -> bool:
    return any(word == other + ending for ending in same_words().plural)


def _words(text: str) -> list[str]:
    plain = canonical(text)
    for pattern, expanded in same_words().expansions:
        plain = pattern.sub(expanded, plain)
    return plain.split()


def _meaning(words: list[str]) -> list[str]:
    known = same_words()
    return [word for word in words if word not in known.idle | known.being | known.having]


def _is_or_has(words: list[str]) -> tuple[bool, bool]:
    """Whether something is and has: "is a doctor" and "has a doctor" differ in nothing else."""
    return not same_words().being.isdisjoint(words), not same_words().having.isdisjoint(words)


def _forms_of_one(word: str, other: str) -> bool:
    known = same_words()
    if known.synonyms.get(word, word) == known.synonyms.get(other, other):
        return True
    shared = next((i for i, (x, y) in enumerate(zip(word, other, strict=False)) if x != y), min(len(word), len(other)))
    return any(
        word[:cut] == other[:cut] and word[cut:] in endings and other[cut:] in endings
        for least, endings in known.forms
        for cut in range(least, shared + 1)
    )


def is_translated(text: str, language: str, message: Said) -> bool:
    """Another script says so; another language only when hardly a word is the message's own, for names mislead."""
    if not text:
        return False
    if bool(_SPACELESS.search(text)) != bool(_SPACELESS.search(message.content)):
        return bool(_stems(message.content)) or not _SPACELESS.search(text)
    if not language or not message.language or language == message.language or _SPACELESS.search(text):
        return False
    own = _stems(text) - _stems(message.speaker)
    return len(own & _stems(message.content)) < _SHARED * len(own)


def _stems(text: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _WORD.findall(text)}
