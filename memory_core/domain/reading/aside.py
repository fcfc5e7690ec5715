"""Sets aside what tells nothing: orders to the memory or the assistant, requests and questions, small talk.

Orders are found under their disguises, too: letters that look like others, characters nobody sees, encoded words.
Small talk is greetings, thanks, acknowledgements and reactions. A clause is idle when every word of it is, or when it
begins with a formula.
"""

import base64
import binascii
import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from memory_core.domain.reading.tables.orders import (
    BID,
    BIDDEN,
    CHINESE_AND_JAPANESE,
    ENGLISH,
    EUROPEAN,
    EXCUSES,
    FORGERIES,
    MARKS,
    OF_THE_MEMORY,
    QUOTED,
    TOLD_OF,
)
from memory_core.domain.reading.tables.requests import ASKED, ASKS, BESIDE, REQUESTS, STANDING, TOLD, WANTS
from memory_core.domain.reading.tables.small_talk import CALLS, FORMULA, RUNS, WORDS

_BEFORE = 40  # characters in which is looked for what leads to an order
_AFTER = 160  # characters in which an excuse is looked for
_SAID = 80  # characters of what somebody is quoted with
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
_TOLD_LENGTH = 4  # characters that a thing told has at least
_RUNS = re.compile("|".join(sorted(RUNS, key=len, reverse=True)))  # the longest first
_CALL_LENGTH = 5
_CLAUSE_MARK = re.compile(r"(?<!\d)[,，](?!\d)|[、;；:：!！.。…~～]|\s[-–—]+\s|—")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _compiled(row: str) -> tuple[re.Pattern[str], bool]:
    """The pattern of a row, and whether it counts only where somebody is bidden."""
    pattern = row.replace(BID, r"\b")
    for mark, meaning in MARKS.items():
        pattern = pattern.replace(mark, meaning)
    # Looking ahead takes no letter, so that an order within what is only told of is found, too.
    return re.compile(f"(?={pattern})", re.IGNORECASE), row.startswith(BID)


@dataclass(frozen=True, slots=True)
class _Patterns:
    orders: tuple[tuple[re.Pattern[str], bool], ...]
    excused: tuple[re.Pattern[str], ...]
    forged: tuple[re.Pattern[str], ...]


@cache
def _patterns() -> _Patterns:
    """Compiled when first asked for, for a search should not wait for it."""
    return _Patterns(
        orders=tuple(map(_compiled, (*ENGLISH, *EUROPEAN, *CHINESE_AND_JAPANESE))),
        excused=tuple(_compiled(row)[0] for row in EXCUSES),
        forged=tuple(re.compile(pattern, re.IGNORECASE) for pattern in FORGERIES),
    )


def gives_orders(text: str) -> bool:
    """Whether a text tries to command the memory or the assistant that reads it, so that it is no source of facts.

    Told in English, Chinese, Japanese, Spanish, French or German, disguised or not. What people tell of themselves, and
    how they wish to be answered, gives no orders. Time grows linearly with the text.
    """
    return any(_orders(reading) or any(p.search(reading) for p in _patterns().forged) for reading in _readings(text))


def _orders(text: str) -> bool:
    return any(
        _bids(text[max(match.start() - _BEFORE, 0) : match.start()], only_bidden=only_bidden)
        and not _excused(text, match.start())
        for pattern, only_bidden in _patterns().orders
        for match in pattern.finditer(text)
    )


def _bids(before: str, *, only_bidden: bool) -> bool:
    return TOLD_OF.search(before) is None and (not only_bidden or BIDDEN.search(before) is not None)


def _excused(text: str, start: int) -> bool:
    """Whether what reads like an order concerns only what is the speaker's own, or quotes somebody he knows."""
    if any(p.match(text, start, start + _AFTER) for p in _patterns().excused):
        return True
    quoted = QUOTED.search(text[max(start - _BEFORE, 0) : start]) is not None
    return quoted and OF_THE_MEMORY.search(text, start, start + _SAID) is None


def _readings(text: str) -> Iterator[str]:
    """Every way in which `text` may be read, the plainest first; time and size grow linearly with the text."""
    yield from _to_depth(text, _DEPTH)


def _to_depth(text: str, depth: int) -> Iterator[str]:
    seen = _plain(text)
    yield seen
    for spelled in (_DOTTED, _SPACED):
        if (joined := spelled.sub("", seen)) != seen:
            yield joined
    for hidden in _hidden(text, seen) if depth else ():
        yield from _to_depth(hidden, depth - 1)


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


def asks(sentence: str) -> bool:
    """Whether the sentence is a question, marked as one or not."""
    return ASKED.search(sentence) is not None or ASKS.match(sentence) is not None


def _requests(sentence: str) -> bool:
    """Whether the sentence asks for something to be done once."""
    return REQUESTS.search(sentence) is not None and not stands(sentence)


def stands(sentence: str) -> bool:
    """Whether the sentence says how something is to be from now on."""
    return STANDING.search(sentence) is not None


def declared(sentence: str) -> str:
    """What a sentence tells, word for word: all of it, or the clauses beside its question or request; "" for none."""
    if not (asks(sentence) or _requests(sentence)):
        return sentence
    ends = [0, *(mark.end() for mark in BESIDE.finditer(sentence)), len(sentence)]
    told = [i for i in range(len(ends) - 1) if _tells(sentence[ends[i] : ends[i + 1]])]
    return sentence[ends[told[0]] : ends[told[-1] + 1]].strip(" ,;，；、-–—") if told else ""


def _tells(clause: str) -> bool:
    plain = clause.replace("’", "'")
    wants = asks(plain) or _requests(plain) or WANTS.match(plain)
    return len(plain) >= _TOLD_LENGTH and TOLD.match(plain) is not None and not wants


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
