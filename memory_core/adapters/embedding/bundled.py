"""The embedding models of this package: one vector for sixteen languages, and its English half by itself.

The vector of English text has two halves, that of all-MiniLM-L6-v2 (384 numbers) and that of the Universal Sentence
Encoder (512), each counted sqrt(.5); the vector of other text has zeros for the first. So English texts are compared by
both, and all others by the second alone, which finds a text of one language by a question in another.
"""

import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memory_core.adapters.forks import after_fork_in_child
from memory_core.adapters.languages import LanguageIdentifier
from memory_core.domain.background import USUAL, Background, Unrelated
from memory_core.domain.reading.judge import is_surely_english
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Offload, Vector, in_place

if TYPE_CHECKING:
    from memory_core.adapters.embedding.onnx_text import TextEncoder

MODELS = Path(__file__).parents[2] / "models"
ENGLISH, MULTILINGUAL = "all-minilm-l6-v2", "use-multilingual-3"  # folders in it
ABSENT = "The bundled embedding model is missing from this installation. Run 'make model', or install it again."
_ENGLISH_DIMENSION, _MULTILINGUAL_DIMENSION = 384, 512
_HALF = math.sqrt(0.5)
# What the models are called in the names of their collections, for ever: the English one was the bundled model once.
_JOINT_NAME, _ENGLISH_NAME = "bundled-2", "bundled"
_SIXTEEN = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")  # and zh-TW
_UNRELATED = Unrelated(USUAL.mean / 1.15, USUAL.spread / 1.15)  # of English texts, whose spread is 0.066
KNOWN_LANGUAGES = {  # by the models' names; "" is what cannot be told
    _JOINT_NAME: frozenset(("", *_SIXTEEN)),
    _ENGLISH_NAME: frozenset(("", "en")),
}


@dataclass(frozen=True, slots=True)
class _Read:
    """A text, and whether it is to be encoded as English."""

    text: str
    is_english: bool


type _Encode = Callable[[Sequence["TextEncoder"], _Read], Vector]


class BundledEmbedder:
    """An Embedder of encoders in these folders, loaded side by side when first asked. `offload` may load and run them
    elsewhere: what it is given is native code that needs no lock and no import."""

    def __init__(
        self,
        name: str,
        *folders: Path,
        dimension: int,
        background: Background,
        encode: _Encode,
        is_english: Callable[[str], bool],
        offload: Offload,
    ) -> None:
        self.name = name
        self.dimension = dimension
        self.background = background
        self._folders = folders
        self._encode = encode
        self._is_english = is_english
        self._offload = offload
        self._encoders: Sequence[TextEncoder] = ()
        self._begin()
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._loading = threading.Lock()

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        read = [_Read(text, self._is_english(text)) for text in texts]
        return self._offload(partial(_guarded, self._encode, self._ready()), read)

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)

    def _ready(self) -> "Sequence[TextEncoder]":
        with self._loading:
            if not self._encoders:
                self._encoders = _loaded(self._folders, self._offload)
            return self._encoders


def bundled_embedder(
    *, folder: Path = MODELS, identifier: LanguageIdentifier | None = None, offload: Offload = in_place
) -> BundledEmbedder:
    """The model of this package: 896 dimensions, sixteen languages, no network."""
    likeliest = (identifier or LanguageIdentifier()).likeliest
    return BundledEmbedder(
        _JOINT_NAME,
        folder / ENGLISH,
        folder / MULTILINGUAL,
        dimension=_ENGLISH_DIMENSION + _MULTILINGUAL_DIMENSION,
        background=Background(unrelated=_UNRELATED),
        encode=_joint,
        is_english=lambda text: is_surely_english(text) or likeliest(text) == "en",
        offload=offload,
    )


def english_embedder(*, folder: Path = MODELS, offload: Offload = in_place) -> BundledEmbedder:
    """Its English half by itself, for small machines: 384 dimensions."""
    return BundledEmbedder(
        _ENGLISH_NAME,
        folder / ENGLISH,
        dimension=_ENGLISH_DIMENSION,
        background=Background(),
        encode=_alone,
        is_english=lambda _: True,
        offload=offload,
    )


def _alone(encoders: "Sequence[TextEncoder]", read: _Read) -> Vector:
    vector: list[float] = encoders[0](read.text).tolist()
    return vector


def _joint(encoders: "Sequence[TextEncoder]", read: _Read) -> Vector:
    english, multilingual = encoders
    second = multilingual(read.text)
    if not read.is_english:
        return [*[0.0] * _ENGLISH_DIMENSION, *second.tolist()]
    return [*(english(read.text) * _HALF).tolist(), *(second * _HALF).tolist()]


def _guarded(encode: _Encode, encoders: "Sequence[TextEncoder]", read: _Read) -> Vector:
    try:
        return encode(encoders, read)
    except Exception as exc:  # noqa: BLE001 - the runtime raises many kinds, some quoting the text
        raise EmbeddingFailed(f"The embedding model failed ({type(exc).__name__}). Try again.") from None


def _loaded(folders: Sequence[Path], offload: Offload) -> "Sequence[TextEncoder]":
    """Sessions and tokenizers side by side: the largest tokenizer takes as long as all else."""
    if not all((folder / "model.onnx").exists() for folder in folders):
        raise EmbeddingFailed(ABSENT)
    from memory_core.adapters.embedding.onnx_text import (
        TextEncoder,
        english,
        multilingual,
        open_session,
        open_tokenizer,
    )

    runs = {ENGLISH: english, MULTILINGUAL: multilingual}
    kinds = [open_session] * len(folders) + [open_tokenizer] * len(folders)
    work = [partial(kind, folder) for kind, folder in zip(kinds, [*folders, *folders], strict=True)]
    opened = (_on_two_threads if offload is in_place else offload)(_called, work[::-1])[::-1]
    sessions, tokenizers = opened[: len(folders)], opened[len(folders) :]
    return [
        TextEncoder(session, tokenizer, runs[folder.name])
        for folder, session, tokenizer in zip(folders, sessions, tokenizers, strict=True)
    ]


def _called[A](work: Callable[[], A]) -> A:
    return work()


def _on_two_threads[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))
