"""A deterministic reranker for tests: a text that shares more words with the query answers it better."""

import threading
from collections.abc import Sequence


class FakeReranker:
    """A Reranker that scores by the share of the query's words in a text; `asked` holds queries and texts in order."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self._asking = threading.Lock()

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        with self._asking:
            self.asked.append((query, tuple(texts)))
        words = _words(query)
        return [len(words & _words(text)) / max(1, len(words)) for text in texts]


def _words(text: str) -> set[str]:
    return {word.strip(".,;:!?\"'()") for word in text.casefold().split()}
