"""Sentences: the parts that a message falls into, word for word."""

import re
from itertools import pairwise

_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_LIST_MARK = re.compile(r"\s*(?:[-*•–·]\s+|\(?\d{1,3}[.)、]\s*(?=\D)|#{1,6}\s+|\[[ xX]\]\s*)?")
_WRAPPED_AT = 60  # a line this long that goes on in lower case was wrapped, a shorter one was ended on purpose
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？!?｡]+[」』”’）)\"]*|[.!?…]+(?=[\"“«¡¿])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|sra|jr|vs|etc|approx|nr|tel|dept|inc|ltd|mme|mlle|bzw|ca|usw|vol"
    r"|e\.g|i\.e|a\.m|p\.m|z\.b|d\.h|u\.a|p\.ex|ej)|(?:^|[\s.(])[^\W\d_])\.$",
    re.IGNORECASE,
)
_LOOK_BACK = 12  # characters that hold the longest abbreviation
_MAY_END = re.compile(r"(?:etc|a\.m|p\.m|inc|ltd|usw|jr|sr)\.$", re.IGNORECASE)


def sentences(content: str) -> list[str]:
    """The sentences of a message in order, each a part of it word for word.

    Code, quoted lines (`> ...`) and the marks of lists are left out.
    """
    return [part for block in _CODE.split(content) for line in _lines(block) for part in _split(line)]


def _lines(block: str) -> list[str]:
    """Lines as their author meant them: wrapped ones joined, list marks and quoted lines left out."""
    found: list[str] = []
    wrapped = False
    for line in block.splitlines(keepends=True):
        if line.lstrip().startswith(">"):
            wrapped = False
            continue
        bare = line[_mark_length(line) :]
        if wrapped and len(bare) == len(line) and line[:1].islower():
            found[-1] += line
        else:
            found.append(bare)
        wrapped = (len(line) >= _WRAPPED_AT and line.rstrip()[-1:].isalnum()) or line.rstrip().endswith(",")
    return found


def _mark_length(line: str) -> int:
    """How much of the line's beginning is a list's mark rather than text."""
    match = _LIST_MARK.match(line)
    return match.end() if match else 0


def _split(line: str) -> list[str]:
    ends = [0, *(match.end() for match in _END.finditer(line) if _ends(line, match)), len(line)]
    parts = (line[start:end].strip() for start, end in pairwise(ends))
    return [part for part in parts if any(char.isalnum() for char in part)]


def _ends(line: str, mark: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: the point of an abbreviation does not, unless a new one clearly begins."""
    if mark.group() != ".":
        return True
    before = line[max(mark.end() - _LOOK_BACK, 0) : mark.end()]
    if not _ABBREVIATION.search(before):
        return True
    return bool(_MAY_END.search(before)) and line[mark.end() :].lstrip()[:1].isupper()
