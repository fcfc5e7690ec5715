"""Unknown language: when a search would have found more with an embedding model that knows the language."""

from collections.abc import Set
from dataclasses import dataclass

from memory_core.domain.memory import Memory
from memory_core.domain.reading.judge import is_surely_english
from memory_core.ports import KeywordEncoder, LanguageDetector

_BY_WORDS = 0.35  # of the query's words: 97 % of right matches found by words have more, 90 % of wrong ones less


@dataclass(frozen=True, slots=True)
class UnknownLanguage:
    """Tells the language that an embedding model does not know, where words did not make up for that."""

    known: Set[str]  # ISO 639-1 codes
    detect_language: LanguageDetector
    keywords: KeywordEncoder

    def __call__(self, query: str, best: Memory | None) -> str:
        """The code of the query's language, or of the best match's; empty when the model knows it, when it cannot be
        told, or when the best match has the query's words."""
        language = self.of(query) or self._unknown(best.language if best else "")
        return "" if language and best and self._share(query, best) >= _BY_WORDS else language

    def of(self, text: str) -> str:
        """The code of the text's language; empty when the model knows it, or it cannot be told. English mostly shows in
        its little words, which need no detector: that takes half a second to load."""
        return "" if "en" in self.known and is_surely_english(text) else self._unknown(self.detect_language(text))

    def _unknown(self, language: str) -> str:
        return "" if language in self.known else language

    def _share(self, query: str, best: Memory) -> float:
        asked = self.keywords.encode_query(query)
        told = set(self.keywords.encode_document(best.content, language=best.language).indices)
        found = sum(value for number, value in zip(asked.indices, asked.values, strict=True) if number in told)
        return found / max(asked.words, 1)
