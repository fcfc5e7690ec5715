"""A text as it is read, without what hides its letters, and the way back from there to where they stand.

Escapes of JSON, of URLs and of HTML are what they stand for, wide letters and foreign digits plain ones, marks that
nobody sees are gone; and, in a second reading, words that were broken over lines are whole again.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_ENCODED = re.compile(
    r"\\u[0-9A-Fa-f]{4}|\\[nrt/\"'\\]|(?:%[0-9A-Fa-f]{2})+|&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|[a-z]{2,6});"
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]+"
)
_CONTROLS = {"\\n": "\n", "\\r": "\r", "\\t": "\t"}
_TOKEN = r"A-Za-z0-9_+/=~.:@\-"
# The end of a line within a word: with its backslash, quotes and plus, and what leads the next line of a quoted mail,
# a comment or a numbered list.
_BREAK = re.compile(
    rf"(?<=[{_TOKEN}])[\"'`]?[ \t]{{0,8}}(?:\\|[+.&])?[ \t]{{0,8}}\r?\n[ \t>|*#]{{0,40}}(?:[+.&][ \t]{{0,8}})?[\"'`]?"
    rf"(?=([{_TOKEN}]+))"
)
_WORD_BEFORE = re.compile(rf"[{_TOKEN}]+\Z")
_LONGEST_WORD = 200
_PLAIN_WORD = re.compile(r"[A-Z]?[a-z]+[.:]?|[A-Z]{1,8}[.:]?|[-+=~_.:@*#>]+|\d{1,3}\.?")


class _Plain(dict[int, str]):
    """Wide, round and foreign letters and digits as those of ASCII that they look like; anything else as it is."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = char
        if unicodedata.category(char) == "Nd":
            plain = str(unicodedata.digit(char))
        elif char.isspace() and char not in "\n\r\t":
            plain = " "
        elif unicodedata.category(char) == "Pd" or char == "−":
            plain = "-"
        elif code > 0x7F:
            same = unicodedata.normalize("NFKC", char)
            plain = same if len(same) == 1 and same.isascii() else char
        self[code] = plain
        return plain


_PLAIN = _Plain()


@dataclass(frozen=True, slots=True)
class Seen:
    """`text` is what is read; `back` leads from a stretch of it to the stretch of the original."""

    text: str
    _at: Sequence[int] = ()  # where pieces begin in `text`, in order,
    _from: Sequence[tuple[int, int]] = ()  # and where each stands in the text before: what is empty was changed
    _before: "Seen | None" = None

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of at least one letter, as a stretch of the original."""
        if self._at:
            start, end = self._place(start)[0], self._place(end - 1)[1]
        return self._before.back(start, end) if self._before else (start, end)

    def _place(self, at: int) -> tuple[int, int]:
        """Where the letter at `at` stands in the text before."""
        number = bisect_right(self._at, at) - 1
        start, end = self._from[number]
        begins = self._at[number]
        length = (self._at[number + 1] if number + 1 < len(self._at) else len(self.text)) - begins
        if end - start != length:
            return start, end
        return start + at - begins, start + at - begins + 1

    def replaced(self, matches: Iterable[re.Match[str]], instead: Callable[[str], str]) -> "Seen":
        """The same with each match, in order, as what stands instead of it."""
        parts: list[str] = []
        at: list[int] = []
        places: list[tuple[int, int]] = []
        length = done = 0
        for match in matches:
            for start, end, part in (
                (done, match.start(), self.text[done : match.start()]),
                (match.start(), match.end(), instead(match.group())),
            ):
                if part:
                    parts.append(part)
                    at.append(length)
                    places.append((start, end))
                    length += len(part)
            done = match.end()
        if not done:
            return self
        if rest := self.text[done:]:
            parts.append(rest)
            at.append(length)
            places.append((done, len(self.text)))
        return Seen("".join(parts), at, places, self)


def as_read(text: str) -> Seen:
    """`text` without disguises. Time grows linearly with the text."""
    seen = Seen(text.translate(_PLAIN))
    return seen.replaced(_ENCODED.finditer(seen.text), _decoded)


def unbroken(seen: Seen) -> Seen:
    """The same with words whole that were broken over lines; itself when none is. A line that begins with a word of
    some language is no rest of one."""
    if "\n" not in seen.text:
        return seen
    return seen.replaced((m for m in _BREAK.finditer(seen.text) if _goes_on(seen.text, m)), lambda _: "")


def _goes_on(text: str, match: re.Match[str]) -> bool:
    before = _WORD_BEFORE.search(text, max(0, match.start() - _LONGEST_WORD), match.start())
    word, rest = before.group() if before else "", match.group(1)[:_LONGEST_WORD]
    if not word or _PLAIN_WORD.fullmatch(rest):
        return False
    return len(word) >= 8 or not _PLAIN_WORD.fullmatch(word)


def _decoded(part: str) -> str:
    if part.startswith("\\u"):
        return chr(int(part[2:], 16)).translate(_PLAIN)
    if part.startswith("\\"):
        return _CONTROLS.get(part, part[1:])
    if part.startswith("%"):
        return unquote(part)
    return html.unescape(part).translate(_PLAIN) if part.startswith("&") else ""
