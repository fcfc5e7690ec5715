"""Splits a message into sentences and clauses, each a part of it, word for word."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from memory_core.languages.load import codes, section

type Span = tuple[int, int]  # of the characters of a message: the first, and the one after the last

_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|\Z)")
_LIST_MARK = re.compile(r"\s*(?:[-*•–·]\s+|\(?\d{1,3}[.)、]\s*(?=\D)|#{1,6}\s+|\[[ xX]\]\s*)?")
_WRAPPED_AT = 60  # a line this long that goes on in lower case was wrapped, a shorter one was ended on purpose
_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？!?｡]+[」』”’）)\"]*|[.!?…]+(?=[\"“«¡¿])")
_ANY_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s)|[。！？!?｡…]+|[\r\n]+|[「」『』“”]")
_LAST_WORD = re.compile(r"(?:^|(?<=[\s(]))[^\s(]+\.$")
_INITIAL = re.compile(r"(?:^|[\s.(])[^\W\d_]\.$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,3}\.$")
_NEXT_WORD = re.compile(r"\s+(\w+\.?)")
_LOOK_BACK = 16  # characters that hold the longest abbreviation
_NAME_BEFORE = 60  # characters that hold what stands before it
_QUOTED = re.compile(
    '"[^"\n]{1,120}"|“[^”\n]{1,120}”|«[^»\n]{1,120}»|„[^“”\n]{1,120}[“”]|「[^」\n]{1,120}」|『[^』\n]{1,120}』'
)
_CLAUSE_MARK = re.compile(r"(?<!\d)[,،，](?!\d)|[、;；:：!！。.…~～](?=\s|$|[^\W\d_a-zA-Z])|\s[-–—]+\s|—|\s\(")


def sentences(content: str) -> list[str]:
    """The sentences of a message in order."""
    return [content[start:end] for start, end in spans(content)]


def spans(content: str) -> list[Span]:
    """Where the sentences of a message stand, in order. Code, quoted lines (`> ...`) and the marks of lists are left
    out, and what is quoted is not split. Time grows linearly with the text."""
    return [part for block in _blocks(content) for line in _lines(content, block) for part in _split(content, line)]


def every_span(text: str) -> list[Span]:
    """The same of all there is, code and quotes included, each line by itself."""
    ends = [0, *(mark.end() for mark in _ANY_END.finditer(text)), len(text)]
    return [span for start, end in pairwise(ends) if (span := _trimmed(text, start, end))]


def joined_clauses(text: str) -> list[Span]:
    """The clauses of a sentence, parted by marks or by a word that joins two (table `joiners`, `words`)."""
    return [
        (start + span[0], start + span[1])
        for start, end in clauses(text)
        for one, other in _between(_joiner(), text[start:end])
        if (span := _trimmed(text[start:end], one, other))
    ]


def _between(mark: re.Pattern[str], text: str) -> Iterator[Span]:
    marks = [match.span() for match in mark.finditer(text)]
    yield from zip([0, *(end for _, end in marks)], [*(start for start, _ in marks), len(text)], strict=True)


@cache
def _joiner() -> re.Pattern[str]:
    words = [re.escape(word) for code in codes() for word in section(code, "joiners").get("words", ())]
    return re.compile(rf"\s(?:{'|'.join(words)})\s", re.IGNORECASE)


def clauses(text: str) -> list[Span]:
    """Where the clauses of a sentence stand, as its marks part them, each without the mark at its end."""
    return [span for start, end in _between(_CLAUSE_MARK, text) if (span := _trimmed(text, start, end))]


def _blocks(content: str) -> Iterator[Span]:
    """What stands outside of code."""
    edges = [0, *(edge for match in _CODE.finditer(content) for edge in match.span()), len(content)]
    yield from zip(edges[::2], edges[1::2], strict=True)


def _lines(content: str, block: Span) -> list[Span]:
    """Lines as their author meant them: wrapped ones joined, list marks and quoted lines left out."""
    found: list[Span] = []
    wrapped = False
    for match in _LINE.finditer(content, *block):
        line = match.group()
        if line.lstrip().startswith(">"):
            wrapped = False
            continue
        mark = _LIST_MARK.match(line)
        length = mark.end() if mark else 0
        if wrapped and found and length == 0 and line[:1].islower():
            found[-1] = (found[-1][0], match.end())
        else:
            found.append((match.start() + length, match.end()))
        wrapped = (len(line) >= _WRAPPED_AT and line.rstrip()[-1:].isalnum()) or line.rstrip().endswith(",")
    return found


def _split(content: str, line: Span) -> Iterator[Span]:
    start, end = line
    quotes = iter([*(match.span() for match in _QUOTED.finditer(content, start, end)), (end, end)])
    quote = next(quotes)
    ends = []
    for mark in _END.finditer(content, start, end):
        while quote[1] <= mark.start():
            quote = next(quotes, (end, end))
        within = quote[0] < mark.start() and (mark.end() < quote[1] or not _begins(content, mark.end(), end))
        if not within and _ends(content, mark, end):
            ends.append(mark.end())
    for one, other in pairwise([start, *ends, end]):
        if span := _trimmed(content, one, other):
            yield span


def _begins(content: str, at: int, end: int) -> bool:
    """Whether a new sentence may begin after a quote: at the end of the line, or with a capital letter."""
    rest = content[at : min(at + _LOOK_BACK, end)]
    return not rest.strip() or (rest[:1].isspace() and not rest.lstrip()[:1].islower())


def _ends(content: str, mark: re.Match[str], end: int) -> bool:
    """Whether a mark ends a sentence: the point of an abbreviation does not, unless a new one clearly begins, nor does
    that of an ordinal number."""
    if mark.group() != ".":
        return True
    before = content[max(mark.end() - _LOOK_BACK, 0) : mark.end()]
    after = _NEXT_WORD.match(content, mark.end(), end)
    following = after[1].rstrip(".") if after else ""
    if _ORDINAL.search(before):
        return following not in _abbreviations("after_ordinals")
    if _INITIAL.search(before):
        return False
    found = _LAST_WORD.search(before)
    word = found.group()[:-1] if found else ""
    if word.casefold() not in _abbreviations("words"):
        return True
    ahead = content[max(mark.start() - _NAME_BEFORE, 0) : mark.start() - len(word)]
    may_end = word.casefold() in _abbreviations("may_end") and following[:1].isupper()
    return may_end and not _is_title(ahead, word, after)


def _is_title(before: str, word: str, after: re.Match[str] | None) -> bool:
    """Whether an abbreviation goes on to a name: an initial follows; or it has a capital, and the word before it, at
    the end of `before`, none."""
    is_initial = after is not None and len(after[1]) == 2 and after[1].endswith(".")
    named = before.split()[-1:]
    return is_initial or (word[:1].isupper() and not (named and named[0][:1].isupper()))


def _trimmed(content: str, start: int, end: int) -> Span | None:
    """Without the spaces around it; None when no letter and no digit is left."""
    part = content[start:end]
    start += len(part) - len(part.lstrip())
    return (start, start + len(part.strip())) if any(char.isalnum() for char in part) else None


@cache
def _abbreviations(name: str) -> frozenset[str]:
    """Of every language, for that of a message is seldom sure: table `abbreviations`, `words` before a point that ends
    no sentence, those of them that `may_end` one before a capital letter, and words `after_ordinals`."""
    return frozenset(word for code in codes() for word in section(code, "abbreviations").get(name, ()))
