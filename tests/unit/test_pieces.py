"""Long content in pieces."""

from itertools import pairwise

import pytest

from memory_core.adapters.embedding.encoders import ENGLISH, MODELS
from memory_core.domain.pieces import Piece, split


def test_short_content_is_one_piece() -> None:
    """Nothing is cut that fits."""
    assert split("hello") == [Piece(0, 5)]
    assert split("") == [Piece(0, 0)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The quick brown fox. ",
        "我在上海的一家咖啡馆工作。",
        "nospaces",
        "저는 부산에 살고 있습니다. ",
        "أعيش في القاهرة. ",
        "Я живу в Москве. ",
    ],
)
def test_pieces_cover_everything_and_fit_the_model(sentence: str) -> None:
    """No character is left out, pieces overlap a little, and each fits into the model's 256 tokens."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(MODELS / ENGLISH / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    content = sentence * (20_000 // len(sentence))
    pieces = split(content)
    assert pieces[0].start == 0
    assert pieces[-1].end == len(content)
    for one, following in pairwise(pieces):
        assert one.start < following.start <= one.end < following.end
    longest = max(len(tokenizer.encode(content[p.start : p.end]).ids) for p in pieces)
    assert longest <= 256


def test_pieces_end_at_sentences() -> None:
    """A cut falls behind a full stop where there is one."""
    content = "One short sentence here. " * 200
    assert all(content[p.end - 2 : p.end] == ". " for p in split(content)[:-1])
