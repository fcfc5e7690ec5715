"""Plain BM25 (Okapi, k1 1.5, b 0.75) over texts in memory: words as they are written, Chinese as pairs."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from memory_core.domain.text import split_bigrams

_WORD = re.compile(r"\w+")
_K1, _B = 1.5, 0.75


class Bm25:
    """Ranks the texts that it was made with; nothing is stemmed, and no word is left out."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._counts = [Counter(_words(text, singles=True)) for text in texts]
        self._lengths = [counts.total() for counts in self._counts]
        self._mean = sum(self._lengths) / max(len(texts), 1)
        holding = Counter(word for counts in self._counts for word in counts)
        self._rarity = {word: math.log(1 + (len(texts) - n + 0.5) / (n + 0.5)) for word, n in holding.items()}

    def best(self, query: str, limit: int) -> list[int]:
        """The numbers of the best texts; of equal ones the first."""
        words = _words(query, singles=False)
        return sorted(range(len(self._counts)), key=lambda number: -self._score(words, number))[:limit]

    def _score(self, words: Sequence[str], number: int) -> float:
        counts = self._counts[number]
        length = _K1 * (1 - _B + _B * self._lengths[number] / self._mean)
        return sum(self._rarity[w] * counts[w] * (_K1 + 1) / (counts[w] + length) for w in words if w in counts)


def _words(text: str, *, singles: bool) -> list[str]:
    return _WORD.findall(split_bigrams(text.casefold(), singles=singles))
