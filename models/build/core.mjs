// @ts-check
import { build } from 'esbuild';
import { at } from './at.mjs';

/**
 * @typedef {{ width: number, height: number, data: Uint8Array }} Frame
 * @typedef {{ tensorFromFrame: (frame: Frame) => Float32Array, compositeOverWhite: (frame: Frame) => Frame }} Core
 */

/**
 * The SDK's own resizing, out of its TypeScript sources: scores that a build writes down must come from the very function
 * that browser and server run. Bundled in memory, because Node 20 runs no TypeScript and a build must not need a built SDK.
 * @returns {Promise<Core>}
 */
export async function loadCore() {
  const core = new URL('../../packages/sdk/src/core/', import.meta.url);
  const { outputFiles } = await build({
    stdin: {
      contents: `export { compositeOverWhite } from './frame.ts'; export { tensorFromFrame } from './tensor.ts';`,
      resolveDir: core.pathname,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const script = Buffer.from(at(outputFiles, 0).contents).toString('base64');
  return import(`data:text/javascript;base64,${script}`);
}
