"""A sentence of a message, and what it was judged to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from memory_core.domain.memory import Lasting


class Kind(StrEnum):
    """What a sentence does."""

    STATEMENT = "statement"  # tells something of the speaker, or of the people and things of their life
    ABOUT_OTHERS = "about_others"  # tells something of others, or of the world
    QUESTION = "question"
    REQUEST = "request"  # asks for something to be done once
    WISH = "wish"  # says how the speaker is to be treated from now on
    SMALL_TALK = "small_talk"  # greetings, thanks, reactions
    PASTED = "pasted"  # a line of a mail, a form, a poem, a transcript: not the speaker's own words


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part of a message, `content[start:end]`, word for word.

    All numbers are probabilities: `kinds` that it is of each kind (they add up to 1), `durable` that it matters in
    later conversations, `order` that it commands the memory or the assistant against its owner, `hands_over` that it
    hands a text over to be worked on, or begins to play. `lasting` says what of it is always there.
    """

    text: str
    start: int
    end: int
    kinds: Mapping[Kind, float]
    durable: float
    order: float
    hands_over: float = 0.0
    lasting: Lasting = Lasting.NO

    @property
    def kind(self) -> Kind:
        """The likeliest one."""
        return max(self.kinds, key=lambda kind: self.kinds[kind])

    @property
    def is_question(self) -> bool:
        return self.kind is Kind.QUESTION

    @property
    def asks(self) -> bool:
        """Whether it is a question or a request: it tells nothing by itself."""
        return self.kinds[Kind.QUESTION] + self.kinds[Kind.REQUEST] > _EVEN

    @property
    def is_small_talk(self) -> bool:
        return self.kind is Kind.SMALL_TALK


_EVEN = 0.5


def unjudged(text: str, start: int, end: int) -> Sentence:
    """A sentence beyond those that are judged: it neither asks nor matters."""
    return Sentence(text, start, end, {kind: float(kind is Kind.PASTED) for kind in Kind}, durable=0.0, order=0.0)
