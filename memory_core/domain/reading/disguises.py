"""What a text says under its disguises: letters that look like others, characters nobody sees, encoded words."""

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
_VOICING = "\u3099\u309a"  # the marks that make が of か
_LOOKALIKES = str.maketrans(
    "абвеікмнорѕтухјԁɡⅼνοαρτυχικ" + "АВЕКМНОРСТХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "сһ‘’“”",
    "abbeikmhopstyxjdglvoaptuxik" + "ABEKMHOPCTXIJSABEZHIKMNOPTYX" + "ch''\"\"",
)
_BLOB = re.compile(r"[A-Za-z0-9+/_-]{24,}(?:\r?\n[A-Za-z0-9+/_-]+)*")  # broken into lines as e-mail does
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){12,}")
_DOTTED, _SPACED = (re.compile(rf"(?<=\b[^\W\d_]){gap}(?=[^\W\d_]\b)") for gap in (r"[.*-]", " "))  # o.r d e r
_EMPHASIS = re.compile(r"\b_{1,3}|_{1,3}\b")
_DEPTH = 2  # encodings within encodings
_MOSTLY = 0.8  # so much of what was decoded is text, or else it never was


def readings(text: str) -> Iterator[str]:
    """Every way in which `text` may be read, the plainest first; time and size grow linearly with the text."""
    yield from _readings(text, _DEPTH)


def _readings(text: str, depth: int) -> Iterator[str]:
    seen = _plain(text)
    yield seen
    for spelled in (_DOTTED, _SPACED):
        if (joined := spelled.sub("", seen)) != seen:
            yield joined
    for hidden in _hidden(text, seen) if depth else ():
        yield from _readings(hidden, depth - 1)


def _plain(text: str) -> str:
    """Without escapes, unseen characters and accents; wide, round and foreign letters as the ones they look like."""
    text = _unmarked(_UNSEEN.sub("", unquote(html.unescape(text))))
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _unmarked(unicodedata.normalize("NFKD", text)))
    return _EMPHASIS.sub(" ", text.translate(_LOOKALIKES))


def _unmarked(text: str) -> str:
    """Marks go before anything is normalised, too: sorting a long pile of them takes quadratic time."""
    return text if text.isascii() else "".join(c for c in text if not unicodedata.combining(c) or c in _VOICING)


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
