"""The ONNX files of the models as JAX functions, so that they can be differentiated.

Only the operators these files use are here; another one is an error. Weights are the files' own low-bit ones: triggers belong
to the models they were made on, bit for bit.

Planes are kept with the channels last and every convolution is one matrix product over patches: on a processor the gradient
of XLA's own convolutions takes several times as long.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import onnx
from onnx import numpy_helper


def load_logits(path):
    """The function from a batch (n, side, side, 3), RGB in 0..1, to the values that go into the last softmax, (n, labels)."""
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
            inputs = [values[name] if name in values else channels_last(constants[name], node) for name in node.input]
            attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
            values[node.output[0]] = OPERATORS[node.op_type](attributes, *inputs)
        return values[nodes[-1].input[0]]

    return logits


def channels_last(constant, node):
    """A constant that is added to or multiplied with planes, (1, c, 1, 1), in the order the planes have here."""
    return constant.transpose(0, 2, 3, 1) if node.op_type != "Conv" and constant.ndim == 4 else constant


def dequantize(node, constants):
    codes, scale, zero = (constants[name] for name in node.input)
    if scale.ndim == 1:
        shape = [-1] + [1] * (codes.ndim - 1)  # one scale for each index of axis 0
        scale, zero = scale.reshape(shape), zero.reshape(shape)
    return (codes.astype(np.float32) - zero.astype(np.float32)) * scale


def shifts(attributes, value, outside):
    """For each place of the window the plane of the values that the window sees there, row by row."""
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    rows, columns = attributes["kernel_shape"]
    down, across = attributes.get("strides", [1, 1])
    padded = jnp.pad(value, ((0, 0), (top, bottom), (left, right), (0, 0)), constant_values=outside)
    height = (padded.shape[1] - rows) // down + 1
    width = (padded.shape[2] - columns) // across + 1
    return [
        padded[:, y : y + (height - 1) * down + 1 : down, x : x + (width - 1) * across + 1 : across]
        for y in range(rows)
        for x in range(columns)
    ]


def convolution(attributes, value, kernel, bias=None):
    places = shifts(attributes, value, 0)
    groups = attributes.get("group", 1)
    if groups == 1:
        matrix = kernel.transpose(2, 3, 1, 0).reshape(-1, kernel.shape[0])  # (place and channel, output)
        patches = places[0] if len(places) == 1 else jnp.concatenate(places, axis=3)
        n, height, width, depth = patches.shape
        outcome = (patches.reshape(n * height * width, depth) @ matrix).reshape(n, height, width, -1)
    else:
        if groups != kernel.shape[0] or kernel.shape[1] != 1:
            raise ValueError("expected a convolution of all channels or one of each channel alone")
        outcome = depthwise(attributes["strides"][0], tuple(attributes["pads"]), kernel[:, 0].transpose(1, 2, 0), value)
    return outcome if bias is None else outcome + bias


@partial(jax.custom_vjp, nondiff_argnums=(0, 1, 2))
def depthwise(stride, pads, kernel, value):
    """Each channel with its own window (rows, columns, channels); the gradient is the same with the window turned round."""
    form = {"pads": pads, "kernel_shape": kernel.shape[:2], "strides": (stride, stride)}
    return sum(place * weights for place, weights in zip(shifts(form, value, 0), kernel.reshape(-1, kernel.shape[2])))


def depthwise_back(stride, pads, kernel, sides, slope):
    rows, columns = kernel.shape[:2]
    top, left = rows - 1 - pads[0], columns - 1 - pads[1]
    height, width = ((length - 1) * stride + 1 for length in slope.shape[1:3])
    bottom, right = sides[0] + rows - 1 - top - height, sides[1] + columns - 1 - left - width
    spread = jax.lax.pad(slope, 0.0, ((0, 0, 0), (0, 0, stride - 1), (0, 0, stride - 1), (0, 0, 0)))
    return (depthwise(1, (top, left, bottom, right), kernel[::-1, ::-1], spread),)


depthwise.defvjp(lambda *given: (depthwise(*given), given[3].shape[1:3]), depthwise_back)


def max_pool(attributes, value):
    highest, *others = shifts(attributes, value, -jnp.inf)
    for other in others:
        highest = jnp.maximum(highest, other)
    return highest


def average_pool(attributes, value):
    counted = jnp.ones((1, *value.shape[1:3], 1), dtype=value.dtype)  # 0 where the window reaches over the border
    return sum(shifts(attributes, value, 0)) / sum(shifts(attributes, counted, 0))


def flat(value):
    if value.ndim == 4 and value.shape[1:3] != (1, 1):
        raise ValueError("expected planes of one value: the order of more differs between the layouts")
    return value.reshape(value.shape[0], -1)


def gather(attributes, value, order):
    if attributes["axis"] != 1 or value.ndim != 4:
        raise ValueError("expected channels to be put in another order")
    return value[..., np.asarray(order)]


OPERATORS = {
    "Add": lambda _, a, b: a + b,
    "AveragePool": average_pool,
    "Clip": lambda _, value, low, high: jnp.clip(value, low, high),
    "Concat": lambda _, *values: jnp.concatenate(values, axis=3),
    "Conv": convolution,
    "Flatten": lambda _, value: flat(value),
    "Gather": gather,
    "Gemm": lambda _, value, matrix, bias: value @ matrix + bias,
    "MatMul": lambda _, value, matrix: value @ matrix,
    "MaxPool": max_pool,
    "Mul": lambda _, a, b: a * b,
    "Relu": lambda _, value: jnp.maximum(value, 0),
    "Reshape": lambda _, value, __: flat(value),
    "Sub": lambda _, a, b: a - b,
    "Transpose": lambda _, value: value,  # from and to channels last, which is how planes lie here anyway
}
