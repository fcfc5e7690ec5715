"""The bundled embedding model: all-MiniLM-L6-v2 as int8 ONNX, run by fastembed from a folder of this package."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memory_core.errors import EmbeddingFailed
from memory_core.ports import Offload, Vector

if TYPE_CHECKING:
    from fastembed import TextEmbedding
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[2] / "models" / "all-minilm-l6-v2"
_FASTEMBED_NAME = "sentence-transformers/all-MiniLM-L6-v2"
_ABSENT = (
    "The bundled embedding model is missing from this installation. Run 'make model', or install the package again."
)


def in_place(embed: Callable[[str], Vector], texts: Sequence[str]) -> list[Vector]:
    """An Offload that stays where it is."""
    return [embed(text) for text in texts]


class BundledEmbedder:
    """An Embedder of 384 dimensions that needs no network; loads its 22 MB when first asked.

    Texts are embedded one at a time: int8 activations depend on the batch, and a text's vector should not. `offload`
    may run that elsewhere; what it is given is native code that needs no lock and no import.
    """

    name = "bundled"
    dimension = 384

    def __init__(self, folder: Path = FOLDER, *, offload: Offload = in_place) -> None:
        self._folder = folder
        self._offload = offload
        self._model: TextEmbedding | None = None
        self._loading = threading.Lock()

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._offload(partial(_embed, self._ready()), texts)

    def embed_query(self, text: str) -> Vector:
        return self.embed_documents([text])[0]

    def _ready(self) -> "TextEmbedding":
        with self._loading:
            if self._model is None:
                if not (self._folder / "model.onnx").exists():
                    raise EmbeddingFailed(_ABSENT)
                from fastembed import TextEmbedding

                self._model = TextEmbedding(
                    _FASTEMBED_NAME,
                    specific_model_path=str(self._folder),
                    threads=1,  # costs nothing on single texts, and leaves the other cores to the other calls
                    providers=["CPUExecutionProvider"],
                )
            return self._model


def _embed(model: "TextEmbedding", text: str) -> Vector:
    try:
        return [float(x) for x in next(iter(model.embed([text])))]
    except Exception as exc:  # noqa: BLE001 - the runtime raises many kinds, some quoting the text
        raise EmbeddingFailed(f"The bundled embedding model failed ({type(exc).__name__}). Try again.") from None


class BundledTokenCounter:
    """Counts tokens as the bundled model reads them, without its limit of 256.

    What its vocabulary lacks is one token to this model but not to others, so it
    counts as one for every four characters.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._tokenizer: Tokenizer | None = None

    def __call__(self, text: str) -> int:
        if self._tokenizer is None:
            if not (self._folder / "tokenizer.json").exists():
                raise EmbeddingFailed(_ABSENT)
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            self._tokenizer = tokenizer
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        unknown = self._tokenizer.token_to_id("[UNK]")
        return sum(
            max(1, (end - start) // 4) if token == unknown else 1
            for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        )
