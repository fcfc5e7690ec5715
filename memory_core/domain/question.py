"""Question: what is asked, understood once, before anything is searched."""

from dataclasses import dataclass

from memory_core.domain.reading.dates import NamedDate


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what was asked, word for word. `parts` are the questions in it, when there are several; else the text.

    `dates` are the days, months and years that it names; `of_another` says that it is, or may be, about another person
    than who asks. `asks_when` it asks for a time, `asks_for_several` for all things of a kind; `asks_assistant` for what
    the assistant said, `asks_questions` for what the person asked before.
    """

    text: str
    parts: tuple[str, ...] = ()
    language: str = ""  # ISO 639-1, empty when it is not known
    dates: tuple[NamedDate, ...] = ()
    of_another: bool = False
    asks_when: bool = False
    asks_for_several: bool = False
    asks_assistant: bool = False
    asks_questions: bool = False
