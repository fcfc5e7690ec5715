"""Words that no person makes up: long ones of letters and digits in no order. Hashes, ids and versions are none."""

import base64
import binascii
import re
from collections.abc import Iterator

from memory_core.domain.secrets.kinds import Found, Kind

_WORD = re.compile(r"(?<![A-Za-z0-9+/_.~-])[A-Za-z0-9+/_.~-]{24,512}={0,2}(?![A-Za-z0-9+/_~-])")
_RUN = re.compile(r"[A-Za-z0-9+/]+")
_HEX = re.compile(r"(?:0x)?[0-9a-fA-F]+")
_URL = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>]{0,2000}|(?:data:|sha\d{3}[-:])[^\s\"'<>]{0,2000}", re.IGNORECASE
)
_CHANGES = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[0-9])|(?<=[A-Z][A-Z])(?=[a-z])|(?<=[0-9])(?=[A-Za-z])")
_DIGIT_RUNS = re.compile(r"\d+")
_LETTER_RUNS = re.compile(r"[a-z]{12,}")
_LEAST = 20  # signs of the longest stretch of letters and digits


def random_words(text: str) -> Iterator[Found]:
    """Keys of issuers that are not known by their form. What stands in an address of the web is an id there."""
    urls = [match.span() for match in _URL.finditer(text)]
    number = 0
    for match in _WORD.finditer(text):
        while number < len(urls) and urls[number][1] <= match.start():
            number += 1
        inside = number < len(urls) and urls[number][0] < match.end()
        if not inside and looks_random(match.group()) and not _is_encoded_text(match.group()):
            end = match.start() + len(match.group().rstrip("."))
            yield Found(match.start(), end, Kind.API_KEY, "random")


def _is_encoded_text(word: str) -> bool:
    """Whether it is words of people, written in base64, of which nothing is secret."""
    bare = word.rstrip("=.").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4))
        return raw.decode(errors="ignore").isprintable() and len(raw.decode(errors="ignore").encode()) >= len(raw) * 0.9
    except (binascii.Error, ValueError):
        return False


def looks_random(word: str) -> bool:
    """Whether letters and digits change places as they do by chance, and not as they do in names and numbers."""
    longest = max(_RUN.findall(word), key=len, default="")
    if len(longest) < _LEAST or _HEX.fullmatch(longest) or longest.count("/") > len(longest) / 12:
        return False
    digits = len(_DIGIT_RUNS.findall(longest))
    changes = len(_CHANGES.findall(longest))
    return (
        digits >= (1 if len(longest) > 30 else 2) and changes >= len(longest) * 0.3 and not _LETTER_RUNS.search(longest)
    )
