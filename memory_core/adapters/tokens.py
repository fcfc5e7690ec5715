"""Counting tokens with the bundled model's tokenizer."""

from pathlib import Path
from typing import TYPE_CHECKING

from memory_core.adapters.embedding.encoders import ABSENT, ENGLISH, MODELS
from memory_core.errors import EmbeddingFailed

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_UNKNOWN_COSTS = 4  # characters a token, for what the vocabulary lacks: one token here, but not to other models


class BundledTokenCounter:
    """A TokenCounter without the model's own limit of 256."""

    def __init__(self, folder: Path = MODELS / ENGLISH) -> None:
        self._folder = folder
        self._tokenizer: Tokenizer | None = None

    def __call__(self, text: str) -> int:
        tokenizer = self._ready()
        encoding = tokenizer.encode(text, add_special_tokens=False)
        unknown = tokenizer.token_to_id("[UNK]")
        return sum(
            max(1, (end - start) // _UNKNOWN_COSTS) if token == unknown else 1
            for token, (start, end) in zip(encoding.ids, encoding.offsets, strict=True)
        )

    def _ready(self) -> "Tokenizer":
        if self._tokenizer is None:
            if not (self._folder / "tokenizer.json").exists():
                raise EmbeddingFailed(ABSENT)
            from tokenizers import Tokenizer

            tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            self._tokenizer = tokenizer
        return self._tokenizer
