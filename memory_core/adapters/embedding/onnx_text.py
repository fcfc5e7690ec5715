"""Text encoders of this package: an ONNX graph and its tokenizer, run on this machine one text at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor
from tokenizers import Tokenizer

WORDS, PIECES = "tokenizer.json", "sp.model"  # one of them stands beside a graph
_LONGEST = 256  # tokens; what follows is not read

type Numbers = NDArray[np.float32]
type Tokenize = Callable[[str], Sequence[int]]
type Run = Callable[[Any, Sequence[int]], Numbers]


@dataclass(frozen=True, slots=True)
class TextEncoder:
    """A text to its vector of length 1. Texts are encoded one at a time: int8 activations depend on what else is in a
    batch, and the vector of a text should not."""

    session: Any
    tokenize: Tokenize
    run: Run

    def __call__(self, text: str) -> Numbers:
        return self.run(self.session, self.tokenize(text))


def english(session: Any, tokens: Sequence[int]) -> Numbers:
    """all-MiniLM-L6-v2: the mean of its tokens' vectors."""
    ids = np.array([tokens], np.int64)
    inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    mean: Numbers = session.run(None, inputs)[0][0].mean(axis=0)
    unit: Numbers = mean / np.linalg.norm(mean)
    return unit


def multilingual(session: Any, tokens: Sequence[int]) -> Numbers:
    """The Universal Sentence Encoder, whose graph does all of it."""
    vector: Numbers = session.run(None, {"pieces": np.array(tokens, np.int64)})[0]
    return vector


def open_session(folder: Path) -> Any:
    """One thread costs nothing on single texts, and leaves the other cores to the other calls."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])


def open_tokenizer(folder: Path) -> Tokenize:
    return _pieces(folder / PIECES) if (folder / PIECES).exists() else _words(folder / WORDS)


def _words(file: Path) -> Tokenize:
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()
    tokenizer.enable_truncation(_LONGEST)

    def tokenize(text: str) -> Sequence[int]:
        ids: list[int] = tokenizer.encode(text).ids
        return ids

    return tokenize


def _pieces(file: Path) -> Tokenize:
    """A SentencePiece model, between the marks of begin and end. Its own library takes 36 MB for 128,000 pieces, where
    `tokenizers` takes 130."""
    pieces = SentencePieceProcessor(model_file=str(file))
    begin, end = pieces.bos_id(), pieces.eos_id()
    return lambda text: [begin, *pieces.encode(text)[: _LONGEST - 2], end]
