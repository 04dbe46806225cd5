// @ts-check
// From File to scores as nsfwjs's own documentation does it: an image element, decoded, classified.
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

Object.assign(globalThis, {
  prepare: (/** @type {string} */ wasm) => {
    opened ??= open(wasm);
  },
  classify: async (/** @type {Blob} */ file) => {
    if (opened === undefined) throw new Error('prepare() first');
    const model = await opened;
    const image = new Image();
    image.src = URL.createObjectURL(file);
    await image.decode();
    const classes = await model.classify(image);
    URL.revokeObjectURL(image.src);
    return { action: classes[0]?.className, backend: tf.getBackend() };
  },
});
