"""Text as people type it, and the plain words in it: no markdown, no signs that nobody sees, no emoji at the ends."""

import re
import unicodedata

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]")
_TAKEN_BACK = re.compile(r"~~[^~\n]{0,200}~~")
_LIST_MARK = re.compile(r"\A\s{0,9}(?:[-*+•–]\s{1,3}|#{1,6}\s{1,3}|\d{1,3}[.)]\s{1,3})")
_EMPHASIS = re.compile(r"[*`]{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)")
_SMILEY = re.compile(r"\s?(?:[:;=]['-]?[()DPp/|*3]|\^[_.]?\^|<3|xD|XD)\Z")
_END_MARKS = " \t\r\n.!。！．｡~～…‼❗"
_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_IDLE_SPACE = re.compile(f"(?<=[{_CJK}]) (?=[{_CJK}a-zA-Z0-9])|(?<=[a-zA-Z0-9]) (?=[{_CJK}])")
_SHOWN = "SC"  # how the categories of emoji, of their colours and of those that are not known yet begin


def as_typed(text: str) -> str:
    """The plain words of a short text, in the normal form NFC."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    plain = _EMPHASIS.sub("", _LIST_MARK.sub("", _TAKEN_BACK.sub(" ", plain)))
    plain = _IDLE_SPACE.sub("", " ".join(plain.split()))
    return _without_front(_without_end(plain))


def _without_end(text: str) -> str:
    while True:
        bare = text.rstrip(_END_MARKS)
        while bare and _is_shown(bare[-1]):
            bare = bare[:-1]
        bare = _SMILEY.sub("", bare)
        if bare == text:
            return text
        text = bare


def _without_front(text: str) -> str:
    at = 0
    while at < len(text) and (_is_shown(text[at]) or text[at] in " ¡"):
        at += 1
    return text[at:]


def _is_shown(char: str) -> bool:
    return char > "\xff" and unicodedata.category(char)[0] in _SHOWN
