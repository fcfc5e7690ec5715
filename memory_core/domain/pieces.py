"""Long content is indexed in pieces, so that any part of it can be found; the memory itself stays whole."""

from typing import NamedTuple

# all-MiniLM-L6-v2 reads 256 tokens: 1,000 characters of English or so, but in most other scripts a character is a
# token, and in Korean it is up to three.
_BUDGET = 1_000
_LATIN_END, _COST_BEYOND = "\u0370", 4
_HANGUL, _HANGUL_COST = ("\uac00", "\ud7a3"), 12
_OVERLAP = 0.1
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "。", "！", "？", "; ", ", ", "、", " ")


class Piece(NamedTuple):
    """`content[start:end]` of a memory."""

    start: int
    end: int


def _cost(char: str) -> int:
    if char < _LATIN_END:
        return 1
    return _HANGUL_COST if _HANGUL[0] <= char <= _HANGUL[1] else _COST_BEYOND


def split(content: str) -> list[Piece]:
    """The pieces of `content`, in order, overlapping a little, cut at a sentence or word where there is one."""
    pieces: list[Piece] = []
    start = 0
    while True:
        end = _reach(content, start)
        if end < len(content):
            end = _nearest_break(content, start, end)
        pieces.append(Piece(start, end))
        if end >= len(content):
            return pieces
        start = max(start + 1, end - int((end - start) * _OVERLAP))


def _reach(content: str, start: int) -> int:
    """The furthest end that the budget allows."""
    spent, end = 0, start
    while end < len(content):
        spent += _cost(content[end])
        if spent > _BUDGET:
            break
        end += 1
    return end


def _nearest_break(content: str, start: int, end: int) -> int:
    """The last break in the second half of the piece, the strongest kind first; `end` when there is none."""
    middle = (start + end) // 2
    for mark in _BREAKS:
        found = content.rfind(mark, middle, end)
        if found >= 0:
            return found + len(mark)
    return end
