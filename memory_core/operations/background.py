"""Aim: a question's vector made ready to be compared, by the background of its embedding model."""

import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress

from memory_core.domain.background import Aimed, Background, learned
from memory_core.domain.reading.judge import is_surely_english
from memory_core.errors import EmbeddingFailed, StorageError
from memory_core.ports import Embedder, LanguageDetector, MemoryRepository

_PAUSE_SECONDS = 600  # until a model that could not be asked for so many vectors is asked again
_AS_IT_IS = Background()


class Aim:
    """Embeds questions, and aims them by the background of their model: its own where it carries one; else the one that
    is kept with the collection; else it is learned once, from unrelated `sentences` by their languages, and kept.

    Until it could be learned, questions are compared as they are.
    """

    def __init__(
        self,
        *,
        embedder: Embedder,
        repository: MemoryRepository,
        sentences: Mapping[str, Sequence[str]],
        detect_language: LanguageDetector,
    ) -> None:
        self._embedder = embedder
        self._repository = repository
        self._sentences = sentences
        self._detect_language = detect_language
        self._known = embedder.background
        self._learning = threading.Lock()
        self._paused_until = 0.0

    def __call__(self, questions: Sequence[str]) -> list[Aimed]:
        """One for each question, in order, with one request to the model. Raises EmbeddingFailed."""
        vectors = self._embedder.embed_queries(questions)
        background = self.background()
        if background.centre and len(background.centre) != len(vectors[0]):  # the service's model is another by now
            background = _AS_IT_IS
        return [
            background.aim(vector, language=self._language(question) if background.by_language else "")
            for question, vector in zip(questions, vectors, strict=True)
        ]

    def background(self) -> Background:
        if self._known is None and time.monotonic() >= self._paused_until and self._learning.acquire(blocking=False):
            try:
                self._known = self._repository.background() or self._learned()
            finally:
                self._learning.release()
        return self._known or _AS_IT_IS

    def _learned(self) -> Background | None:
        texts = [text for some in self._sentences.values() for text in some]
        try:
            vectors = iter(self._embedder.embed_documents(texts))
        except EmbeddingFailed:
            self._paused_until = time.monotonic() + _PAUSE_SECONDS
            return None
        background = learned({code: [next(vectors) for _ in some] for code, some in self._sentences.items()})
        with suppress(StorageError):  # it may only be read, or is full: this process knows the background nonetheless
            self._repository.keep_background(background)
        return background

    def _language(self, text: str) -> str:
        return "en" if is_surely_english(text) else self._detect_language(text)
