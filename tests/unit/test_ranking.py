"""Fusing channel scores."""

from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import Candidate, Channel, rank

WHOLE = Piece(0, 1)


def test_scores_are_absolute() -> None:
    """A candidate's score does not depend on what else was found, and lies between 0 and 1."""
    one = Candidate("a", WHOLE, {Channel.DENSE: 0.8, Channel.SPARSE: 5.0})
    other = Candidate("b", WHOLE, {Channel.DENSE: 1.0, Channel.SPARSE: 500.0, Channel.DENSE_CONTEXT: 1.0})
    assert rank([one])[0].score == next(r.score for r in rank([one, other]) if r.memory_id == "a")
    assert all(0 <= r.score <= 1 for r in rank([one, other, Candidate("c", WHOLE, {Channel.DENSE: -0.3})]))


def test_every_channel_counts() -> None:
    """More of any channel ranks higher."""
    for channel in Channel:
        weak, strong = Candidate("a", WHOLE, {channel: 0.2}), Candidate("b", WHOLE, {channel: 0.9})
        assert [r.memory_id for r in rank([weak, strong])] == ["b", "a"]


def test_a_memory_stands_where_its_best_piece_does() -> None:
    """And is listed once, with the place of that piece."""
    pieces = [Candidate("a", Piece(n, n + 1), {Channel.DENSE: n / 10}) for n in (3, 9, 5)]
    assert [(r.memory_id, r.piece) for r in rank(pieces)] == [("a", Piece(9, 10))]


def test_ties_break_by_id() -> None:
    """Engines order equal scores differently; we do not."""
    tied = [Candidate(i, WHOLE, {Channel.DENSE: 0.5}) for i in "cab"]
    assert [r.memory_id for r in rank(tied)] == ["a", "b", "c"]
