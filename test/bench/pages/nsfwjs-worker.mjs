// @ts-check
// Decoded frame → scores by nsfwjs on tfjs-wasm (SIMD), in a worker.
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { load } from 'nsfwjs';

/** @type {Promise<import('nsfwjs').NSFWJS> | undefined} */
let opened;

async function open(/** @type {string} */ wasm) {
  setWasmPaths(wasm);
  await tf.setBackend('wasm');
  await tf.ready();
  return load('MobileNetV2');
}

addEventListener('message', async ({ data: { wasm, frame } }) => {
  opened ??= open(wasm);
  const model = await opened;
  const pixels = new ImageData(frame.data, frame.width, frame.height);
  const startedAt = performance.now();
  const classes = await model.classify(pixels);
  const ms = performance.now() - startedAt;
  postMessage({
    ms,
    scores: Object.fromEntries(classes.map((one) => [one.className, one.probability])),
    backend: tf.getBackend(),
  });
});
