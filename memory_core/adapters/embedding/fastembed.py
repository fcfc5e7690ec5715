"""Embedding models that fastembed downloads from a hub and runs on this machine."""

import difflib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memory_core.adapters.forks import after_fork_in_child
from memory_core.adapters.offload import in_place
from memory_core.errors import EmbeddingFailed, UnsupportedModel
from memory_core.ports import Offload, Vector

if TYPE_CHECKING:
    from fastembed import TextEmbedding
    from numpy.typing import NDArray

_PAUSE_SECONDS = 60  # a download that failed took its time; the calls that follow should not all wait as long
# One thread costs nothing on single texts, and leaves the other cores to the other calls.
_RUNTIME: dict[str, Any] = {"threads": 1, "providers": ["CPUExecutionProvider"]}


class FastembedEmbedder:
    """An Embedder whose model is loaded when first asked.

    Texts are embedded one at a time: int8 activations depend on the batch, and a text's vector should not. `offload`
    may run that elsewhere; what it is given is native code that needs no lock and no import.
    """

    background = None

    def __init__(self, name: str, *, dimension: int, load: "Callable[[], TextEmbedding]", offload: Offload) -> None:
        self.name = name
        self.dimension = dimension
        self._load = load
        self._offload = offload
        self._model: TextEmbedding | None = None
        self._begin()
        self._failure: tuple[float, str] | None = None  # until when loading is not tried again, and why
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._loading = threading.Lock()

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._offload(partial(_embed, self._ready().passage_embed), texts)

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self._offload(partial(_embed, self._ready().query_embed), texts)

    def _ready(self) -> "TextEmbedding":
        with self._loading:
            if self._failure and time.monotonic() < self._failure[0]:
                raise EmbeddingFailed(self._failure[1])
            if self._model is None:
                try:
                    self._model = self._load()
                except EmbeddingFailed as exc:
                    self._failure = (time.monotonic() + _PAUSE_SECONDS, str(exc))
                    raise
            return self._model


def downloaded_embedder(model: str, *, cache: Path, offload: Offload = in_place) -> FastembedEmbedder:
    """Any model that fastembed knows, downloaded into `cache` when first asked.

    Raises UnsupportedModel, with names that are alike, when fastembed does not know it.
    """
    from fastembed import TextEmbedding

    known = {str(m["model"]): int(m["dim"]) for m in TextEmbedding.list_supported_models()}
    name = next((n for n in known if n.casefold() == model.casefold()), None)
    if name is None:
        alike = difflib.get_close_matches(model, known, n=3, cutoff=0) or sorted(known)[:3]
        raise UnsupportedModel(f"fastembed knows no model '{model}'. It knows, for example, {', '.join(alike)}.")

    def load() -> TextEmbedding:
        _quiet_hub()
        try:
            cache.mkdir(parents=True, exist_ok=True)
            return TextEmbedding(name, cache_dir=str(cache), **_RUNTIME)
        except Exception as exc:  # noqa: BLE001 - the hub, the disk and the runtime raise many kinds
            raise EmbeddingFailed(
                f"The embedding model '{name}' could not be downloaded or loaded ({type(exc).__name__}). Check that "
                f"this machine reaches the model hub and can write {cache}, or set embedding_model to 'bundled'."
            ) from None

    return FastembedEmbedder(f"fastembed:{name}", dimension=known[name], load=load, offload=offload)


def _quiet_hub() -> None:
    """No progress bars, and no native downloader, which would stop the heartbeat of a process on one thread. The hub's
    client reads its environment when it is imported, which may be long ago."""
    from huggingface_hub import constants
    from huggingface_hub.utils.tqdm import disable_progress_bars

    constants.HF_HUB_DISABLE_XET = True
    disable_progress_bars()


def _embed(embed: "Callable[[list[str]], Iterable[NDArray[Any]]]", text: str) -> Vector:
    try:
        vector: list[float] = next(iter(embed([text]))).tolist()
        return vector
    except Exception as exc:  # noqa: BLE001 - the runtime raises many kinds, some quoting the text
        raise EmbeddingFailed(f"The embedding model failed ({type(exc).__name__}). Try again.") from None
