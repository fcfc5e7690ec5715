"""Vectors: what the embedding model makes of the texts of one call, each text asked for once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from memory_core.ports import Embedder, Vector


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of one call. A recipe first asks for all texts that it knows it needs, in one request to the model;
    whatever needs a vector later finds it here."""

    embedder: Embedder
    _known: dict[str, Vector] = field(default_factory=dict)

    def ask(self, texts: Iterable[str]) -> None:
        """Embeds those that are not known yet, in one request. Raises EmbeddingFailed."""
        if new := list(dict.fromkeys(text for text in texts if text not in self._known)):
            self._known.update(zip(new, self.embedder.embed_documents(new), strict=True))

    def __getitem__(self, text: str) -> Vector:
        """Of a text that was asked for."""
        return self._known[text]
