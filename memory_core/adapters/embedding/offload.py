"""An embedder whose work runs somewhere else, so that an event loop stays free meanwhile."""

from collections.abc import Callable

from memory_core.ports import Embedder, Vector

type Offload = Callable[[Callable[[str], Vector], str], Vector]  # calls the function with the text, elsewhere


class OffloadedEmbedder:
    """An Embedder that hands each text of another one to `offload`."""

    def __init__(self, inner: Embedder, offload: Offload) -> None:
        self._inner = inner
        self._offload = offload
        self.name = inner.name
        self.dimension = inner.dimension

    def embed_document(self, text: str) -> Vector:
        return self._offload(self._inner.embed_document, text)

    def embed_query(self, text: str) -> Vector:
        return self._offload(self._inner.embed_query, text)
