"""Whether two statements say the same, told by their words; likeness in meaning alone is not enough.

Sentence embeddings put "lives in Porto" and "lives in Lisbon" as close as two wordings of one fact, and every short
Chinese sentence beside every other. So each word that carries meaning must be found in the other statement, in a form
or a synonym that is known.
"""

import re

from memory_core.domain.reading.word_sets import word_set
from memory_core.domain.text import canonical

_ALIKE_FROM = 0.6  # cosine; two wordings of one fact lie above it, even if one of them is not taken for English
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_IDLE_CHARACTERS = re.compile(r"现在|目前|如今|(?<=住)在|(?<!不)(?<!不在)了$|です$|だ$|(?<=[てで]い)(?:ます|る)$|\s")
_NAME = re.compile(r"(?<=[\w,] )(?!I\b)[A-ZÀ-ÖØ-Þ][^\W_]+")
_LONGEST = 1_000  # characters; longer texts are the same only letter by letter
_EXPANSIONS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"\b(?:can't|cannot)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"n't\b", " not"),
        (r"'m\b", " am"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"\b(he|she|it|that|there)'s\b", r"\1 is"),
        (r"'s?(?=\s|$)", ""),
        (r"\b([jlmtsdnc])'", r"\1e "),
        (r"\bworks? as\b", "is"),
        (r"\b(is|am|are) (?:called|named)\b", r"\1 named"),
        (r"\b(allergic|alergic[oa]|alérgic[oa]|allergique|allergisch) (?:to|al?|à|aux|au|gegen)\b", r"\1"),
        (r"\b(allergy|alergia|allergie) (?:to|al?|à|aux|au|gegen)\b", r"\1"),
        (r"\b(?:has|have) to\b", "must"),
        (r"\b(?:has|have) (?=been\b|\w{3,}ed\b)", ""),
    )
)
_IDLE = word_set(
    """
    a an the as do does it that this there now currently really very also just so too and el los las un una lo yo le les
    une y et je und
    """
)
_BEING = word_set("am is are be been soy es está estoy son suis est sont bin ist sind")
_HAVING = word_set("has have got tengo tiene tienes ai habe hat haben")
_SYNONYMS = {
    word: group.split()[0]
    for group in (
        "live lives living reside resides residing dwell dwells wohne wohnt lebe lebt vivo resido habite vis",
        "love loves loving like likes liking enjoy enjoys enjoying",
        "named name",
        "alergia alérgico alérgica",
        "child kid",
        "children kids",
        "mother mom mum",
        "father dad",
        "bike bicycle",
        "car automobile",
        "job profession occupation",
        "begin begins start starts",
        "big large",
        "film movie",
        "films movies",
        "holiday vacation",
        "holidays vacations",
        "flat apartment",
        "favorite favourite",
        "color colour",
        "1 one",
        "2 two",
        "3 three",
        "4 four",
        "5 five",
        "6 six",
        "7 seven",
        "8 eight",
        "9 nine",
        "10 ten",
        "11 eleven",
        "12 twelve",
    )
    for word in group.split()
}
# Endings that make forms of one word, and how long the part before them is at least.
_FORMS = (
    (3, frozenset(("", "s", "es"))),
    (3, frozenset(("e", "es"))),
    (4, frozenset(("y", "ies", "ic"))),
    (4, frozenset(("ia", "ica", "ico", "icas", "icos"))),
)


def says_the_same(a: str, b: str, *, cosine: float) -> bool:
    """Whether two statements say the same thing, given the cosine of their sentence embeddings.

    When in doubt they do not: another number, name, negation, time or order of words makes them different, and so does
    any character that matters in Chinese, Japanese and Korean.
    """
    if canonical(a) == canonical(b):
        return True
    if _SPACELESS.search(a) or _SPACELESS.search(b):
        return _characters(a) == _characters(b)
    if cosine < _ALIKE_FROM or max(len(a), len(b)) > _LONGEST:
        return False
    return _names_of(a) <= set(_words(b)) and _names_of(b) <= set(_words(a)) and _same_words(a, b)


def _characters(text: str) -> str:
    return _IDLE_CHARACTERS.sub("", canonical(text))


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
        elif word in (f"{other}s", f"{other}es") or other in (f"{word}s", f"{word}es"):
            more = True
        else:
            changed = True
    if left:
        return False
    in_order = [word for word in yours if word in kept] == kept
    is_reworded = _is_or_has(ours) != _is_or_has(theirs)  # "is allergic to peanuts", "has a peanut allergy"
    return in_order and (not more or is_reworded) and (changed or not is_reworded)


def _words(text: str) -> list[str]:
    plain = canonical(text)
    for pattern, expanded in _EXPANSIONS:
        plain = pattern.sub(expanded, plain)
    return plain.split()


def _meaning(words: list[str]) -> list[str]:
    return [word for word in words if word not in _IDLE and word not in _BEING and word not in _HAVING]


def _is_or_has(words: list[str]) -> tuple[bool, bool]:
    """Whether something is and has: "is a doctor" and "has a doctor" differ in nothing else."""
    return not _BEING.isdisjoint(words), not _HAVING.isdisjoint(words)


def _forms_of_one(word: str, other: str) -> bool:
    if _SYNONYMS.get(word, word) == _SYNONYMS.get(other, other):
        return True
    shared = next((i for i, (x, y) in enumerate(zip(word, other, strict=False)) if x != y), min(len(word), len(other)))
    return any(
        word[:cut] == other[:cut] and word[cut:] in endings and other[cut:] in endings
        for least, endings in _FORMS
        for cut in range(least, shared + 1)
    )
