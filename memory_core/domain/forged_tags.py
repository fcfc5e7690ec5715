"""Forged tags: what a model may take for a tag of ours, however it is written, made plain text."""

import re
import unicodedata
from functools import lru_cache

from memory_core.domain.reading.disguises import LOOKALIKES

# Signs that look like the beginning of a tag, and how markup and code write it.
_BEGINS = re.compile(
    r"&lt;?|&#0{0,9}60;?|&#x0{0,9}3c;?|\\u003c|\\x3c|%3c"
    "|[<\u02c2\u1433\u1438\u16b2\u2039\u203a\u2264\u226a\u226e\u227a\u22d6\u27e8\u276e\u2770\u276c\u27ea\u2329\u29fc"
    "\u2a79\u2a7d\u3008\u300a\ufe64\uff1c\ufe3d\ufe3f\u00ab\U000e003c\U0001f878\u2190\u21d0\U0001d236]",
    re.IGNORECASE,
)
_SLASHES = frozenset("/\\\u2044\u2215\u2571\u29f8\u29f5\u29f9\u27cb\u27cd\ufe68\uff0f\uff3c\U000e002f")
_SMALL_CAPITALS = str.maketrans("ɑᴀᴋᴇᴘꜱᴍᴏʀɪı", "aakepsmorii")
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")  # letters that nobody sees
_TAG_BLOCK = 0xE0000  # an unseen copy of ASCII
_LETTER, _BEGIN, _END = str.isalnum, "<", "‹"


def without_tags(text: str, name: str) -> str:
    """The text, in which every tag whose name begins with `name` begins with a sign that begins none.

    Blanks, unseen characters, marks and other scripts' letters in the tag do not hide it, and are left out.
    """
    if not _BEGINS.search(text):
        return text
    wanted = _BEGIN + "".join(filter(_LETTER, name))
    skeleton, places = _skeleton(text)
    kept, after, at = [], 0, skeleton.find(wanted)
    while at >= 0:
        first, last = places[at], places[at + len(wanted) - 1] + 1
        closes = any(char in _SLASHES for char in text[first:last])
        kept += [text[after:first], f"{_END}{'/' if closes else ''}{name}"]
        after = last
        at = skeleton.find(wanted, at + len(wanted))
    return "".join((*kept, text[after:]))


def _skeleton(text: str) -> tuple[str, list[int]]:
    """The letters, digits and beginnings of tags of a text as ASCII shows them, and the place of each."""
    begins = {match.start(): match.end() for match in _BEGINS.finditer(text)}
    skeleton: list[str] = []
    places: list[int] = []
    skip = 0
    for place, char in enumerate(text):
        if place < skip:
            continue
        skip = begins.get(place, 0)
        plain = _BEGIN if skip else _plain(char)
        skeleton.append(plain)
        places += [place] * len(plain)
    return "".join(skeleton), places


@lru_cache(maxsize=4_096)
def _plain(char: str) -> str:
    """Letters and digits that look like this character; none of what is no letter."""
    if char in _FILLERS:
        return ""
    number = ord(char)
    if _TAG_BLOCK <= number < _TAG_BLOCK + 0x80:
        char = chr(number - _TAG_BLOCK)
    bare = unicodedata.normalize("NFKD", char).translate(LOOKALIKES).casefold().translate(_SMALL_CAPITALS)
    return "".join(filter(_LETTER, bare))
