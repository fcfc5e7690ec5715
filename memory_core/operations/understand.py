"""Understand: a question is read once, before anything is searched."""

from memory_core.domain.question import Question
from memory_core.domain.reading.dates import named_dates
from memory_core.domain.reading.judge import asks_for_several, asks_when, is_question
from memory_core.domain.reading.split import sentences

_PARTS = 3  # questions in one, of which each is searched for


def understand(text: str) -> Question:
    """What is asked: when, by whom, for what, and whether it is several questions."""
    asked = [sentence for sentence in sentences(text) if is_question(sentence)]
    return Question(
        text=text,
        parts=tuple(asked[:_PARTS]) if len(asked) > 1 else (text,),
        dates=tuple(named_dates(text)),
        asks_when=asks_when(text),
        asks_for_several=asks_for_several(text),
    )
