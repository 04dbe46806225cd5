// @ts-check
import { at } from './at.mjs';
import { channelsFirst, zeroPoint } from './kernel.mjs';
import { weightValues } from './layers-model.mjs';
import { createGraph } from './onnx/graph.mjs';

/** @typedef {import('./layers-model.mjs').LayersModel} LayersModel */
/** @typedef {import('./layers-model.mjs').Layer} Layer */

/**
 * A TensorFlow.js layers model as an ONNX file, layer by layer. It takes a square NHWC picture, `input`, and returns
 * `scores`, what its last softmax says.
 *
 * With `float` every layer becomes its own operator on the floats TensorFlow.js would use: the form that is compared with
 * TensorFlow.js. Otherwise the published form: the source's 8-bit codes stay as they are, and each batch normalisation
 * disappears into the scales its convolution's codes are multiplied with, and into a bias.
 * @param {LayersModel} model
 * @param {{ name: string, docString: string, sidePx: number, labels: readonly string[], float: boolean }} form
 * @returns {Uint8Array}
 */
export function graphOfLayers({ layers, weights }, { name: graphName, docString, sidePx, labels, float }) {
  const graph = createGraph({
    name: graphName,
    docString,
    input: { name: 'input', shape: [1, sidePx, sidePx, 3] },
    output: { name: 'scores', shape: [1, labels.length] },
  });
  /** @type {Map<string, string>} what each layer's output is called in the graph */
  const values = new Map();
  /** @type {Map<string, number>} rows and columns of zeros that a ZeroPadding2D layer adds at the bottom and the right */
  const paddings = new Map();
  /** @type {Map<string, Layer>} convolutions that wait for the normalisation behind them */
  const unfolded = new Map();

  /** @param {string} name */
  function weight(name) {
    const found = weights.get(name);
    if (found === undefined) throw new Error(`expected weights named ${name}`);
    return found;
  }

  /** @param {string} name */
  const floatWeight = (name) => weightValues(weight(name));

  /** @param {string} name */
  function vector(name) {
    const numbers = floatWeight(name);
    return graph.floats(name, [numbers.length], numbers);
  }

  /** @param {Layer} layer */
  const inputsOf = (layer) => at(layer.inbound_nodes, 0).map(([name]) => name);

  /** @param {string} name */
  function outputOf(name) {
    const value = values.get(name);
    if (value === undefined) throw new Error(`layer ${name} is used before it is defined`);
    return value;
  }

  /** @param {Layer} layer */
  const inputOf = (layer) => outputOf(at(inputsOf(layer), 0));

  /**
   * The convolution of a layer; with `fold` its kernel times one factor per output channel, and a bias.
   * @param {Layer} layer
   * @param {{ factors: Float64Array, bias: Float32Array } | null} fold
   */
  function convolution(layer, fold) {
    const depthwise = layer.class_name === 'DepthwiseConv2D';
    const kernel = weight(`${layer.name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`);
    const { dims, codes } = channelsFirst(kernel, depthwise);
    const source = at(inputsOf(layer), 0);
    const channels = at(dims, 0);
    const kernelName = `${layer.name}/kernel`;
    const inputs = [
      outputOf(source),
      fold === null
        ? graph.floats(kernelName, dims, weightValues({ ...kernel, codes }))
        : graph.dequantized(kernelName, dims, {
            codes,
            scales: Float32Array.from(fold.factors, (factor) => factor * kernel.scale),
            zeroPoints: new Uint8Array(channels).fill(zeroPoint(kernel, layer.name)),
            axis: 0,
          }),
    ];
    if (fold !== null) inputs.push(graph.floats(`${layer.name}/bias`, [channels], fold.bias));
    const { strides, kernel_size, padding } =
      /** @type {{ strides: number[], kernel_size: number[], padding: string }} */ (layer.config);
    const after = paddings.get(source) ?? 0;
    const [above, beside] = around(kernel_size, strides, padding, layer.name);
    return graph.add('Conv', layer.name, inputs, {
      kernel_shape: kernel_size,
      strides,
      pads: [above, beside, above + after, beside + after],
      group: depthwise ? channels : 1,
    });
  }

  /** @param {Layer} layer */
  function convolutionOrLater(layer) {
    if (float) return convolution(layer, null);
    unfolded.set(layer.name, layer);
    return `${layer.name} waits for its normalisation`;
  }

  /** @param {Layer} layer @param {string} input */
  function dense(layer, input) {
    const kernel = weight(`${layer.name}/kernel`);
    const name = `${layer.name}/kernel`;
    const matrix = float
      ? graph.floats(name, kernel.shape, weightValues(kernel))
      : graph.dequantized(name, kernel.shape, {
          codes: kernel.codes,
          scales: Float32Array.of(kernel.scale),
          zeroPoints: Uint8Array.of(zeroPoint(kernel, layer.name)),
          axis: 1,
        });
    const product = graph.add('Gemm', `${layer.name}/product`, [input, matrix, vector(`${layer.name}/bias`)]);
    if (layer.config.activation === 'relu') return graph.add('Relu', layer.name, [product]);
    return graph.add('Softmax', 'scores', [product], { axis: 1 });
  }

  /**
   * A batch normalisation; unless the graph is to stay in float, together with the convolution in front of it.
   * @param {Layer} layer
   */
  function normalisation(layer) {
    const source = at(inputsOf(layer), 0);
    const { epsilon, scale: hasGamma = true } = /** @type {{ epsilon: number, scale?: boolean }} */ (layer.config);
    /** @param {string} part */
    const named = (part) => `${layer.name}/${part}`;
    const ones = () => new Float32Array(floatWeight(named('beta')).length).fill(1);
    const behind = unfolded.get(source);
    if (behind === undefined) {
      const gamma = hasGamma ? vector(named('gamma')) : graph.floats(named('gamma'), [ones().length], ones());
      const parts = ['beta', 'moving_mean', 'moving_variance'].map((part) => vector(named(part)));
      const inputs = [outputOf(source), gamma, ...parts];
      return graph.add('BatchNormalization', layer.name, inputs, {}, { epsilon });
    }
    const mean = floatWeight(named('moving_mean'));
    const variance = floatWeight(named('moving_variance'));
    const gamma = hasGamma ? floatWeight(named('gamma')) : ones();
    const factors = Float64Array.from(gamma, (value, channel) => value / Math.sqrt(at(variance, channel) + epsilon));
    const bias = Float32Array.from(
      floatWeight(named('beta')),
      (value, channel) => value - at(mean, channel) * at(factors, channel),
    );
    return convolution(behind, { factors, bias });
  }

  /**
   * What lies over the border counts neither for the maximum nor for the mean: so do both ONNX (count_include_pad is 0) and
   * TensorFlow.js. An average without a border is taken over the whole plane here and needs no strides.
   * @param {'MaxPool' | 'AveragePool'} operator @param {Layer} layer
   */
  function pooling(operator, layer) {
    const { pool_size, strides, padding } = /** @type {{ pool_size: number[], strides: number[], padding: string }} */ (
      layer.config
    );
    const [above, beside] = around(pool_size, strides, padding, layer.name);
    const wholePlane = operator === 'AveragePool' && padding === 'valid';
    return graph.add(operator, layer.name, [inputOf(layer)], {
      kernel_shape: pool_size,
      ...(wholePlane ? {} : { strides, pads: [above, beside, above, beside] }),
    });
  }

  /** @type {Record<string, (layer: Layer) => string>} */
  const operators = {
    InputLayer: (layer) => graph.add('Transpose', layer.name, ['input'], { perm: [0, 3, 1, 2] }),
    ZeroPadding2D: (layer) => {
      const [[top, bottom], [left, right]] = /** @type {[[number, number], [number, number]]} */ (layer.config.padding);
      if (top !== 0 || left !== 0 || bottom !== right)
        throw new Error(`${layer.name} pads in a way this build does not know`);
      paddings.set(layer.name, bottom);
      return inputOf(layer);
    },
    Conv2D: convolutionOrLater,
    DepthwiseConv2D: convolutionOrLater,
    BatchNormalization: normalisation,
    ReLU: (layer) => graph.add('Clip', layer.name, [inputOf(layer), 'zero', 'six']),
    Add: (layer) => graph.add('Add', layer.name, inputsOf(layer).map(outputOf)),
    Activation: (layer) => {
      if (layer.config.activation !== 'relu') throw new Error(`expected ${layer.name} to be a relu`);
      return graph.add('Relu', layer.name, [inputOf(layer)]);
    },
    Concatenate: (layer) => graph.add('Concat', layer.name, inputsOf(layer).map(outputOf), { axis: 1 }), // channels
    MaxPooling2D: (layer) => pooling('MaxPool', layer),
    AveragePooling2D: (layer) => pooling('AveragePool', layer),
    Flatten: (layer) => graph.add('Flatten', layer.name, [inputOf(layer)], { axis: 1 }),
    Dropout: (layer) => inputOf(layer), // does nothing outside training
    Dense: (layer) => dense(layer, inputOf(layer)),
  };

  if (layers.some((layer) => layer.class_name === 'ReLU')) {
    graph.floats('zero', [], Float32Array.of(0));
    graph.floats('six', [], Float32Array.of(6));
  }
  for (const layer of layers) {
    const operator = operators[layer.class_name];
    if (operator === undefined)
      throw new Error(`layer ${layer.name} is a ${layer.class_name}, which this build does not know`);
    values.set(layer.name, operator(layer));
  }
  return graph.encode();
}

/**
 * Rows above and below, columns left and right that "same" adds: half a window. Only at stride 1; at others TensorFlow adds
 * more behind than in front.
 * @param {number[]} window @param {number[]} strides @param {string} padding @param {string} name
 * @returns {[number, number]}
 */
function around(window, strides, padding, name) {
  if (padding !== 'same') return [0, 0];
  if (strides.some((stride) => stride !== 1)) throw new Error(`${name} pads in a way this build does not know`);
  return [(at(window, 0) - 1) / 2, (at(window, 1) - 1) / 2];
}
