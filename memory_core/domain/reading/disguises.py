"""Undoes the disguises of a text: letters that look like others, characters nobody sees, encoded and spelled-out words.

What is no disguise is left as it is: accents, other scripts, punctuation of any kind.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]+")  # an unseen copy of ASCII, which language models read all the same
_TAG_BLOCK = 0xE0000
_MARKUP = re.compile(r"</?[A-Za-z][^<>\n]{0,120}>")
_EMPHASIS = re.compile(r"[*~`]+|\b_{1,3}|_{1,3}\b")
_PILED = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{2,}")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]")
LOOKALIKES = str.maketrans(
    "абвеікмнорѕтухјԁɡⅼνοαρτυχικ" + "АВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "сһ",
    "abbeikmhopstyxjdglvoaptuxik" + "ABEKMHOPCTXIJSABEZHIKMNOPTYX" + "ch",
)
_BLOB = re.compile(r"[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*")  # broken into lines as e-mail does
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){12,}")
_DOTTED, _SPACED = (re.compile(rf"(?<=\b[^\W\d_]){gap}(?=[^\W\d_]\b)") for gap in (r"[.*-]", " "))  # o.r d e r
_DEPTH = 2  # encodings within encodings
_MOSTLY = 0.8  # so much of what was decoded is text, or else it never was


def undisguised(text: str) -> list[str]:
    """Every other way in which `text` may be read; empty for most texts. Time and size grow linearly with the text."""
    return [reading for reading in dict.fromkeys(_readings(text, _DEPTH)) if reading != text]


def _readings(text: str, depth: int) -> Iterator[str]:
    seen = _seen(text)
    yield seen
    if (bare := _EMPHASIS.sub("", _MARKUP.sub("\n", seen))) != seen:
        yield bare
    for spelled in (_DOTTED, _SPACED):
        if (joined := spelled.sub("", bare)) != bare:
            yield joined
    for hidden in _hidden(text, seen) if depth else ():
        yield hidden
        yield from _readings(hidden, depth - 1)


def _seen(text: str) -> str:
    """Without escapes and unseen characters; wide, round and foreign letters as the ones that they look like."""
    text = _UNSEEN.sub("", unquote(html.unescape(text)))
    if text.isascii():
        return text
    if _PILED.search(text):
        text = "".join(char for char in text if not unicodedata.combining(char))
    text = "".join(map(_letter, text))
    return text.translate(LOOKALIKES) if _MIXED.search(text) else text


def _letter(char: str) -> str:
    """A letter or digit of ASCII in fancy dress as itself, anything else as it is."""
    if char.isascii() or not char.isalnum():
        return char
    bare = unicodedata.normalize("NFKC", char)
    return bare if bare.isascii() else char


def _hidden(text: str, seen: str) -> Iterator[str]:
    """What is written in unseen tags, in base64 or in hexadecimal digits."""
    if tags := "".join(_TAGS.findall(text)):
        yield "".join(chr(ord(tag) - _TAG_BLOCK) for tag in tags)
    for match in _HEX.finditer(seen):
        yield from _texts(bytes.fromhex(match.group()))
    for match in _BLOB.finditer(seen):
        blob = "".join(match.group().split()).replace("-", "+").replace("_", "/")
        for start in range(4):  # letters right before it shift where its groups of four begin
            groups = blob[start:]
            whole = len(groups) - (len(groups) % 4 == 1)
            try:
                yield from _texts(base64.b64decode(groups[:whole] + "=" * (-whole % 4)))
            except binascii.Error:
                continue


def _texts(raw: bytes) -> Iterator[str]:
    text = raw.decode(errors="ignore")
    if len(text.encode()) >= _MOSTLY * len(raw):
        yield text
