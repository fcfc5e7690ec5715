"""The channels add up in one place: comparable scores, and the strongest by them."""

import math

import pytest

from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Channel, PieceId, Scores
from memory_core.domain.weights import WEIGHTS, comparable, meaning_in, strength, strongest, word_scale

CORPUS = 500


def best(
    found: dict[PieceId, Scores],
    *,
    limit: int = 9,
    words: int = 4,
    corpus: int = CORPUS,
    meaning: float = 1.0,
    zero: float = 0.0,
) -> dict[PieceId, float]:
    """The strength of each, in their order."""
    ordered = strongest(found, limit=limit, words=words, corpus=corpus, meaning=meaning, zero=zero)
    return {piece: strength(scores) for piece, scores in ordered}


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_counts(channel: Channel) -> None:
    """More of any channel is stronger, the strongest are listed first, and no more than are wanted."""
    found: dict[PieceId, Scores] = {"a": {channel: 0.2}, "b": {channel: 0.9}, "c": {channel: -0.5}}
    assert list(best(found, limit=2)) == ["b", "a"]
    assert best(found)["c"] == 0


def test_every_channel_has_a_weight() -> None:
    """Which is above 0, and strength is the sum of all."""
    assert WEIGHTS.channels.keys() == set(Channel)
    assert min(WEIGHTS.channels.values()) > 0
    scores = dict.fromkeys(Channel, 1.0)
    assert strength(scores) == pytest.approx(sum(WEIGHTS.channels.values()))
    assert meaning_in(scores) == pytest.approx(sum(WEIGHTS.channels[channel] for channel in DENSE_CHANNELS))
    assert strength({}) == meaning_in({}) == 0


def test_meaning_counts_from_its_zero_on_and_words_by_their_scale() -> None:
    """What unrelated texts have in common is nothing, and no score is below 0."""
    found = {Channel.DENSE: 0.7, Channel.DENSE_CONTEXT: 0.1, Channel.SPARSE: 6.0, Channel.SPARSE_CONTEXT: -1.0}
    assert comparable(found, word_scale=0.5, meaning=2.0, zero=0.2) == {
        Channel.DENSE: pytest.approx(1.0),
        Channel.DENSE_CONTEXT: 0,
        Channel.SPARSE: 3.0,
        Channel.SPARSE_CONTEXT: 0,
    }


def test_scores_are_of_the_channels_that_found_something() -> None:
    """A channel that did not find a piece says nothing about it."""
    found: dict[PieceId, Scores] = {"a": {Channel.DENSE: 0.5}, "b": {Channel.SPARSE: 2.0}}
    ordered = strongest(found, limit=9, words=4, corpus=CORPUS, meaning=1.0, zero=0.0)
    assert {piece: set(scores) for piece, scores in ordered} == {"a": {Channel.DENSE}, "b": {Channel.SPARSE}}


def test_meaning_counts_less_in_an_unknown_language() -> None:
    """Words count as ever."""
    found: dict[PieceId, Scores] = {"a": {Channel.DENSE: 0.5}, "b": {Channel.SPARSE: 20.0}}
    usual, unknown = best(found), best(found, meaning=0.5)
    assert unknown["a"] == usual["a"] / 2
    assert unknown["b"] == usual["b"]


@pytest.mark.parametrize("channel", SPARSE_CHANNELS)
def test_a_word_that_one_memory_has_counts_alike_in_every_corpus(channel: Channel) -> None:
    """The engine weighs it by ln(1 + (N - 0.5) / 1.5), little among few; asked for alone, it counts for more."""
    strengths, alone = [], []
    for corpus in (4, 25, 10_000):
        found: dict[PieceId, Scores] = {"a": {channel: math.log(1 + (corpus - 0.5) / 1.5)}}
        strengths.append(best(found, words=4, corpus=corpus)["a"])
        alone.append(best(found, words=1, corpus=corpus)["a"])
    assert strengths == pytest.approx([strengths[0]] * 3)
    assert alone == pytest.approx([2 * strengths[0]] * 3)


def test_no_words_and_no_corpus_can_be_divided_by() -> None:
    """A question without words, and a realm of nothing but facts, whose messages are gone."""
    assert word_scale(words=0, corpus=CORPUS) == word_scale(words=1, corpus=CORPUS)
    assert math.isfinite(word_scale(words=0, corpus=0))
    assert best({}) == {}
