"""Long content is indexed in pieces, so that any part of it can be found; the memory itself stays whole."""

from dataclasses import dataclass

# all-MiniLM-L6-v2 reads 256 tokens: about 1,000 characters of English, but hardly 254 of Chinese, where a character is
# a token, and fewer of Korean, where it is several.
_BUDGET = 1_000
_WIDE_COST = 4
_OVERLAP = 0.1
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", "。", "！", "？", "; ", ", ", "、", " ")


@dataclass(frozen=True, slots=True)
class Piece:
    """`content[start:end]` of a memory."""

    start: int
    end: int


def _costs(text: str) -> int:
    return len(text) + (_WIDE_COST - 1) * sum(char > "\u2e7f" for char in text)


def split(content: str) -> list[Piece]:
    """The pieces of `content`, in order, overlapping a little, cut at a sentence or word where there is one."""
    if _costs(content) <= _BUDGET:
        return [Piece(0, len(content))]
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
        spent += _WIDE_COST if content[end] > "\u2e7f" else 1
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
