"""What made a hit, in shares that add up to its score."""

import pytest

from memory_core.domain.why import Reason, Why


def test_shares_add_up_to_the_score() -> None:
    """In proportion to their points, the most first."""
    why = Why(0.6, {Reason.WORDS: 1.0, Reason.MEANING: 4.0, Reason.SESSION: 1.5})
    assert sum(why.shares.values()) == pytest.approx(0.6)
    assert list(why.shares) == [Reason.MEANING, Reason.SESSION, Reason.WORDS]
    assert why.shares[Reason.MEANING] == pytest.approx(4 * why.shares[Reason.WORDS])


def test_what_adds_nothing_or_takes_away_has_no_share() -> None:
    """Shares of what is left are the whole score."""
    why = Why(0.5, {Reason.WORDS: 0.0, Reason.MEANING: 2.0, Reason.DATE: -1.0})
    assert why.shares == {Reason.MEANING: 0.5}


@pytest.mark.parametrize("points", [{}, {Reason.WORDS: 0.0}, {Reason.WORDS: -1.0}])
def test_without_points_there_are_no_shares(points: dict[Reason, float]) -> None:
    """Nothing is divided by nothing."""
    assert Why(0.1, points).shares == {}


def test_one_of_the_last_messages_has_no_score_to_share() -> None:
    """It is there for being recent, and says so."""
    assert Why(0.0, {Reason.RECENT: 1.0}).shares == {Reason.RECENT: 0.0}
