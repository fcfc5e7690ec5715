"""Question: what is asked, understood once, before anything is searched."""

from dataclasses import dataclass

type Days = tuple[int, int]  # the first and the last, since 1970


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what was asked, word for word. `parts` are the questions in it, when there are several; else the text.

    `days` are the stretches of days that it names; `asked_on` is the day on which it is asked. `of_another` says that
    it is, or may be, about another person than who asks. `asks_when` it asks for a time, `asks_for_several` for all
    things of a kind; `asks_assistant` for what the assistant said, `asks_questions` for what the person asked before.
    """

    text: str
    parts: tuple[str, ...] = ()
    language: str = ""  # ISO 639-1, empty when it is not known
    days: tuple[Days, ...] = ()
    asked_on: int = 0  # day, since 1970
    of_another: bool = False
    asks_when: bool = False
    asks_for_several: bool = False
    asks_assistant: bool = False
    asks_questions: bool = False
