"""Small talk: greetings, thanks, acknowledgements and reactions, which say nothing that lasts.

A clause is idle when every word of it is, or when it begins with a formula. The words are data, all languages together:
an idle word of one hardly ever is what matters in a clause that is otherwise idle in another.
"""

import re

from memory_core.domain.reading.small_talk_words import CALLS, FORMULA, RUNS, WORDS

_RUNS = re.compile("|".join(sorted(RUNS, key=len, reverse=True)))  # the longest first
_CALL_LENGTH = 5
_CLAUSE_MARK = re.compile(r"(?<!\d)[,，](?!\d)|[、;；:：!！.。…~～]|\s[-–—]+\s|—")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def without_small_talk(sentence: str) -> str:
    """The sentence from its first clause that says something to its last one, word for word; "" when there is none."""
    ends = [0, *(mark.end() for mark in _CLAUSE_MARK.finditer(sentence)), len(sentence)]
    telling = [i for i in range(len(ends) - 1) if not is_idle(sentence[ends[i] : ends[i + 1]])]
    if not telling:
        return ""
    return sentence[ends[telling[0]] : ends[telling[-1] + 1]].strip()


def is_idle(clause: str) -> bool:
    """Whether a clause is nothing but small talk."""
    plain = clause.strip(" \t\r\n-–—,¡!¿\"'“”«»(*").casefold().replace("’", "'")
    if FORMULA.match(plain):
        return True
    if _SPACELESS.search(plain):
        plain = _RUNS.sub(" ", plain)
        return _SPACELESS.search(plain) is None and len(_WORD.findall(plain)) == 0
    idle = [word in WORDS for word in _WORD.findall(plain)]
    return all(idle) or _calls(clause)


def _calls(clause: str) -> bool:
    """Whether a clause is a short call with nothing but the name of whoever is called: "Hey Mel!"."""
    words = [word.replace("’", "'") for word in _WORD.findall(clause)]
    first, *rest = words
    named = all(word.istitle() or word in WORDS for word in rest)
    return first.casefold() in CALLS and len(words) <= _CALL_LENGTH and named


def telling_words(sentence: str) -> int:
    """How many of its words say something; in scripts without spaces, two characters count as one."""
    plain = sentence.casefold().replace("’", "'")
    spaceless = len(_SPACELESS.findall(_RUNS.sub(" ", plain))) if _SPACELESS.search(plain) else 0
    words = [word for word in _WORD.findall(_SPACELESS.sub(" ", plain)) if word not in WORDS]
    return len(words) + (spaceless + 1) // 2
