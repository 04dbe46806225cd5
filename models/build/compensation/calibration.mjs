// @ts-check
import { harmlessPhotos } from '../../../test/support/harmless-photos.mjs';
import { loadCore } from '../core.mjs';
import { decode } from '../source-scores.mjs';
import { nudge } from './nudge.mjs';
import { createRandom } from './random.mjs';
import { paintTexture } from './textures.mjs';

/** @typedef {import('../core.mjs').Frame} Frame */

const SIDE = 224;
const SEED = 99;
const TEXTURES = 32;
/** Log-odds that pictures are nudged to: probabilities of 0.05 to 0.9999. */
const LEAST_TARGET = -3;
const MOST_TARGET = 9;

/**
 * The pictures that the rounding is fitted to: every second photograph of the harmless list (copies in other sizes left out),
 * whole, as a mirrored part, and nudged towards a high score; and abstract textures, every second of them nudged.
 * Always the same pictures; the other half of the photographs is left for judging.
 * @param {import('./runtime.mjs').Session} session of `differentiate`
 * @param {import('./gradients.mjs').Differentiated} graph
 * @returns {Promise<Float32Array[]>} tensors, 224 × 224 × 3, RGB, 0..1
 */
export async function calibrationPictures(session, graph) {
  const core = await loadCore();
  const random = createRandom(SEED);
  const target = () => LEAST_TARGET + (MOST_TARGET - LEAST_TARGET) * random();
  const pictures = [];
  for (const { file } of calibrationPhotos()) {
    const frame = core.compositeOverWhite(await decode(file));
    const whole = core.tensorFromFrame(frame);
    const part = mirrored(core.tensorFromFrame(partOf(frame, random)));
    pictures.push(whole, part, await nudge(session, graph, pictures.length % 2 === 0 ? whole : part, target()));
  }
  for (let i = 0; i < TEXTURES; i++) {
    const texture = paintTexture(random);
    pictures.push(i % 2 === 0 ? texture : await nudge(session, graph, texture, target()));
  }
  return pictures;
}

/** Every second photograph of the harmless list, copies in other sizes left out. */
export function calibrationPhotos() {
  const photographs = harmlessPhotos().filter(({ kind, isSmallerCopy }) => kind === 'photograph' && !isSmallerCopy);
  return photographs.filter((_, index) => index % 2 === 0);
}

/** 50 to 90 % of each side, anywhere. @param {Frame} frame @param {() => number} random @returns {Frame} */
function partOf({ width, height, data }, random) {
  const [partWidth, partHeight] = [
    Math.floor(width * (0.5 + 0.4 * random())),
    Math.floor(height * (0.5 + 0.4 * random())),
  ];
  const [left, top] = [Math.floor((width - partWidth) * random()), Math.floor((height - partHeight) * random())];
  const part = new Uint8Array(partWidth * partHeight * 4);
  for (let row = 0; row < partHeight; row++) {
    const start = ((top + row) * width + left) * 4;
    part.set(data.subarray(start, start + partWidth * 4), row * partWidth * 4);
  }
  return { width: partWidth, height: partHeight, data: part };
}

/** @param {Float32Array} tensor */
function mirrored(tensor) {
  const turned = new Float32Array(tensor.length);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const from = (y * SIDE + SIDE - 1 - x) * 3;
      turned.set(tensor.subarray(from, from + 3), (y * SIDE + x) * 3);
    }
  }
  return turned;
}
