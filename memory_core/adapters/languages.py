"""Which language a text is in, by py3langid: a bundled model, no network."""

import threading
from functools import lru_cache
from typing import Any

_LANGUAGES = (
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it", "ja", "ko", "nl",
    "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "vi", "zh",
)  # fmt: skip
_SURE = 0.6
_READ = 1_000  # characters
_REMEMBERED = 128  # texts: a call asks for the same one more than once


class LanguageIdentifier:
    """A LanguageDetector over the languages most people write; loads its model (4 MB) when first called."""

    def __init__(self) -> None:
        self._identifier: Any = None
        self._loading = threading.Lock()
        self._classified = lru_cache(_REMEMBERED)(self._classify)

    def __call__(self, text: str) -> str:
        language, probability = self._classified(text[:_READ])
        return language if probability >= _SURE else ""

    def likeliest(self, text: str) -> str:
        """The language that the text is rather in than in any other, however little there is to tell by."""
        return self._classified(text[:_READ])[0]

    def _classify(self, text: str) -> tuple[str, float]:
        if not any(char.isalpha() for char in text):
            return "", 1.0
        language, probability = self._ready().classify(text)
        return str(language), float(probability)

    def _ready(self) -> Any:
        with self._loading:
            if self._identifier is None:
                from py3langid.langid import MODEL_FILE
                from py3langid.langid import LanguageIdentifier as Model

                self._identifier = Model.from_model_file(MODEL_FILE, norm_probs=True)
                self._identifier.set_languages(list(_LANGUAGES))
            return self._identifier
