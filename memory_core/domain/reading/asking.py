"""Asking: whether a text does nothing but ask, by its marks alone."""

from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.split import sentences


def only_asks(content: str) -> bool:
    """Whether every sentence ends as a question."""
    said = sentences(content)
    return bool(said) and all(map(is_question, said))
