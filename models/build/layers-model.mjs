// @ts-check
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readPinned } from './digest.mjs';
import { sources } from './sources.mjs';

/**
 * @typedef {{ name: string, class_name: string, config: Record<string, unknown>, inbound_nodes: [string, ...unknown[]][][] }} Layer
 * @typedef {{ name: string, shape: number[], dtype: string, quantization: { min: number, scale: number, dtype: string } }} WeightEntry
 * @typedef {{ shape: number[], codes: Uint8Array, scale: number, min: number }} Weight
 *   8-bit codes of one tensor: value = code × scale + min, as TensorFlow.js reads them
 * @typedef {{ layers: Layer[], weights: Map<string, Weight> }} LayersModel
 */

const require = createRequire(import.meta.url);

/**
 * The root of the installed `nsfwjs`. Its `exports` hide the model files, so the way leads over its entry point.
 * @returns {string}
 */
export const nsfwjsRoot = () => dirname(dirname(dirname(require.resolve('nsfwjs'))));

/** Labels of nsfwjs's models, in the order of their last layer (nsfwjs, `nsfw_classes`). */
export const nsfwLabels = ['Drawing', 'Hentai', 'Neutral', 'Porn', 'Sexy'];

/**
 * The scripts of one of nsfwjs's models, compared with their pinned digests before anything runs them: one with the
 * topology, and the weights in order, each a base64 text. Absolute paths.
 * @param {'mobilenet-v2' | 'inception-v3'} id
 */
export function layersModelFiles(id) {
  const source = sources[id];
  const shards = 'shards' in source ? source.shards : [source.weights];
  /** @param {{ path: string, sha256: string }} script */
  const pinned = ({ path, sha256 }) => {
    const file = join(nsfwjsRoot(), path);
    readPinned(file, sha256);
    return file;
  };
  return { topology: pinned(source.topology), weights: shards.map(pinned) };
}

/**
 * One of the models that `nsfwjs` ships: a TensorFlow.js layers model as UMD scripts.
 * @param {'mobilenet-v2' | 'inception-v3'} [id]
 * @returns {LayersModel}
 */
export function readLayersModel(id = 'mobilenet-v2') {
  const files = layersModelFiles(id);
  const model = require(files.topology);
  const bytes = Uint8Array.from(Buffer.concat(files.weights.map((file) => Buffer.from(require(file), 'base64'))));
  return {
    layers: model.modelTopology.model_config.config.layers,
    weights: splitWeights(model.weightsManifest, bytes),
  };
}

/**
 * @param {{ weights: WeightEntry[] }[]} manifest
 * @param {Uint8Array} bytes all tensors, one behind the other in the manifest's order
 */
function splitWeights(manifest, bytes) {
  /** @type {Map<string, Weight>} */
  const weights = new Map();
  let offset = 0;
  for (const { name, shape, dtype, quantization } of manifest.flatMap((group) => group.weights)) {
    if (dtype !== 'float32' || quantization?.dtype !== 'uint8')
      throw new Error(`expected 8-bit weights, got ${name} as ${dtype}`);
    const length = shape.reduce((product, side) => product * side, 1);
    weights.set(name, {
      shape,
      codes: bytes.subarray(offset, offset + length),
      scale: quantization.scale,
      min: quantization.min,
    });
    offset += length;
  }
  if (offset !== bytes.length) throw new Error(`expected ${offset} bytes of weights, got ${bytes.length}`);
  return weights;
}

/**
 * The floats that TensorFlow.js computes with (`decodeWeights` in tfjs-core/src/io/io_utils.ts: multiply and add in
 * double precision, then round to float32).
 * @param {Weight} weight
 */
export const weightValues = ({ codes, scale, min }) => Float32Array.from(codes, (code) => code * scale + min);
