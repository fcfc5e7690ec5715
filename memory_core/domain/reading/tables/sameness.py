"""Words in which two statements may differ and say the same: idle ones, synonyms, contractions, forms of a word."""

import re

from memory_core.domain.reading.tables.word_sets import word_set

EXPANSIONS = tuple(
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
IDLE = word_set(
    """
    a an the as do does it that this there now currently really very also just so too and el los las un una lo yo le les
    une y et je und
    """
)
BEING = word_set("am is are be been soy es está estoy son suis est sont bin ist sind")
HAVING = word_set("has have got tengo tiene tienes ai habe hat haben")
SYNONYMS = {
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
FORMS = (
    (3, frozenset(("", "s", "es"))),
    (3, frozenset(("e", "es"))),
    (4, frozenset(("y", "ies", "ic"))),
    (4, frozenset(("ia", "ica", "ico", "icas", "icos"))),
)
