"""The two shipped ONNX files as JAX functions, so that they can be differentiated.

Only the operators these files use are here; another one is an error. Weights are the shipped 8-bit ones: triggers belong to
the models they were made on, bit for bit.
"""

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from onnx import numpy_helper


def load_logits(path):
    """The function from a batch (n, 224, 224, 3), RGB in 0..1, to the values that go into the last softmax, (n, labels)."""
    graph = onnx.load(path).graph
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = list(graph.node)
    if nodes[-1].op_type != "Softmax":
        raise ValueError(f"{path} ends in {nodes[-1].op_type}, expected Softmax")
    for node in [node for node in nodes if node.op_type == "DequantizeLinear"]:
        constants[node.output[0]] = dequantize(node, constants)
        nodes.remove(node)

    def logits(batch):
        values = {graph.input[0].name: batch}
        for node in nodes[:-1]:
            inputs = [values[name] if name in values else constants[name] for name in node.input]
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = OPERATORS[node.op_type](attributes, *inputs)
        return values[nodes[-1].input[0]]

    return logits


def dequantize(node, constants):
    codes, scale, zero = (constants[name] for name in node.input)
    if scale.ndim == 1:
        shape = [-1] + [1] * (codes.ndim - 1)  # one scale for each index of axis 0
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return (codes.astype(np.float32) - zero.astype(np.float32)) * scale


def pairs(pads):
    return [(pads[0], pads[2]), (pads[1], pads[3])]


def convolution(attributes, value, kernel, bias=None):
    result = jax.lax.conv_general_dilated(
        value,
        kernel,
        window_strides=attributes["strides"],
        padding=pairs(attributes.get("pads", [0, 0, 0, 0])),
        feature_group_count=attributes.get("group", 1),
        dimension_numbers=("NCHW", "OIHW", "NCHW"),
    )
    return result if bias is None else result + bias.reshape(1, -1, 1, 1)


def max_pool(attributes, value):
    window = (1, 1, *attributes["kernel_shape"])
    padding = [(0, 0), (0, 0), *pairs(attributes.get("pads", [0, 0, 0, 0]))]
    return jax.lax.reduce_window(value, -jnp.inf, jax.lax.max, window, (1, 1, *attributes["strides"]), padding)


def whole_average(attributes, value):
    if tuple(attributes["kernel_shape"]) != value.shape[2:]:
        raise ValueError("expected the average over the whole plane")
    return value.mean(axis=(2, 3), keepdims=True)


OPERATORS = {
    "Add": lambda _, a, b: a + b,
    "AveragePool": whole_average,
    "Clip": lambda _, value, low, high: jnp.clip(value, low, high),
    "Conv": convolution,
    "Flatten": lambda _, value: value.reshape(value.shape[0], -1),
    "Gather": lambda attributes, value, order: jnp.take(value, order, axis=attributes["axis"]),
    "Gemm": lambda _, value, matrix, bias: value @ matrix + bias,
    "MatMul": lambda _, value, matrix: value @ matrix,
    "MaxPool": max_pool,
    "Mul": lambda _, a, b: a * b,
    "Relu": lambda _, value: jnp.maximum(value, 0),
    "Reshape": lambda _, value, shape: value.reshape(value.shape[0], *np.asarray(shape)[1:].tolist()),
    "Sub": lambda _, a, b: a - b,
    "Transpose": lambda attributes, value: jnp.transpose(value, attributes["perm"]),
}
