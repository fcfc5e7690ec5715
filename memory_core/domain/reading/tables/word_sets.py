"""Word lists as they are read best: lines of words."""


def word_set(*lists: str) -> frozenset[str]:
    """The words of the lists, which are written with spaces between them."""
    return frozenset(" ".join(lists).split())
