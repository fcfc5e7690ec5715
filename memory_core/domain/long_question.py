"""A long question: a pasted page with what is asked at one of its ends. It is searched by its ends and rarest words."""

import re
from collections import Counter

from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.split import spans

LONG = 10_000  # characters; what has more is read by its parts
_END = 1_000  # characters at either end in which questions are looked for,
_ASKED = 300  # and that stand for it where there is none
_QUESTIONS = 2
_RAREST = 24  # words, each of which
_RARE = 10  # times less often than the most frequent one
_WEIGHED = 200_000  # characters of which words are counted, at each side
_LONGEST_WORD = 24  # in a script without blanks, a word may be a line
_WORD = re.compile(r"\w{2,}")


def parts_of(text: str) -> tuple[str, ...]:
    """What is asked at the ends of a long text, else the ends themselves; and its rarest words. In linear time."""
    head, tail = text[:_END], text[-_END:]
    asked = _questions(tail) or _questions(head)
    ends = asked[-_QUESTIONS:] or [_whole(head[:_ASKED], last=True), _whole(tail[-_ASKED:], last=False)]
    return tuple(dict.fromkeys(part for part in (*ends, " ".join(_rarest(text))) if part.strip()))


def _questions(text: str) -> list[str]:
    return [sentence[-_ASKED:] for start, end in spans(text) if is_question(sentence := text[start:end])]


def _whole(text: str, *, last: bool) -> str:
    """Without the word that the cut goes through, where words have blanks between them."""
    head, blank, rest = text.rpartition(" ") if last else text.partition(" ")
    return (head if last else rest) if blank else text


def _rarest(text: str) -> list[str]:
    """Those that stand in it least often, names and numbers before others and longer ones first, in their order."""
    text = text if len(text) <= 2 * _WEIGHED else f"{text[:_WEIGHED]} {text[-_WEIGHED:]}"
    words = [word[:_LONGEST_WORD] for word in _WORD.findall(text)]
    counts = Counter(word.casefold() for word in words)
    first = {word.casefold(): word for word in reversed(words)}

    def rank(word: str) -> tuple[int, bool, int]:
        return counts[word], first[word].islower(), -len(word)

    often = max(counts.values(), default=0)
    rare = [word for word, count in counts.items() if count == 1 or count * _RARE <= often]
    chosen = set(sorted(rare, key=rank)[:_RAREST])
    return [spelled for word, spelled in reversed(first.items()) if word in chosen]
