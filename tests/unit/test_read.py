"""Messages become sentences, each judged by the real encoder."""

from itertools import pairwise

import pytest

from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.reading.sentence import Kind
from memory_core.operations.read import MAXIMUM_SENTENCES, Read

READ = Read(open_sentence_encoder())


@pytest.mark.parametrize(
    "content", ["I live in Porto. Where do you live?\n\n- tea\n> quoted", "我住在上海。你呢？", ""]
)
def test_sentences_are_parts_of_the_message(content: str) -> None:
    """Word for word, in order, none within another."""
    (found,) = READ([content])
    assert [content[s.start : s.end] for s in found] == [s.text for s in found]
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(sum(s.kinds.values()) == pytest.approx(1) for s in found)


def test_a_statement_beside_a_question_stays_a_statement() -> None:
    """Sentences are judged one by one."""
    (found,) = READ(["I have two cats. Where do you live?"])
    assert [s.kind for s in found] == [Kind.STATEMENT, Kind.QUESTION]
    assert [s.asks for s in found] == [False, True]


def test_the_middle_of_a_long_message_is_not_judged() -> None:
    """It neither asks nor matters, and costs nothing."""
    (found,) = READ([" ".join(f"I have {n} cats." for n in range(MAXIMUM_SENTENCES + 50))])
    judged = [s.durable > 0 for s in found]
    assert judged == [True] * 100 + [False] * 50 + [True] * 100
    assert not any(s.asks for s in found)
