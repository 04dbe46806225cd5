// @ts-check
import { at } from '../at.mjs';
import { decodeModel, encodeModel } from '../onnx/codec.mjs';
import { FLOAT } from '../onnx/graph.mjs';
import { openSession } from './runtime.mjs';
import { triangleOf } from './triangle.mjs';

const FEATURES = 1024;
/** How far the bias may move, against the weights. */
const BIAS_FEATURE = 10;

/**
 * What to add to the last layer so that it takes back what rounding did to the log-odds on average: ridge regression of the
 * differences on the pooled features, with as much weight on small changes as on one picture.
 * @param {Uint8Array} rounded the model with rounded kernels
 * @param {readonly Float32Array[]} pictures
 * @param {readonly number[]} expected log-odds of the float source for each
 * @returns {Promise<{ weights: Float64Array, bias: number }>} to add to the log-odds
 */
export async function lastLayerCorrection(rounded, pictures, expected) {
  const count = pictures.length;
  const features = [];
  const differences = new Float64Array(count);
  const session = await openSession(withFeatures(rounded));
  for (const [index, picture] of pictures.entries()) {
    const outputs = await session.run(picture);
    const [pooled, logits] = [outputs.get('pooled'), outputs.get('logits')];
    if (pooled === undefined || logits === undefined) throw new Error('expected pooled features and logits');
    features.push(Float64Array.from([...pooled.values, BIAS_FEATURE]));
    differences[index] = at(expected, index) - (at(logits.values, 1) - at(logits.values, 0));
  }
  await session.close();

  const products = new Float64Array(count * count);
  for (const [row, some] of features.entries()) {
    for (const [column, other] of features.entries()) products[row * count + column] = dot(some, other);
  }
  let trace = 0;
  for (let i = 0; i < count; i++) trace += at(products, i * count + i) - BIAS_FEATURE ** 2;
  for (let i = 0; i < count; i++) products[i * count + i] = at(products, i * count + i) + trace / count;

  const shares = solve(products, differences);
  const weights = new Float64Array(FEATURES);
  let bias = 0;
  for (const [index, list] of features.entries()) {
    for (let i = 0; i < FEATURES; i++) weights[i] = at(weights, i) + at(shares, index) * at(list, i);
    bias += at(shares, index) * BIAS_FEATURE ** 2;
  }
  return { weights, bias };
}

/** The x of A x = b, by A = LᵀL. @param {Float64Array} matrix @param {Float64Array} right */
function solve(matrix, right) {
  const size = right.length;
  const order = Array.from({ length: size }, (_, i) => i);
  const triangle = triangleOf(matrix, size, order, 0);
  const middle = new Float64Array(size); // Lᵀ middle = right, from the last
  for (let i = size - 1; i >= 0; i--) {
    let sum = at(right, i);
    for (let j = i + 1; j < size; j++) sum -= at(triangle, j * size + i) * at(middle, j);
    middle[i] = sum / at(triangle, i * size + i);
  }
  const solution = new Float64Array(size); // L solution = middle
  for (let i = 0; i < size; i++) {
    let sum = at(middle, i);
    for (let j = 0; j < i; j++) sum -= at(triangle, i * size + j) * at(solution, j);
    solution[i] = sum / at(triangle, i * size + i);
  }
  return solution;
}

/** @param {Float64Array} some @param {Float64Array} other */
const dot = (some, other) => some.reduce((sum, value, i) => sum + value * at(other, i), 0);

/** The model with two more outputs, `pooled` and `logits`. @param {Uint8Array} bytes */
function withFeatures(bytes) {
  const model = decodeModel(bytes);
  const matrix = model.graph.node.find(({ opType }) => opType === 'MatMul');
  const softmax = model.graph.node.find(({ opType }) => opType === 'Softmax');
  if (matrix === undefined || softmax === undefined) throw new Error('expected a last matrix and a softmax');
  /** @param {string} name @param {string} value */
  const named = (name, value) => ({ name, opType: 'Identity', input: [value], output: [name] });
  model.graph.node.push(named('pooled', at(matrix.input, 0)), named('logits', at(softmax.input, 0)));
  for (const [name, length] of /** @type {const} */ ([
    ['pooled', FEATURES],
    ['logits', 2],
  ])) {
    model.graph.output.push({
      name,
      type: { tensorType: { elemType: FLOAT, shape: { dim: [{ dimValue: 1 }, { dimValue: length }] } } },
    });
  }
  return encodeModel(model);
}
