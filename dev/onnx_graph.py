"""An ONNX graph under construction, for the bundled models."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 20  # the first with Gelu
_IR_VERSION = 9
_LARGEST_INT8 = 127


class Graph:
    """Every method adds one operation and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, value: np.ndarray) -> str:
        name = f"c{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [f"{name}_0"], name=name, **attributes))
        return f"{name}_0"

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray) -> str:
        return self.op("Add", self.op("MatMul", x, self.constant(weight.T)), self.constant(bias))

    def bytes_matrix(self, weight: np.ndarray) -> str:
        """A matrix that is kept as int8 with one scale a column, and unfolded once, when the graph is loaded."""
        scale = np.abs(weight).max(axis=0) / np.float32(_LARGEST_INT8)
        folded = self.constant(np.rint(weight / scale).astype(np.int8))
        return self.op("Mul", self.op("Cast", folded, to=TensorProto.FLOAT), self.constant(scale.astype(np.float32)))

    def model(
        self,
        name: str,
        *,
        inputs: Mapping[str, tuple[str, ...]],
        output: str,
        result: str,
        shape: tuple[str | int, ...],
    ) -> onnx.ModelProto:
        """The whole graph, checked: int64 `inputs` of these shapes, and `result` as the float32 output `output`."""
        self.nodes.append(helper.make_node("Identity", [result], [output], name="output"))
        ports = [helper.make_tensor_value_info(one, TensorProto.INT64, sizes) for one, sizes in inputs.items()]
        made = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, name, ports, [made], self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="keepsake")
        model.ir_version = _IR_VERSION
        onnx.checker.check_model(model)
        return model
