"""From channel scores, and what a query names, to one score."""

import math

import pytest

from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import Candidate, Channel, Found, PieceId, rank, shortlist
from memory_core.domain.times import DAY, parse

CORPUS = 500


def candidate(name: str, day: int = 0, **fields: object) -> Candidate:
    """One of its own sitting, a thousand days from the next unless said otherwise."""
    given = {"memory": name, "start": 0, "end": 1, "strength": 2.0, "day": day or ord(name) * 1_000} | fields
    return Candidate(**given)  # type: ignore[arg-type]


def order(query: str, *candidates: Candidate) -> list[str]:
    return [str(ranked.candidate.memory) for ranked in rank(query, candidates)]


def score(query: str, *candidates: Candidate) -> float:
    """Of the first candidate."""
    return next(r.score for r in rank(query, candidates) if r.candidate.memory == candidates[0].memory)


def test_scores_are_absolute() -> None:
    """A candidate's score does not depend on what else was found elsewhere, and lies between 0 and 1."""
    one = candidate("a")
    other = candidate("b", strength=99.0)
    low = candidate("c", strength=0.0)
    assert score("x", one) == score("x", one, other, low)
    assert all(0 <= r.score <= 1 for r in rank("x", [one, other, low]))


def test_a_match_among_few_needs_less_to_be_one() -> None:
    """The best of hundreds that do not answer is stronger than the best of ten; beyond a hundred it makes no odds."""
    one = candidate("a", strength=4.0)
    others = [candidate("b", memory=f"b{n}", day=10 * n, strength=0.0) for n in range(300)]
    among = {count: score("x", one, *others[: count - 1]) for count in (10, 20, 50, 100, 300)}
    assert among[10] == among[20] > among[50] > among[100] == among[300]


def test_meaning_counts_less_in_an_unknown_language() -> None:
    """Words count as ever."""
    found = Found({"a": {Channel.DENSE: 0.5}, "b": {Channel.SPARSE: 20.0}}, words=4, corpus=CORPUS)
    usual, unknown = shortlist(found, size=2), shortlist(found, size=2, meaning=0.5)
    assert unknown["a"] == usual["a"] / 2
    assert unknown["b"] == usual["b"]


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_counts(channel: Channel) -> None:
    """More of any channel is stronger, and the strongest are listed first."""
    found = Found({"a": {channel: 0.2}, "b": {channel: 0.9}, "c": {channel: -0.5}}, words=4, corpus=CORPUS)
    assert list(shortlist(found, size=2)) == ["b", "a"]


def test_a_word_that_one_memory_has_counts_alike_in_every_corpus() -> None:
    """The engine weighs it by ln(1 + (N - 0.5) / 1.5), little among few; asked for alone, it counts for more."""
    strengths, alone = [], []
    for corpus in (4, 25, 10_000):
        scores: dict[PieceId, dict[Channel, float]] = {"a": {Channel.SPARSE: math.log(1 + (corpus - 0.5) / 1.5)}}
        strengths.append(shortlist(Found(scores, words=4, corpus=corpus), size=1)["a"])
        alone.append(shortlist(Found(scores, words=1, corpus=corpus), size=1)["a"])
    assert strengths == pytest.approx([strengths[0]] * 3)
    assert alone == pytest.approx([2 * strengths[0]] * 3)


def test_a_memory_stands_where_its_best_piece_does() -> None:
    """And is listed once, with the place of that piece."""
    pieces = [candidate("a", start=n, end=n + 1, strength=n / 10) for n in (3, 9, 5)]
    assert [(r.candidate.memory, r.candidate.piece) for r in rank("x", pieces)] == [("a", Piece(9, 10))]


def test_ties_break_by_what_tells_memories_apart() -> None:
    """Engines order equal scores differently; we do not."""
    assert order("x", candidate("c"), candidate("a"), candidate("b")) == ["a", "b", "c"]


def test_a_sitting_supports_its_memories() -> None:
    """Beside a strong match, a weak one is likelier: it was said in the same conversation on the same day."""
    alone, together = candidate("a", day=900, session="s1"), candidate("b", day=5, session="s1")
    strong = candidate("c", day=5, session="s1", strength=5.0)
    assert order("x", alone, together, strong) == ["c", "b", "a"]
    assert order("x", alone, together, strong._replace(day=9)) == ["c", "a", "b"]
    assert order("x", alone, together, strong._replace(session="s2")) == ["c", "a", "b"]


def test_support_is_no_match() -> None:
    """A memory that has nothing of what is asked scores low beside one that has it, and where it ranks higher for the
    sitting no lower than what it outranks."""
    strong = candidate("c", day=5, session="s1", strength=9.0)
    nothing = candidate("b", day=5, session="s1", strength=0.0)
    assert score("x", nothing, strong) == score("x", nothing)
    little = candidate("a", day=900, strength=1.0)
    assert order("x", little, nothing, strong) == ["c", "b", "a"]
    assert score("x", nothing, strong, little) == score("x", little)


def test_a_fact_is_no_support_for_its_own_message() -> None:
    """They are the same words."""
    alone = [candidate("a", day=900, strength=3.0), candidate("e", day=900, strength=0.0)]
    beside = [candidate("b", day=5, strength=3.0, end=9), candidate("d", day=5, strength=0.0)]
    fact = candidate("c", day=5, strength=3.0, sources=("b",))
    assert order("x", *alone, *beside, fact) == ["a", "b", "d", "e"]
    assert order("x", *alone, *beside, fact._replace(sources=("f",))) == ["b", "c", "a", "d", "e"]


def test_a_sitting_supports_less_when_several_things_are_asked_for() -> None:
    """They may have been told on any day."""
    together, alone = candidate("b", day=5, session="s1"), candidate("a", day=900, strength=3.5)
    beside = candidate("c", day=5, session="s1", strength=9.0)
    assert order("Which book do I own?", together, beside, alone) == ["c", "b", "a"]
    assert order("Which books do I own?", together, beside, alone) == ["c", "a", "b"]


def test_who_is_named_is_preferred() -> None:
    """Softly: less when somebody else is named, too, and not against a much better match."""
    mel, caro = candidate("a", speaker="Melanie Hill"), candidate("b", speaker="Caroline")
    assert order("What did Caroline paint?", mel, caro) == ["b", "a"]
    assert order("What did Melanie paint?", mel, caro) == ["a", "b"]
    alone, both = score("Caroline's painting", caro, mel), score("Caroline's painting for Melanie", caro, mel)
    assert alone > both > score("the painting", caro, mel)
    better = candidate("a", speaker="Melanie Hill", strength=5.0)
    assert order("What did Caroline paint?", better, caro) == ["a", "b"]


def test_a_named_date_is_preferred() -> None:
    """The nearer, the more; a year that is not named is any of those found."""
    may = candidate("a", day=parse("2023-05-20", name="t") // DAY)
    june = candidate("b", day=parse("2023-06-20", name="t") // DAY)
    assert order("What happened in June?", may, june) == ["b", "a"]
    assert order("What happened on 19 May 2023?", may, june) == ["a", "b"]
    assert order("6月に何をしましたか", may, june) == ["b", "a"]
    assert score("on 19 May 2023", may) > score("on 9 May 2023", may) > score("on 9 January 2023", may)


def test_a_time_is_preferred_when_one_is_asked_for() -> None:
    """And a question is seldom the answer."""
    told, not_told = candidate("b", tells_time=True), candidate("a")
    assert order("When did she move?", not_told, told) == ["b", "a"]
    assert order("Where did she move?", not_told, told) == ["a", "b"]
    assert order("x", candidate("a", is_question=True), candidate("b")) == ["b", "a"]
