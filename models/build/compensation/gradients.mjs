// @ts-check
import { at } from '../at.mjs';
import { decodeModel, encodeModel } from '../onnx/codec.mjs';
import { FLOAT } from '../onnx/graph.mjs';

const INT64 = 7;
const ATTRIBUTE_INTS = 7;
const POOLED = 1024;
const POOLED_AREA = 49;

/**
 * @typedef {{ kernel: string, dims: number[], input: string, gradient: string, stride: number, pad: number, values: Float32Array }} Convolution
 *   one convolution of the source: names of its kernel, of the value it reads, and of the gradient of the log-odds in what it writes
 * @typedef {{ model: Uint8Array, convolutions: Convolution[], logits: string, pictureGradient: string }} Differentiated
 */

/**
 * The float source with a second graph behind it that computes the gradient of the log-odds, `logit(nsfw) − logit(safe)`, in
 * the output of each convolution but the first, and in the picture. Outputs are the values of `convolutions`, `logits` and
 * `pictureGradient`.
 *
 * Where windows of the max pooling overlap, the gradient in the picture keeps one of the windows: good enough to nudge a
 * picture, and used for nothing else.
 * @param {Uint8Array} source `open-nsfw.onnx`
 * @returns {Differentiated}
 */
export function differentiate(source) {
  const model = decodeModel(source);
  const { graph } = model;
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const backward = /** @type {import('../onnx/codec.mjs').GraphNode[]} */ ([]);
  const initializer = [...graph.initializer];
  /** @type {Map<string, string[]>} gradients that flow into a value, one from each reader */
  const flows = new Map();
  /** @type {Convolution[]} */
  const convolutions = [];
  const pictureGradient = 'picture/gradient';

  /** @param {string} name */
  function floatsNamed(name) {
    const raw = constants.get(name)?.rawData;
    if (raw === undefined) throw new Error(`expected the values of ${name} as raw bytes`);
    return new Float32Array(Uint8Array.from(raw).buffer);
  }
  /** @param {string} name @param {number} dataType @param {number[]} dims @param {ArrayBufferView} values */
  function constant(name, dataType, dims, values) {
    initializer.push({
      name,
      dataType,
      dims,
      rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    });
    return name;
  }
  /** @param {string} opType @param {string} name @param {string[]} input @param {Record<string, number[]>} [lists] */
  function add(opType, name, input, lists = {}) {
    const attribute = Object.entries(lists).map(([key, ints]) => ({ name: key, ints, type: ATTRIBUTE_INTS }));
    backward.push({ name, opType, input, output: [name], attribute });
    return name;
  }
  /** @param {string} value @param {string} gradient */
  const flow = (value, gradient) => flows.set(value, [...(flows.get(value) ?? []), gradient]);
  /** @param {string} value */
  function gradientIn(value) {
    const [first, ...others] = flows.get(value) ?? [];
    if (first === undefined) throw new Error(`nothing behind ${value} leads to the score`);
    return others.reduce((sum, other, index) => add('Add', `${value}/gradient${index}`, [sum, other]), first);
  }

  const matrix = floatsNamed(at(graph.node.find(({ opType }) => opType === 'MatMul')?.input ?? [], 1));
  const seed = Float32Array.from(
    { length: POOLED },
    (_, i) => (at(matrix, 2 * i + 1) - at(matrix, 2 * i)) / POOLED_AREA,
  );
  const last = graph.node.findLastIndex(({ opType }) => opType === 'AveragePool');
  flow(at(at(graph.node, last).input, 0), constant('seed', FLOAT, [1, POOLED, 1, 1], seed));

  for (const node of graph.node.slice(1, last).reverse()) {
    const [input, output] = [at(node.input, 0), at(node.output, 0)];
    const gradient = gradientIn(output);
    const lists = Object.fromEntries((node.attribute ?? []).map(({ name, ints = [] }) => [name, ints]));
    if (node.opType === 'Relu') {
      flow(input, add('Mul', `${output}/passed`, [gradient, add('Sign', `${output}/open`, [output])]));
    } else if (node.opType === 'Add') {
      for (const summand of node.input) flow(summand, gradient);
    } else if (node.opType === 'MaxPool') {
      node.output.push('pooled/from');
      const shape = constant('pooled/shape', INT64, [4], BigInt64Array.of(1n, 64n, 112n, 112n));
      flow(
        input,
        add('MaxUnpool', 'pooled/gradient', [gradient, 'pooled/from', shape], {
          kernel_shape: [2, 2],
          strides: [2, 2],
        }),
      );
    } else if (node.opType === 'Conv') {
      const isFirst = node === graph.node[1];
      const kernel = at(node.input, 1);
      const { strides = [], pads = [0, 0, 0, 0], kernel_shape = [] } = lists;
      const dims = constants.get(kernel)?.dims ?? [];
      if (!isFirst) {
        convolutions.unshift({
          kernel,
          dims,
          input,
          gradient,
          stride: at(strides, 0),
          pad: at(pads, 0),
          values: floatsNamed(kernel),
        });
      }
      const name = isFirst ? pictureGradient : `${output}/back`;
      const output_padding = strides.map((stride) => stride - 1);
      flow(input, add('ConvTranspose', name, [gradient, kernel], { strides, pads, kernel_shape, output_padding }));
    } else {
      throw new Error(`expected no ${node.opType} before the average`);
    }
  }

  const logits = at(at(graph.node, graph.node.length - 1).input, 0);
  const names = new Set([logits, pictureGradient, ...convolutions.flatMap(({ input, gradient }) => [input, gradient])]);
  const output = Array.from(names, (name) => ({ name, type: { tensorType: { elemType: FLOAT } } }));
  const whole = { ...model, graph: { ...graph, node: [...graph.node, ...backward], initializer, output } };
  return {
    model: encodeModel(/** @type {import('../onnx/codec.mjs').Model} */ (whole)),
    convolutions,
    logits,
    pictureGradient,
  };
}
