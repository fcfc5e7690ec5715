"""Judges a sentence: whether it is English, asks, says when, is likely to matter later; and who its "I" is.

`I don't eat meat`, said by Anna, becomes `Anna doesn't eat meat`.
"""

import re

from memory_core.domain.reading.aside import stands, telling_words
from memory_core.domain.reading.asked import Cue, has_cue
from memory_core.domain.reading.tables.first_person import (
    ADJECTIVES,
    AGREED,
    CONTRACTED,
    ED_IN_PRESENT,
    ENGLISH,
    FEELINGS,
    LEFT_OUT,
    NO_VERB,
    ONLY_ENGLISH,
    ORDERS_TOO,
    OTHER,
    PLURAL,
    SECOND,
    SUBJECT,
    UNCHANGED,
)
from memory_core.domain.reading.tables.signs import ANY_SIGNS, ENGLISH_SIGNS, OTHER_SIGNS

DURABLE = 1.0

_QUESTION = re.compile(r"[?？؟]\s*(?:\[[^\]]*\]\s*)?$")  # a note in brackets after it aside
_SAYS_WHEN = 0.75  # what a sentence is worth that says when
_STANDS = 2.0  # and one that says how something is to be from now on
_KNOWN_SCRIPT = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # Chinese and Japanese, whose signs are known
_UNKNOWN_LANGUAGE = 0.75
_ENOUGH_WORDS = (2, 4, 6)  # words that say something, each worth the same again
_SAYS_ENOUGH = 3  # words that a sentence in an unknown language has at least
_WORDS_STEP = 0.5
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPOKEN = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»")
_OWN = {"my": "{}'s", "mine": "{}'s", "me": "{}", "myself": "themself"}
_OWNED = re.compile(r"\b(?:my|mine|me|myself)\b", re.IGNORECASE)
_SMALL_I = re.compile(r"\bi(?=(?:['’](?:m|ve|ll|d))? [a-z])")
_LOOK_BACK = 40  # characters that hold "my younger sister and"


def is_question(text: str) -> bool:
    """Whether the text ends as a question."""
    return _QUESTION.search(text) is not None


def asks_when(text: str) -> bool:
    """Whether the text asks for a time."""
    return has_cue(text, Cue.ASKS_WHEN)


def asks_for_several(text: str) -> bool:
    """Whether the text asks for all things of a kind, or what somebody keeps doing: the answer is not in one place."""
    return has_cue(text, Cue.ASKS_SEVERAL)


def tells_time(text: str) -> bool:
    """Whether the text says when something was, is or will be."""
    return has_cue(text, Cue.TELLS_TIME)


def durability(sentence: str) -> float:
    """A score of what a declarative sentence says; from `DURABLE` on it is worth keeping.

    Every sign weighs once. A language of which no signs are known gets the benefit of the doubt.
    """
    plain = sentence.replace("’", "'")
    english = is_english(plain)
    known = sum(weight for weight, sign in (ENGLISH_SIGNS if english else OTHER_SIGNS) if sign.search(plain))
    neutral = sum(weight for weight, sign in ANY_SIGNS if sign.search(plain))
    words = telling_words(plain)
    length = _WORDS_STEP * sum(words >= enough for enough in _ENOUGH_WORDS)
    unknown = not (english or known or _KNOWN_SCRIPT.search(plain)) and words >= _SAYS_ENOUGH
    doubt = _UNKNOWN_LANGUAGE if unknown else 0
    return known + doubt + neutral + length + _SAYS_WHEN * tells_time(plain) + _STANDS * stands(plain)


def is_english(text: str) -> bool:
    """Whether the little words of the text are English rather than another language's."""
    words = _words(text)
    ours, others = (sum(word in known for word in words) for known in (ENGLISH, OTHER))
    return ours > others


def is_surely_english(text: str) -> bool:
    """Whether the text has little words of English alone, and none of another language. Most questions have."""
    words = set(_words(text))
    return not words.isdisjoint(ONLY_ENGLISH) and words.isdisjoint(OTHER)


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def in_third_person(sentence: str, *, speaker: str) -> str:
    """`sentence` with the speaker named where it says "I" or "my"; what is spoken within quotation marks stays.

    A sentence whose "I" is left out (`Moved to Porto`) gets the name as its subject. "We" stays, and so does a sentence
    that is not English, or one without a named speaker.
    """
    name = " ".join(speaker.split())
    if not name or not is_english(sentence):
        return sentence
    sentence = _with_subject(_SMALL_I.sub("I", sentence))
    spoken = [match.span() for match in _SPOKEN.finditer(sentence)]
    told, at = [], 0
    for start, end in [*spoken, (len(sentence), len(sentence))]:
        told += [_named(sentence[at:start], name), sentence[start:end]]
        at = end
    return "".join(told)


def _with_subject(sentence: str) -> str:
    """`Moved to Porto` as `I moved to Porto`, where the verb's form leaves no doubt that "I" was left out."""
    match = LEFT_OUT.match(sentence[:1].lower() + sentence[1:])
    if match is None:
        return sentence
    verb, rest = match["verb"], sentence[match.end() :]
    if verb in ADJECTIVES:
        return f"I'm {match['adverbs']}{verb}{rest}"
    if verb == "been":
        return f"I've {match['adverbs']}been{rest}"
    if verb in FEELINGS or (_stays(verb) and verb not in ORDERS_TOO):
        return f"I {match['adverbs']}{verb}{rest}"
    return sentence


def _named(text: str, name: str) -> str:
    first = SUBJECT.search(text)
    text = SUBJECT.sub(lambda match: _subject(match, name), text)
    if first:
        head, tail = text[: first.start()], text[first.start() :]
        text = head + SECOND.sub(lambda match: match["joint"] + agreed(match["verb"]), tail, count=2)
    return _OWNED.sub(lambda match: _OWN[match.group().lower()].format(name), text)


def _subject(match: re.Match[str], name: str) -> str:
    if inverted := match["inverted"]:
        return f"{AGREED.get(inverted, inverted)} {name}"
    if (verb := match["verb"]) is None:
        alone = match["alone"]
        return f"{name} {CONTRACTED[alone]}" if alone else name
    adverbs = match["adverbs"]
    if short := match["short"]:
        helper = "had" if short == "d" and (verb in ("better", "been") or _stays(verb)) else CONTRACTED[short]
        return f"{name} {helper}{adverbs} {verb}"
    several = PLURAL.search(match.string[max(match.start() - _LOOK_BACK, 0) : match.start()])
    return f"{name}{adverbs} {verb if several or verb in NO_VERB else agreed(verb)}"


def agreed(verb: str) -> str:
    """The form of a verb after "she", given the one after "I"; forms of the past and helpers are the same for both."""
    plain = verb.replace("’", "'")
    if plain in AGREED:
        return AGREED[plain]
    if _stays(plain) or not plain.replace("-", "").isalpha():
        return verb
    if plain.endswith(("s", "x", "z", "ch", "sh", "o")):
        return f"{plain}es"
    if plain.endswith("y") and plain[-2:-1] not in "aeiou":
        return f"{plain[:-1]}ies"
    return f"{plain}s"


def _stays(verb: str) -> bool:
    return verb in UNCHANGED or (verb.endswith("ed") and verb not in ED_IN_PRESENT)
