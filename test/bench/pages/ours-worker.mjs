// @ts-check
// Decoded frame → scores by the product's own functions, in a worker, as the product runs them.
import { compositeOverWhite, inputOf, parseManifest } from '@safeupload/sdk/core';
import { openSession, provideEngine } from '../../../packages/sdk/src/worker/session.js';

/** @type {Promise<import('../../../packages/sdk/src/worker/session.js').Session> | undefined} */
let opened;

async function open(/** @type {string} */ assets) {
  const bytesOf = async (/** @type {string} */ path) =>
    new Uint8Array(await (await fetch(assets + path)).arrayBuffer());
  provideEngine(await bytesOf('ort-wasm-simd-threaded.wasm'));
  const manifest = parseManifest(await (await fetch(`${assets}mobilenet-v2/manifest.json`)).json());
  return openSession(manifest, await bytesOf('mobilenet-v2/model.onnx'));
}

addEventListener('message', async ({ data: { assets, frame } }) => {
  opened ??= open(assets);
  const session = await opened;
  const startedAt = performance.now();
  const { scores } = await session.run(inputOf(session.manifest, compositeOverWhite(frame)));
  postMessage({ ms: performance.now() - startedAt, scores });
});
