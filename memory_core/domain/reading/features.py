"""Cheap features of a sentence, which its vector hides: how long it is, and the marks in it. They are the same in every
language."""

import math
import re

_ASKS = re.compile(r"[?？؟⸮]\W*$")
_CALLS = re.compile(r"[!！¡]")
_QUOTES = re.compile(r"[\"“”„«»「」『』‹›]|(?<!\w)['‘’](?=\w)")
_COLON = re.compile(r"[:：](?!\d)")
_ENDS_OPEN = re.compile(r"[,;:：、，；]\s*$")
_ENDED = re.compile(r"[.。!！?？؟…]\W*$")
_LABEL = re.compile(r"^[^\W\d_][^:：.?!。？！]{0,29}[:：]\s*\S")
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"https?://|\w@\w|www\.")
_MARKUP = re.compile(r"[<>{}|=_*#\[\]]|-{3}")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WIDE_WORTH = 2.5  # letters of an alphabet that a character of these scripts is worth
_SCALES = (15, 40, 120)  # letters

NAMES = (
    "asks", "asks_inside", "calls", "quotes", "colon", "ends_open", "ended", "label", "digit", "link", "markup",
    "length", "very_short", "short", "long",
)  # fmt: skip


def features(sentence: str) -> tuple[float, ...]:
    """Numbers from 0 to about 1, in the order of `NAMES`."""
    said = [_CALLS, _QUOTES, _COLON, _ENDS_OPEN, _ENDED, _LABEL, _DIGIT, _LINK, _MARKUP]
    asks = _ASKS.search(sentence) is not None
    inside = not asks and any(mark in sentence for mark in "?？؟")
    size = len(sentence) + (_WIDE_WORTH - 1) * len(_WIDE.findall(sentence))
    shorter = (float(size < scale) for scale in _SCALES[:2])
    flags = (float(pattern.search(sentence) is not None) for pattern in said)
    return (float(asks), float(inside), *flags, math.log1p(size) / 5, *shorter, float(size > _SCALES[2]))
