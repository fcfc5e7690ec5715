"""Replies of the assistant: whether one says something that the person has not said; and how much is said at all."""

from memory_core.domain.text import canonical, split_bigrams

_LITTLE = 8  # words; of scripts without spaces, pairs of characters
_SHARED = 0.5


def says_little(reply: str) -> bool:
    """Whether a reply is too short to hold more than a confirmation."""
    return words_in(reply) < _LITTLE


def shares_its_words(reply: str, said: str) -> bool:
    """Whether half of a reply's words are words of what was said."""
    words = set(_words(reply))
    return len(words & set(_words(said))) >= _SHARED * len(words)


def says_again(reply: str, statement: str) -> bool:
    """Whether a reply holds half of the words of a statement."""
    return shares_its_words(statement, reply)


def repeats(reply: str, statement: str) -> bool:
    """Whether half of the words of either are words of the other."""
    return says_again(reply, statement) or shares_its_words(reply, statement)


def words_in(text: str) -> int:
    """How many words a text has; of scripts without spaces, pairs of characters."""
    return len(_words(text))


def _words(text: str) -> list[str]:
    return split_bigrams(canonical(text), singles=False).split()
