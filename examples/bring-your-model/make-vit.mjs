// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGraph } from '../../models/build/onnx/graph.mjs';

// The worked example of docs/bring-your-model.md: a vision transformer of 384 × 384 px with random weights. It knows
// nothing; it has the shape of one that does, and everything that a model needs to be used here.
//
//   node examples/bring-your-model/make-vit.mjs DIR

const sidePx = 384;
const patchPx = 32;
const tokens = (sidePx / patchPx) ** 2;
const width = 16;
const heads = 2;
const layers = 2;
const labels = ['harmless', 'explicit'];

/**
 * Numbers around zero, always the same: mulberry32, two of them to one of a normal distribution (Box and Muller).
 * @param {number} seed
 */
function normalNumbers(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * The ONNX file: patches by a convolution, positions, two layers of attention and a perceptron, the mean of all tokens, one
 * number per label. The softmax is left to the manifest.
 * @returns {Uint8Array}
 */
export function makeVit() {
  const normal = normalNumbers(384);
  const graph = createGraph({
    name: 'example-vit-384',
    docString: 'A vision transformer with random weights: an example, it knows nothing',
    input: { name: 'pixel_values', shape: [1, 3, sidePx, sidePx] },
    output: { name: 'logits', shape: [1, labels.length] },
  });

  /** @param {string} name @param {number[]} dims @param {number} deviation */
  const random = (name, dims, deviation) => {
    const length = dims.reduce((product, side) => product * side, 1);
    return graph.floats(
      name,
      dims,
      Float32Array.from({ length }, () => deviation * normal()),
    );
  };
  /** @param {string} name @param {number} value */
  const scalar = (name, value) => graph.floats(name, [], Float32Array.of(value));

  /** @param {string} name @param {string} input @param {number} from @param {number} to @param {number} [gain] */
  const linear = (name, input, from, to, gain = 1) =>
    graph.add('Add', name, [
      graph.add('MatMul', `${name}/product`, [input, random(`${name}/weight`, [from, to], gain / Math.sqrt(from))]),
      random(`${name}/bias`, [to], 0.02),
    ]);

  /** @param {string} name @param {string} input */
  function normalized(name, input) {
    const mean = graph.add('ReduceMean', `${name}/mean`, [input], { axes: [-1], keepdims: 1 });
    const centred = graph.add('Sub', `${name}/centred`, [input, mean]);
    const squared = graph.add('Mul', `${name}/squared`, [centred, centred]);
    const variance = graph.add('ReduceMean', `${name}/variance`, [squared], { axes: [-1], keepdims: 1 });
    const above = graph.add('Add', `${name}/above-zero`, [variance, scalar(`${name}/epsilon`, 1e-6)]);
    return graph.add('Div', name, [centred, graph.add('Sqrt', `${name}/deviation`, [above])]);
  }

  /** @param {string} name @param {string} input the tokens */
  function attention(name, input) {
    const each = width / heads;
    const shape = graph.integers(`${name}/heads`, [1, tokens, heads, each]);
    /** @param {string} part @param {number[]} perm */
    const projected = (part, perm) =>
      graph.add(
        'Transpose',
        `${name}/${part}`,
        [graph.add('Reshape', `${name}/${part}/split`, [linear(`${name}/${part}/all`, input, width, width), shape])],
        { perm },
      );
    const queries = projected('queries', [0, 2, 1, 3]);
    const keys = projected('keys', [0, 2, 3, 1]);
    const values = projected('values', [0, 2, 1, 3]);
    const products = graph.add('MatMul', `${name}/products`, [queries, keys]);
    const scaled = graph.add('Mul', `${name}/scaled`, [products, scalar(`${name}/scale`, 1 / Math.sqrt(each))]);
    const weights = graph.add('Softmax', `${name}/weights`, [scaled], { axis: -1 });
    const seen = graph.add('MatMul', `${name}/seen`, [weights, values]);
    const joined = graph.add('Reshape', `${name}/joined`, [
      graph.add('Transpose', `${name}/seen/turned`, [seen], { perm: [0, 2, 1, 3] }),
      graph.integers(`${name}/tokens`, [1, tokens, width]),
    ]);
    return linear(`${name}/out`, joined, width, width);
  }

  /** GELU by the error function, as the original has it. @param {string} name @param {string} input */
  function gelu(name, input) {
    const shrunk = graph.add('Div', `${name}/shrunk`, [input, scalar(`${name}/root-of-two`, Math.SQRT2)]);
    const raised = graph.add('Add', `${name}/raised`, [
      graph.add('Erf', `${name}/erf`, [shrunk]),
      scalar(`${name}/one`, 1),
    ]);
    const halved = graph.add('Mul', `${name}/halved`, [input, scalar(`${name}/half`, 0.5)]);
    return graph.add('Mul', name, [halved, raised]);
  }

  const kernel = random('patches/weight', [width, 3, patchPx, patchPx], 1 / Math.sqrt(3 * patchPx * patchPx));
  const patches = graph.add('Conv', 'patches', ['pixel_values', kernel], {
    kernel_shape: [patchPx, patchPx],
    strides: [patchPx, patchPx],
  });
  const rows = graph.add('Reshape', 'rows', [patches, graph.integers('rows/shape', [1, width, tokens])]);
  const inOrder = graph.add('Transpose', 'in-order', [rows], { perm: [0, 2, 1] });
  let stream = graph.add('Add', 'placed', [inOrder, random('positions', [1, tokens, width], 0.2)]);
  for (let layer = 0; layer < layers; layer++) {
    const attended = attention(`layer-${layer}/attention`, normalized(`layer-${layer}/first`, stream));
    stream = graph.add('Add', `layer-${layer}/attended`, [stream, attended]);
    const inner = linear(`layer-${layer}/inner`, normalized(`layer-${layer}/second`, stream), width, 4 * width);
    const outer = linear(`layer-${layer}/outer`, gelu(`layer-${layer}/gelu`, inner), 4 * width, width);
    stream = graph.add('Add', `layer-${layer}/out`, [stream, outer]);
  }
  const pooled = graph.add('ReduceMean', 'pooled', [normalized('last', stream)], { axes: [1], keepdims: 0 });
  // Loud, so that random weights tell pictures apart at all.
  const product = graph.add('MatMul', 'head', [pooled, random('head/weight', [width, labels.length], 0.5)]);
  graph.add('Add', 'logits', [product, random('head/bias', [labels.length], 0.5)]);
  return graph.encode();
}

/**
 * Writes the model's folder: `model.onnx` and its `manifest.json`.
 * @param {string} directory made where it is missing
 * @returns {Promise<number>} length of the ONNX file, in bytes
 */
export async function writeVit(directory) {
  const file = makeVit();
  const sha256 = createHash('sha256').update(file).digest('hex');
  const manifest = {
    v: 1,
    id: 'example-vit-384',
    title: 'Example vision transformer, random weights',
    labels,
    riskLabels: ['explicit'],
    input: {
      name: 'pixel_values',
      shape: [1, 3, sidePx, sidePx],
      layout: 'NCHW',
      channels: 'RGB',
      range: [0, 1],
      resize: 'area',
      normalize: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    },
    output: { name: 'logits', shape: [1, labels.length], activation: 'softmax' },
    file: 'model.onnx',
    bytes: file.length,
    sha256,
    licence: 'MIT',
    source: {
      registry: 'none',
      package: 'examples/bring-your-model',
      version: '1',
      path: 'make-vit.mjs',
      sha256,
    },
  };
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'model.onnx'), file);
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return file.length;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [directory] = process.argv.slice(2);
  if (directory === undefined) {
    console.error('usage: node examples/bring-your-model/make-vit.mjs DIR');
    process.exitCode = 2;
  } else console.log(`${await writeVit(resolve(directory))} bytes in ${directory}/model.onnx, and its manifest.json`);
}
