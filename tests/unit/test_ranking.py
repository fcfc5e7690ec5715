"""From how strongly candidates match, and what a question names, to one score and what made it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from memory_core.adapters.timewords.reader import LocalTimeReader
from memory_core.domain.candidate import Candidate, Channel
from memory_core.domain.pieces import Piece
from memory_core.domain.question import Question
from memory_core.domain.ranking import rank
from memory_core.domain.times import DAY, parse
from memory_core.domain.weights import WEIGHTS
from memory_core.domain.why import Reason, Why
from memory_core.errors import EmbeddingFailed
from memory_core.operations.read import Read
from memory_core.operations.understand import Understand
from memory_core.ports import Vector


class Away:
    """An encoder that does not answer: any question may be about anybody."""

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        raise EmbeddingFailed("The encoder is away.")


ASKED = parse("2023-07-01", name="t")
UNDERSTAND = Understand(Read(Away()), LocalTimeReader())


def understand(query: str) -> Question:
    return UNDERSTAND(query, asked_at=ASKED)


def candidate(name: str, day: int = 0, **fields: object) -> Candidate:
    """One of its own sitting, a thousand days from the next unless said otherwise."""
    given = {"memory": name, "start": 0, "end": 1, "strength": 2.0, "day": day or ord(name) * 1_000} | fields
    return Candidate(**given)  # type: ignore[arg-type]


def order(query: str, *candidates: Candidate) -> list[str]:
    return [str(ranked.candidate.memory) for ranked in rank(understand(query), candidates)]


def why(query: str, *candidates: Candidate) -> Why:
    """Of the first candidate."""
    ranked = rank(understand(query), candidates)
    return next(r.why for r in ranked if r.candidate.memory == candidates[0].memory)


def score(query: str, *candidates: Candidate) -> float:
    """Of the first candidate."""
    return why(query, *candidates).score


def test_scores_are_absolute() -> None:
    """A candidate's score does not depend on what else was found elsewhere, and lies between 0 and 1."""
    one = candidate("a")
    other = candidate("b", strength=99.0)
    low = candidate("c", strength=0.0)
    assert score("x", one) == score("x", one, other, low)
    assert all(0 <= r.why.score <= 1 for r in rank(understand("x"), [one, other, low]))


def test_a_match_among_few_needs_less_to_be_one() -> None:
    """The best of hundreds that do not answer is stronger than the best of ten; beyond a hundred it makes no odds."""
    one = candidate("a", strength=4.0)
    others = [candidate("b", memory=f"b{n}", day=10 * n, strength=0.0) for n in range(300)]
    among = {count: score("x", one, *others[: count - 1]) for count in (10, 20, 50, 100, 300)}
    assert among[10] == among[20] > among[50] > among[100] == among[300]


def test_a_memory_stands_where_its_best_piece_does() -> None:
    """And is listed once, with the place of that piece."""
    pieces = [candidate("a", start=n, end=n + 1, strength=n / 10) for n in (3, 9, 5)]
    assert [(r.candidate.memory, r.candidate.piece) for r in rank(understand("x"), pieces)] == [("a", Piece(9, 10))]


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


def test_words_of_the_assistant_are_preferred_when_they_are_asked_for() -> None:
    """And stand back when they are not, unless they match much better."""
    mine, its = candidate("b"), candidate("a", is_reply=True)
    assert order("What did you recommend to me?", mine, its) == ["a", "b"]
    assert order("What do I eat?", mine, its) == ["b", "a"]
    assert order("What do I eat?", mine, its._replace(strength=9.0)) == ["a", "b"]


def test_what_is_about_another_person_stands_back_when_the_question_is_not() -> None:
    """Unless it matches much better; where the question may be about another, it is like any other."""
    mine, theirs = candidate("b"), candidate("a", of_another=True)
    own = replace(understand("Where do I live?"), of_another=False)
    asked = {
        question: [one.candidate.memory for one in rank(question, [mine, theirs])]
        for question in (own, replace(own, of_another=True))
    }
    assert list(asked.values()) == [["b", "a"], ["a", "b"]]
    much = theirs._replace(strength=9.0)
    assert [one.candidate.memory for one in rank(own, [mine, much])] == ["a", "b"]


def test_what_is_no_part_of_a_dialogue_sits_alone() -> None:
    """A list that was told one by one is lifted by none of its lines, nor lifts them."""
    together, strong = candidate("b", day=5), candidate("c", day=5, strength=9.0)
    alone = candidate("a", day=900, strength=3.0)
    assert order("x", alone, together, strong) == ["c", "b", "a"]
    assert order("x", alone, together._replace(in_dialogue=False), strong) == ["c", "a", "b"]
    assert order("x", alone, together, strong._replace(in_dialogue=False)) == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("query", "fields", "reason"),
    [
        ("What did Caroline paint?", {"speaker": "Caroline"}, Reason.SPEAKER),
        ("What happened on 19 May 2023?", {"day": parse("2023-05-19", name="t") // DAY}, Reason.DATE),
        ("When did she move?", {"tells_time": True}, Reason.TIME),
        ("What did you recommend to me?", {"is_reply": True}, Reason.ROLE),
    ],
)
def test_a_score_says_what_made_it(query: str, fields: dict[str, Any], reason: Reason) -> None:
    """Each thing that the question names and the memory has is a reason of its own, and of no other memory."""
    scores = {Channel.DENSE: 0.5, Channel.SPARSE_CONTEXT: 8.0}
    strength = sum(WEIGHTS.channels[channel] * value for channel, value in scores.items())
    named = why(query, candidate("a", strength=strength, scores=scores, **fields))
    assert named.points[reason] > 0
    assert named.points[Reason.MEANING] == pytest.approx(WEIGHTS.channels[Channel.DENSE] * 0.5)
    assert named.points[Reason.WORDS] == pytest.approx(WEIGHTS.channels[Channel.SPARSE_CONTEXT] * 8.0)
    assert sum(named.shares.values()) == pytest.approx(named.score)
    plain = why("x", candidate("a", strength=strength, scores=scores, **fields))
    assert {Reason.SPEAKER, Reason.DATE, Reason.TIME, Reason.ROLE}.isdisjoint(plain.shares)


def test_the_share_of_the_sitting_is_what_it_lifts() -> None:
    """No more than a memory has of its own."""
    strong = candidate("c", day=5, session="s1", strength=9.0)
    lifted = why("x", candidate("b", day=5, session="s1"), strong)
    alone = why("x", candidate("b", day=5, session="s1"))
    assert lifted.points[Reason.SESSION] == alone.points[Reason.SESSION] == WEIGHTS.support * 2.0
    nothing = why("x", candidate("b", day=5, session="s1", strength=0.0), strong)
    assert nothing.points[Reason.SESSION] == 0
