"""Understand: a question is read once, before anything is searched."""

from dataclasses import dataclass

from memory_core.domain.linking import link_heads
from memory_core.domain.question import Question
from memory_core.domain.reading.asked import Cue, cues
from memory_core.domain.reading.dates import named_dates
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.split import spans
from memory_core.errors import EmbeddingFailed
from memory_core.operations.read import Read

_PARTS = 3  # questions in one, of which each is searched for
_OWN = -0.5  # logit below which a question is about who asks


@dataclass(frozen=True, slots=True)
class Understand:
    """The understanding step over the encoder that sentences are judged by."""

    read: Read

    def __call__(self, text: str) -> Question:
        """What is asked: about whom, when, by whom, for what, and whether it is several questions."""
        found = cues(text)
        return Question(
            text=text,
            parts=_parts(text),
            dates=tuple(named_dates(text)),
            of_another=self._is_of_another(text),
            asks_when=Cue.ASKS_WHEN in found,
            asks_for_several=Cue.ASKS_SEVERAL in found,
            asks_assistant=Cue.ASKS_ASSISTANT in found,
            asks_questions=Cue.ASKS_OWN_QUESTIONS in found,
        )

    def _is_of_another(self, text: str) -> bool:
        """When it cannot be told, it may be."""
        try:
            return link_heads().is_of_another(text, self.read.vectors([text])[text]) > _OWN
        except EmbeddingFailed:
            return True


def _parts(text: str) -> tuple[str, ...]:
    """The questions in a text; the text itself when it has no more than one."""
    asked = [sentence for start, end in spans(text) if is_question(sentence := text[start:end])]
    return tuple(asked[:_PARTS]) if len(asked) > 1 else (text,)
