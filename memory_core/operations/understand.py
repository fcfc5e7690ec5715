"""Understand: a question is read once, before anything is searched."""

from dataclasses import dataclass

from memory_core.domain.linking import link_heads
from memory_core.domain.long_question import LONG, parts_of
from memory_core.domain.question import Days, Question
from memory_core.domain.reading.asked import Cue, cues
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.split import spans
from memory_core.domain.times import DAY
from memory_core.errors import EmbeddingFailed
from memory_core.operations.read import Read
from memory_core.ports import TimeReader

_PARTS = 3  # questions in one, of which each is searched for
_OWN = -0.5  # logit below which a question is about who asks


@dataclass(frozen=True, slots=True)
class Understand:
    """The understanding step over the encoder that sentences are judged by, and the reader of dates."""

    read: Read
    read_time: TimeReader

    def __call__(self, text: str, *, asked_at: int) -> Question:
        """What is asked at `asked_at` (microseconds): about whom, when, by whom, for what, and whether it is several
        questions. A long text is what its ends and its rarest words say."""
        parts = _parts(text)
        text = "\n".join(parts) if len(text) > LONG else text
        found = cues(text)
        return Question(
            text=text,
            parts=parts,
            days=self.days(text, asked_at=asked_at),
            asked_on=asked_at // DAY,
            of_another=self._is_of_another(text),
            asks_when=Cue.ASKS_WHEN in found,
            asks_for_several=Cue.ASKS_SEVERAL in found,
            asks_assistant=Cue.ASKS_ASSISTANT in found,
            asks_questions=Cue.ASKS_OWN_QUESTIONS in found,
        )

    def days(self, text: str, *, asked_at: int) -> tuple[Days, ...]:
        """The days that a question names, as they are meant at that moment."""
        spans = self.read_time.spans(text, language="", said_at=asked_at, timezone="UTC")
        return tuple((span.start // DAY, (span.end - 1) // DAY) for span in spans)

    def _is_of_another(self, text: str) -> bool:
        """When it cannot be told, it may be."""
        try:
            return link_heads().is_of_another(text, self.read.vectors([text])[text]) > _OWN
        except EmbeddingFailed:
            return True


def _parts(text: str) -> tuple[str, ...]:
    """The questions in a text; the text itself when it has no more than one and is not too long."""
    if len(text) > LONG:
        return parts_of(text)
    asked = [sentence for start, end in spans(text) if is_question(sentence := text[start:end])]
    return tuple(asked[:_PARTS]) if len(asked) > 1 else (text,)
