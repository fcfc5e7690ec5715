"""Understand: a question is read once, before anything is searched."""

from memory_core.domain.question import Question
from memory_core.domain.reading.asked import Cue, cues
from memory_core.domain.reading.dates import named_dates
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.split import spans

_PARTS = 3  # questions in one, of which each is searched for


def understand(text: str) -> Question:
    """What is asked: when, by whom, for what, and whether it is several questions."""
    found = cues(text)
    return Question(
        text=text,
        parts=_parts(text),
        dates=tuple(named_dates(text)),
        asks_when=Cue.ASKS_WHEN in found,
        asks_for_several=Cue.ASKS_SEVERAL in found,
        asks_assistant=Cue.ASKS_ASSISTANT in found,
        asks_questions=Cue.ASKS_OWN_QUESTIONS in found,
    )


def _parts(text: str) -> tuple[str, ...]:
    """The questions in a text; the text itself when it has no more than one."""
    asked = [sentence for start, end in spans(text) if is_question(sentence := text[start:end])]
    return tuple(asked[:_PARTS]) if len(asked) > 1 else (text,)
