"""Judges a whole message: whether what it tells is somebody else's words, or is only played, written or practised.

Mails, forms, transcripts, poems, texts to be corrected, letters for others. What decides is how the message is built (a
line that hands a text over, labels before lines, a greeting and a name at its end) and what its sentences are; it needs
no word of any language.
"""

import math
import re
from collections.abc import Iterable, Sequence

from memory_core.domain.reading.heads import sigmoid, weights
from memory_core.domain.reading.sentence import Kind, Sentence

PASTED = 0.4  # from here on, a message tells nothing of its sender: a fact of nobody is worse than one not drawn
_LOOKED_AT = 8_000  # characters of a message, for how it is built
_LABEL = re.compile(r"^[^\W\d_][^:：\n.?!。？！]{0,29}[:：](?:\s|$|(?=[\u3040-\u9fff\uac00-\ud7af]))")
_EMPHASIS = re.compile(r"[*_]{1,3}")
_TIME = re.compile(r"^\W{0,2}\d{1,2}:\d\d|\d{1,2}:\d\d\W{0,2}$")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,3}[.)、])\s*")
_QUOTED = re.compile(
    '"[^"\n]{25,300}"|“[^”\n]{12,300}”|«[^»\n]{25,300}»|„[^“”\n]{25,300}[“”]|「[^」\n]{12,200}」|『[^』\n]{12,200}』'
)
_SHORT_LINE, _VERSE = 40, 70  # letters
_OPEN = (",", "，", "、", ":", "：")
_ENDS = (*_OPEN, ".", "!", "?", "。", "！", "？", "…", ")", ";")

NAMES = (
    "hands_over", "first_hands_over", "last_hands_over", "handed_and_told", "pasted_mean", "pasted_most",
    "durable_most", "labels", "several_labels", "same_label", "opening", "signature", "blank_line", "lines", "list",
    "times", "quote", "verse", "asks",
)  # fmt: skip


def pasted(content: str, sentences: Sequence[Sentence]) -> float:
    """How likely the message tells nothing of its sender, from 0 to 1; `sentences` are all of its own."""
    if not sentences:
        return 0.0
    return sigmoid(math.sumprod(weights()["message"]["pasted"], [*message_features(content, sentences), 1.0]))


def message_features(content: str, sentences: Sequence[Sentence]) -> tuple[float, ...]:
    """Numbers from 0 to about 1, in the order of `NAMES`."""
    return (*_of_sentences(sentences), *_of_lines(content[:_LOOKED_AT]), _share(s.asks for s in sentences))


def _of_sentences(sentences: Sequence[Sentence]) -> tuple[float, ...]:
    over = [s.hands_over for s in sentences]
    foreign = [s.kinds[Kind.PASTED] for s in sentences]
    told = max((s.durable for s in sentences[1:]), default=0.0)
    first, last = over[0], over[-1] if len(over) > 1 else 0.0
    return (
        max(over),
        first,
        last,
        first * told,
        sum(foreign) / len(foreign),
        max(foreign),
        max(s.durable for s in sentences),
    )


def _of_lines(content: str) -> tuple[float, ...]:
    lines = [line for each in content.splitlines() if (line := _EMPHASIS.sub("", each).strip())]
    labels = [match.group().strip() for line in lines if (match := _LABEL.match(line))]
    several = len(lines) > 1
    listed = [_LIST_MARK.match(line) is not None for line in lines]
    verse = [len(line) <= _VERSE and not marked for line, marked in zip(lines, listed, strict=True)]
    return (
        len(labels) / len(lines) if several else 0.0,
        float(len(labels) > 1),
        float(len(set(labels)) < len(labels)),
        float(any(len(line) <= _SHORT_LINE and line.endswith(_OPEN) for line in lines[:-1])),
        float(len(lines) > 2 and len(lines[-1]) <= _SHORT_LINE and not lines[-1].endswith(_ENDS) and not listed[-1]),
        float("\n\n" in content.strip()),
        math.log(len(lines)) / 3,
        _share(listed) if several else 0.0,
        _share(_TIME.search(line) is not None for line in lines) if several else 0.0,
        float(_QUOTED.search(content) is not None),
        float(len(lines) > 3 and all(verse) and not labels),
    )


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found)
