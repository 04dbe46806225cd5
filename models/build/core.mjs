// @ts-check
import { bundled } from './bundled.mjs';

/**
 * @typedef {{ width: number, height: number, data: Uint8Array }} Frame
 * @typedef {{ tensorFromFrame: (frame: Frame) => Float32Array, compositeOverWhite: (frame: Frame) => Frame }} Core
 */

/**
 * The SDK's own resizing, out of its TypeScript sources: scores that a build writes down must come from the very function
 * that browser and server run.
 * @returns {Promise<Core>}
 */
export const loadCore = () =>
  bundled(
    `export { compositeOverWhite } from './composite-over-white.ts'; export { tensorFromFrame } from './tensor.ts';`,
    new URL('../../packages/sdk/src/core/', import.meta.url),
  );
